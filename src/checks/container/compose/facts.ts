/** The facts that compose files yield. What each field means is settled by the Compose Specification. */
import type { FactKind } from '../../../engine/fact.ts';
import { number, text, textOrNull, texts } from '../../shape.ts';
import { settingsShape } from '../settings-shape.ts';

export const composeService: FactKind = {
  fact: 'compose.service',
  about: 'One service of a compose project with everything that it extends and that other files lay over it.',
  fields: {
    name: text(''),
    ...settingsShape,
    build: {
      type: 'object',
      nullable: true,
      about: 'What is built for it; null where nothing is',
      fields: {
        dockerfile: textOrNull('Path from the root; null where it is not known'),
        target: textOrNull('The stage, null for the last'),
      },
    },
    environment: {
      type: 'map',
      of: textOrNull('Null where the host gives it'),
      about: 'Environment of the container, files included',
    },
    networks: texts('Networks it is on; default for the one that nobody named'),
    sharing: number('Other services on the network that nobody named'),
    healthcheck: textOrNull('Command, NONE, or null where none is set'),
  },
};
