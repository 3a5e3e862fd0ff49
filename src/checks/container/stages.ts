/** The stages of a Dockerfile and what BuildKit makes of each: what a stage inherits, and what its variables stand for. */
import { type Expanded, expandWord } from './expand.ts';
import { blankWords, type Instruction, type Instructions, type Part } from './instructions.ts';
import { argAssignments, envAssignments } from './words.ts';

/** A value and where it is written. */
export interface Written {
  readonly text: string;
  readonly instruction: Instruction;
  readonly part: Part;
}

/** A value after expansion. */
export interface Settled extends Written {
  /** The variables that it needs and that nothing in this file sets. */
  readonly missing: readonly string[];
}

export interface Variable {
  readonly keyword: 'ARG' | 'ENV';
  readonly name: string;
  readonly instruction: Instruction;
  readonly namePart: Part;
  /** Null for an ARG without a default. */
  readonly value: Settled | null;
  /** The value holds no reference to another variable. */
  readonly isLiteral: boolean;
}

export interface Stage {
  /** Its position in the file, from 0. */
  readonly index: number;
  readonly name: string | null;
  readonly from: Instruction;
  /** The image or stage that FROM names, expanded; null where it cannot be expanded. */
  readonly base: Settled | null;
  readonly basePart: Part;
  readonly baseStage: Stage | null;
  readonly instructions: readonly Instruction[];
  /** What the image gets: its own values and those of the stages below it. */
  readonly env: ReadonlyMap<string, Settled>;
  readonly user: Settled | null;
  readonly exposed: readonly Settled[];
  /** `NONE`, or the command. */
  readonly healthcheck: Written | null;
  /** Declared in this stage only. */
  readonly variables: readonly Variable[];
  readonly args: ReadonlyMap<string, Settled | null>;
}

export interface Build {
  /** ARG before the first FROM. */
  readonly globals: readonly Variable[];
  readonly stages: readonly Stage[];
  /** A word that BuildKit refuses to expand. */
  readonly faults: readonly { readonly instruction: Instruction; readonly reason: string }[];
}

/** What BuildKit sets on a machine like the usual ones. */
const PLATFORM: Readonly<Record<string, string>> = {
  BUILDPLATFORM: 'linux/amd64',
  BUILDOS: 'linux',
  BUILDARCH: 'amd64',
  BUILDVARIANT: '',
  TARGETPLATFORM: 'linux/amd64',
  TARGETOS: 'linux',
  TARGETARCH: 'amd64',
  TARGETVARIANT: '',
  TARGETSTAGE: 'default',
};

/** Names that need no declaration. */
const PROXIES = /^(?:https?|ftp|no|all)_proxy$/i;

type Draft = { -readonly [Field in keyof Stage]: Stage[Field] } & {
  instructions: Instruction[];
  env: Map<string, Settled>;
  args: Map<string, Settled | null>;
  exposed: Settled[];
  variables: Variable[];
  triggers: Instruction[];
};

