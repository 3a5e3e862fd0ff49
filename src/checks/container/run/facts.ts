/** The facts that calls of container tools yield. What each option means is settled by the tools' documentation. */
import type { FactKind } from '../../../engine/fact.ts';
import { flag, text, textOrNull, texts } from '../../shape.ts';
import { settingsShape } from '../settings-shape.ts';

export const containerRun: FactKind = {
  fact: 'container.run',
  about:
    'One call of docker run, podman run or their like in a script, a Makefile, a systemd unit or a workflow of CI.',
  fields: {
    tool: text('docker, podman, nerdctl'),
    service: flag('It goes on running: in the background, restarted, or started by a unit'),
    ...settingsShape,
    networks: texts('--network, the ones that are named'),
  },
};

export const dockerBuild: FactKind = {
  fact: 'docker.build',
  about: 'One call of docker build or its like.',
  fields: {
    tags: texts('Names that the image gets, variables replaced'),
    dockerfile: textOrNull('Path from the root, null where it is not known'),
    target: textOrNull('The stage, null for the last'),
  },
};
