/** docker.stage: one fact for each stage of a Dockerfile. */
import type { Fact } from '../../engine/fact.ts';
import type { SourceText } from '../../source/text.ts';
import { fileFact } from '../file-fact.ts';
import { missingBase, originOf } from './base.ts';
import { addsOf, copiedOf, secretMountsOf } from './context.ts';
import { type Draft, newDraft } from './draft.ts';
import { endsBuildWithout } from './guard.ts';
import { parseImage } from './image.ts';
import { atPart, stageName } from './places.ts';
import { downloadsOf, type Found, packagesOf, programsOf } from './run-facts.ts';
import { type Script, scriptsOf } from './runs.ts';
import { isSecretName, isSecretText } from './secret-names.ts';
import type { Build, Stage, Variable } from './stages.ts';
import { putUser } from './user.ts';

/** The facts of one Dockerfile, in the order of its stages. */
export function stageFacts(source: SourceText, build: Build, handshakeArg: string | null): readonly Fact[] {
  const last = build.stages.at(-1);
  if (last === undefined) return [];
  const built = builtStages(build, last);
  const scripts = new Map(
    build.stages.map((stage) => [
      stage,
      stage.instructions.flatMap((instruction) => scriptsOf(instruction, source.text)),
    ]),
  );
  return build.stages.map((stage): Fact => {
    const draft = newDraft();
    draft.value.name = stage.name;
    draft.value.final = stage === last;
    draft.value.ships = stage === last;
    draft.value.overriddenBy = null;
    draft.value.checkedBy = null;
    draft.value.built = built.has(stage);
    putBase(draft, source.path, stage);
    putUser(draft, source.path, stage);
    putSettings(draft, source.path, stage, stage.index === 0 ? build.globals : []);
    const own = scripts.get(stage) ?? [];
    putAll(draft, 'downloads', downloadsOf(source.path, stage, own), 'runBy');
    putAll(draft, 'packages', packagesOf(source.path, stage, own));
    putAll(draft, 'programs', programsOf(source.path, stage, own));
    putAll(draft, 'adds', addsOf(source.path, stage), 'verified');
    putAll(draft, 'copied', copiedOf(source.path, stage));
    draft.value.secretMounts = secretMountsOf(stage);
    if (stage === last && handshakeArg !== null) {
      putHandshake(draft, source.path, build, built, scripts, handshakeArg);
    }
    return fileFact({
      fact: 'docker.stage',
      subject: stage === last ? 'the image' : stageName(stage),
      at: atPart(source.path, stage, stage.from, stage.from.keywordPart),
      value: draft.value,
      unknown: draft.unknown,
      positions: () => draft.positions,
    });
  });
}

/** `element` is the field of list elements that rules judge. */
function putAll<T>(draft: Draft, field: string, { values, places }: Found<T>, element?: string): void {
  draft.value[field] = values;
  places.forEach((place, at) => {
    draft.positions[element === undefined ? `${field}.${at}` : `${field}.${at}.${element}`] = place;
  });
}

function putBase(draft: Draft, path: string, stage: Stage): void {
  const { base, baseStage } = stage;
  const at = atPart(path, stage, stage.from, stage.basePart);
  draft.positions.base = at;
  draft.positions.image = at;
  draft.value.baseStage = baseStage?.name ?? null;
  const origin = originOf(stage);
  draft.positions.origin = atPart(path, origin, origin.from, origin.basePart);
  const missing = missingBase(origin);
  if (missing === null) draft.value.origin = origin.base?.text ?? '';
  else draft.unknown.origin = missing;
  const own = baseStage === null ? missing : null;
  if (own !== null || base === null) {
    draft.unknown.base = own ?? 'it cannot be expanded';
    draft.unknown.image = own ?? 'it cannot be expanded';
    return;
  }
  draft.value.base = base.text;
  draft.value.image = baseStage !== null || base.text === 'scratch' ? null : parseImage(base.text);
}

function putSettings(draft: Draft, path: string, stage: Stage, globals: readonly Variable[]): void {
  draft.value.env = Object.fromEntries([...stage.env].map(([name, { text }]) => [name, text]));
  const variables = [...globals, ...stage.variables];
  draft.value.variables = variables.map(({ keyword, name, value, isLiteral }) => ({
    keyword,
    name,
    secret: isSecretName(name),
    given:
      value === null ? 'none' : isLiteral ? (isSecretText(value.text) ? 'literal' : 'empty') : 'reference',
  }));
  variables.forEach(({ instruction, namePart }, at) => {
    draft.positions[`variables.${at}.given`] = atPart(path, stage, instruction, namePart);
  });
  draft.value.exposed = stage.exposed.map(({ text }) => text);
  stage.exposed.forEach(({ instruction, part }, at) => {
    draft.positions[`exposed.${at}`] = atPart(path, stage, instruction, part);
  });
  const { healthcheck } = stage;
  draft.value.healthcheck = healthcheck?.text ?? null;
  draft.positions.healthcheck =
    healthcheck === null
      ? atPart(path, stage, stage.from, stage.from.keywordPart)
      : atPart(path, stage, healthcheck.instruction, healthcheck.part);
}

/** The last stage and what it takes from others: by FROM, by COPY --from, by a mount. */
function builtStages({ stages }: Build, last: Stage): ReadonlySet<Stage> {
  const built = new Set<Stage>();
  const take = (wanted: Stage): void => {
    const waiting = [wanted];
    for (let stage = waiting.pop(); stage !== undefined; stage = waiting.pop()) {
      if (built.has(stage)) continue;
      built.add(stage);
      if (stage.baseStage !== null) waiting.push(stage.baseStage);
      for (const { flags } of stage.instructions) {
        for (const { name, value } of flags) {
          const from =
            name === 'from' ? value : name === 'mount' ? /(?:^|,)from=([^,]*)/.exec(value ?? '')?.[1] : null;
          const found = from === null || from === undefined ? undefined : byName(stages, from);
          if (found !== undefined) waiting.push(found);
        }
      }
    }
  };
  take(last);
  return built;
}

function byName(stages: readonly Stage[], name: string): Stage | undefined {
  const wanted = name.toLowerCase();
  return stages.find((stage) => stage.name?.toLowerCase() === wanted || String(stage.index) === name);
}

function putHandshake(
  draft: Draft,
  path: string,
  { stages, globals }: Build,
  built: ReadonlySet<Stage>,
  scripts: ReadonlyMap<Stage, readonly Script[]>,
  name: string,
): void {
  const [first] = stages;
  const declared = [
    ...stages.flatMap((stage) => stage.variables.map((variable) => ({ stage, variable }))),
    ...(first === undefined ? [] : globals.map((variable) => ({ stage: first, variable }))),
  ].find(({ stage, variable }) => variable.name === name && variable.keyword === 'ARG' && built.has(stage));
  if (declared === undefined) {
    draft.value.handshake = null;
    return;
  }
  const checked = [...built].some((stage) =>
    (scripts.get(stage) ?? []).some(({ commands }) => endsBuildWithout(commands, name)),
  );
  draft.value.handshake = { name, checked };
  const { instruction, namePart } = declared.variable;
  draft.positions['handshake.checked'] = atPart(path, declared.stage, instruction, namePart);
}
