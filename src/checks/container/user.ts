/** Whom the processes of a stage's image run as, and why. */
import { missingBase, originOf } from './base.ts';
import type { Draft } from './draft.ts';
import { atPart, stageName } from './places.ts';
import type { Settled, Stage } from './stages.ts';

export type RunsAs = 'root' | 'uid' | 'name' | 'base';

/** What a user of an image configuration means at run time: `name`, `uid`, either with `:group`. Empty is root. */
export function runsAs(user: string): Exclude<RunsAs, 'base'> {
  const colon = user.indexOf(':');
  const own = colon < 0 ? user : user.slice(0, colon);
  if (/^\d+$/.test(own)) return Number(own) === 0 ? 'root' : 'uid';
  return own === '' || own === 'root' || /^ContainerAdministrator$/i.test(own) ? 'root' : 'name';
}

export function putUser(draft: Draft, path: string, stage: Stage): void {
  const { user } = stage;
  const origin = originOf(stage);
  if (user === null) {
    draft.value.user = null;
    const at = atPart(path, stage, stage.from, stage.basePart);
    draft.positions.user = at;
    draft.positions.runsAs = at;
    draft.value.userReason = 'no USER is set';
    const missing = missingBase(origin);
    if (missing !== null) draft.unknown.runsAs = missing;
    else draft.value.runsAs = origin.base?.text === 'scratch' ? 'root' : 'base';
    return;
  }
  const setBy = stageOf(stage, user);
  const at = atPart(path, setBy, user.instruction, user.part);
  draft.positions.user = at;
  draft.positions.runsAs = at;
  draft.value.user = user.text === '' ? null : user.text;
  draft.value.userReason = reason(stage, setBy, user);
  const outside = user.missing.find((name) => !stage.args.has(name));
  const name = user.text.split(':')[0] ?? '';
  if (outside !== undefined && name === '' && origin.base?.text !== 'scratch') {
    draft.unknown.runsAs = `${outside} is set nowhere in the file; the base image may set it`;
  } else draft.value.runsAs = runsAs(user.text);
}

function reason(stage: Stage, setBy: Stage, user: Settled): string {
  const written = `USER ${user.part.text}`;
  const said = user.text.split(':')[0] === '' ? `${written} expands to nothing` : written;
  const expanded = user.text !== '' && user.part.text.includes('$') ? `${said} is ${user.text}` : said;
  return setBy === stage ? expanded : `${expanded} in ${stageName(setBy)}`;
}

/** The stage whose USER it is. */
function stageOf(stage: Stage, { instruction }: Settled): Stage {
  let owner = stage;
  while (!owner.instructions.includes(instruction) && owner.baseStage !== null) owner = owner.baseStage;
  return owner;
}