/** What the instructions build. Pure; whatever cannot be expanded is a fault and stays out of the stage. */
export function buildOf({ escapeSign, list }: Instructions): Build {
  const globals: Variable[] = [];
  const globalValues = new Map<string, Settled | null>();
  const drafts: Draft[] = [];
  const faults: { instruction: Instruction; reason: string }[] = [];
  const expand = (
    instruction: Instruction,
    part: Part,
    lookup: (name: string) => string | undefined,
  ): Settled | null => {
    const expanded: Expanded | null = expandWord(part.text, escapeSign, lookup);
    if (expanded === null) {
      faults.push({
        instruction,
        reason: `the value of ${instruction.keyword.toUpperCase()} cannot be expanded`,
      });
      return null;
    }
    return { ...expanded, instruction, part };
  };
  const ofGlobals = (name: string): string | undefined => globalValues.get(name)?.text ?? PLATFORM[name];

  const declare = (instruction: Instruction, lookup: (name: string) => string | undefined): Variable[] => {
    const keyword = instruction.keyword === 'env' ? 'ENV' : 'ARG';
    const assigned = (keyword === 'ENV' ? envAssignments : argAssignments)(instruction.rest, escapeSign);
    return assigned.map(
      ({ name, value }): Variable => ({
        keyword,
        name: expandWord(name.text, escapeSign, lookup)?.text ?? name.text,
        instruction,
        namePart: name,
        value: value === null ? null : expand(instruction, value, lookup),
        isLiteral: value !== null && !value.text.includes('$'),
      }),
    );
  };

  const apply = (stage: Draft, instruction: Instruction, isTrigger: boolean): void => {
    const lookup = (name: string): string | undefined =>
      stage.env.get(name)?.text ?? stage.args.get(name)?.text ?? (PROXIES.test(name) ? '' : undefined);
    switch (instruction.keyword) {
      case 'arg':
      case 'env':
        for (const variable of declare(instruction, lookup)) {
          if (!isTrigger) stage.variables.push(variable);
          if (variable.keyword === 'ENV') {
            if (variable.value !== null) stage.env.set(variable.name, variable.value);
          } else stage.args.set(variable.name, variable.value ?? inherited(variable, globalValues, stage));
        }
        return;
      case 'user':
        stage.user = expand(instruction, instruction.rest, lookup) ?? stage.user;
        return;
      case 'expose':
        for (const word of blankWords(instruction.rest)) {
          const port = expand(instruction, word, lookup);
          if (port !== null && port.text !== '') stage.exposed.push(port);
        }
        return;
      case 'healthcheck': {
        const { rest } = instruction;
        const isNone = /^none$/i.test(rest.text);
        stage.healthcheck = {
          text: isNone ? 'NONE' : rest.text.replace(/^cmd\s+/i, ''),
          instruction,
          part: rest,
        };
        return;
      }
      case 'onbuild': {
        const trigger = triggerOf(instruction);
        if (trigger !== null) stage.triggers.push(trigger);
        return;
      }
    }
  };

  for (const instruction of list) {
    if (instruction.keyword === 'from') {
      const stage = begin(instruction, drafts, expandFrom(instruction, expand, ofGlobals));
      drafts.push(stage);
      const triggers = (stage.baseStage as Draft | null)?.triggers ?? [];
      for (const trigger of triggers) apply(stage, trigger, true);
      continue;
    }
    const stage = drafts.at(-1);
    if (stage !== undefined) {
      stage.instructions.push(instruction);
      apply(stage, instruction, false);
    } else if (instruction.keyword === 'arg') {
      for (const variable of declare(instruction, ofGlobals)) {
        globals.push(variable);
        globalValues.set(variable.name, variable.value);
      }
    }
  }
  return { globals, stages: drafts, faults };
}

type Expand = (
  instruction: Instruction,
  part: Part,
  lookup: (name: string) => string | undefined,
) => Settled | null;

function expandFrom(instruction: Instruction, expand: Expand, lookup: (name: string) => string | undefined) {
  const [image, as, name] = blankWords(instruction.rest);
  const basePart = image ?? instruction.keywordPart;
  const base = image === undefined ? null : expand(instruction, image, lookup);
  const isNamed = as !== undefined && /^as$/i.test(as.text);
  return { basePart, base, name: isNamed ? (name?.text ?? null) : null };
}

/** A stage as it stands after its FROM: with everything that an earlier stage of that name has. */
function begin(
  from: Instruction,
  earlier: readonly Draft[],
  { basePart, base, name }: { basePart: Part; base: Settled | null; name: string | null },
): Draft {
  const wanted = base?.text.toLowerCase();
  const below =
    earlier.findLast((stage) => stage.name !== null && stage.name.toLowerCase() === wanted) ?? null;
  return {
    index: earlier.length,
    name,
    from,
    base,
    basePart,
    baseStage: below,
    instructions: [],
    env: new Map(below?.env ?? []),
    args: new Map(below?.args ?? []),
    user: below?.user ?? null,
    exposed: [...(below?.exposed ?? [])],
    healthcheck: below?.healthcheck ?? null,
    variables: [],
    triggers: [],
  };
}

/** `ARG NAME` takes the default of the ARG before the first FROM, or what BuildKit itself knows. */
function inherited(
  { name, instruction, namePart }: Variable,
  globals: ReadonlyMap<string, Settled | null>,
  stage: Draft,
): Settled | null {
  const known = PLATFORM[name];
  if (known !== undefined) return { text: known, missing: [], instruction, part: namePart };
  return globals.get(name) ?? stage.args.get(name) ?? null;
}

/** The instruction behind ONBUILD, on the same line. */
function triggerOf(instruction: Instruction): Instruction | null {
  const { rest, line } = instruction;
  const match = /^(\w+)\s+/.exec(rest.text);
  if (match === null) return null;
  const [whole, keyword = ''] = match;
  return {
    keyword: keyword.toLowerCase(),
    keywordPart: { text: keyword, start: rest.start },
    flags: [],
    rest: { text: rest.text.slice(whole.length), start: rest.start + whole.length },
    line,
  };
}
