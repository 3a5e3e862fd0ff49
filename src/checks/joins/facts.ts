/** The facts that several technologies yield together. */
import type { FactKind } from '../../engine/fact.ts';
import { flag, text, textOrNull } from '../shape.ts';

export const imageUse: FactKind = {
  fact: 'image.use',
  about: 'One container that runs an image which is built in the same repository.',
  fields: {
    dockerfile: text('Path of the Dockerfile'),
    stage: textOrNull('Name of the stage that runs'),
    image: textOrNull(
      'The name of the image where the container is described; null where it only says what is built',
    ),
    imageUser: textOrNull('USER of the stage'),
    imageRunsAs: text('root, uid, name, or base where no USER applies'),
    overridden: flag('The container sets a user of its own'),
    runsAs: text('root, uid, name or base, after all'),
    mustNotBeRoot: flag('runAsNonRoot: the kubelet refuses root, and names'),
  },
};
