/** The facts that Dockerfiles yield. What each field means is settled by BuildKit. */
import type { FactKind, FieldShape } from '../../engine/fact.ts';
import { flag, list, text, textOrNull, texts } from '../shape.ts';

export const imageShape = (about: string): FieldShape => ({
  type: 'object',
  nullable: true,
  about,
  fields: {
    reference: text('As written, variables replaced'),
    registry: textOrNull('Null for Docker Hub'),
    repository: text('With its folders'),
    tag: textOrNull('Null where none is written'),
    digest: textOrNull('sha256:…'),
  },
});

export const dockerStage: FactKind = {
  fact: 'docker.stage',
  about: 'One stage of a Dockerfile with everything it inherits.',
  fields: {
    name: textOrNull('After AS'),
    final: flag('The last stage: what `docker build` gives'),
    ships: flag('The last stage, or one that a build in the repository names'),
    overriddenBy: textOrNull(
      'Who starts it as another user than root, where everybody in the repository does',
    ),
    checkedBy: textOrNull('Who checks its health, where everybody who starts it does'),
    built: flag('The last stage needs it; BuildKit leaves the others out'),
    base: text('The image or stage behind FROM, variables replaced'),
    baseStage: textOrNull('The earlier stage behind FROM'),
    image: imageShape('The image behind FROM; null for a stage and for scratch'),
    origin: text('The image that the stage rests on over all stages between; scratch for nothing'),
    user: textOrNull('Effective USER; null where none applies or it expands to nothing'),
    runsAs: text('root, uid, name, or base where no USER applies and the image outside decides'),
    userReason: text('What decides on the user, in words'),
    env: { type: 'map', of: text(''), about: 'Environment of the image' },
    variables: list('ARG and ENV of this stage (and those before the first FROM, in the first)', {
      keyword: text('ARG or ENV'),
      name: text(''),
      secret: flag('Its name says that it holds a secret'),
      given: text('none, empty, literal, or reference for a value made of other variables'),
    }),
    exposed: texts('EXPOSE: port, range or port/protocol'),
    healthcheck: textOrNull('Command, NONE, or null where none is set'),
    adds: list('Remote sources of ADD', {
      source: text(''),
      scheme: text('http, https, git, ssh'),
      verified: flag('A checksum, or a commit of a git repository'),
    }),
    copied: texts('Sources of COPY and ADD from the build context'),
    secretMounts: texts('Ids of RUN --mount=type=secret'),
    downloads: list('Downloads in RUN', {
      tool: text('curl, wget, …'),
      url: textOrNull('The address, where it is written'),
      runBy: textOrNull('The interpreter that runs what arrives'),
    }),
    packages: texts('Packages of the system that RUN installs'),
    programs: texts('Programs that RUN calls, sudo and its like too'),
    handshake: {
      type: 'object',
      nullable: true,
      about: 'The configured build argument (handshakeArg), of the last stage; null where it is not declared',
      fields: { name: text(''), checked: flag('A RUN that is built fails without it') },
    },
  },
};
