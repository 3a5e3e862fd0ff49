/**
 * The configuration as levels that inherit: http, server, location, `if`. A level knows its own directives and the
 * one around it; what a directive inherits is decided by the module it belongs to, so look-ups are offered in the
 * two ways that modules use: the nearest one, and all of the nearest level that has any.
 */
import type { Anchor } from '../../source/span.ts';
import { onlySets } from './stock.ts';
import type { Argument, Directive } from './tree.ts';

export type LevelKind = 'main' | 'http' | 'stream' | 'mail' | 'server' | 'location' | 'if' | 'limit_except';

export interface Level {
  readonly kind: LevelKind;
  /** Null for what a snippet's surroundings would be, and for the top of the file. */
  readonly block: Directive | null;
  readonly parent: Level | null;
  readonly directives: readonly Directive[];
  readonly byName: ReadonlyMap<string, readonly Directive[]>;
  /** Names that lead here from the top of the configuration. */
  readonly route: readonly string[];
  /** Routes of the directives in it, by name: made when first asked for, and then shared by all places there. */
  inner: Map<string, readonly string[]> | null;
  /** Why an include that stands directly here could not be followed; null where all of them could. */
  readonly unresolved: string | null;
  /** The same by directive, for includes that are known to set these alone. */
  readonly doubts: ReadonlyMap<string, string>;
  /** True where a snippet's surroundings may set anything above this level. */
  readonly open: boolean;
}

/** What the nearest levels say about a directive. */
export type Found =
  | {
      readonly kind: 'found';
      readonly directives: readonly [Directive, ...Directive[]];
      readonly level: Level;
    }
  | { readonly kind: 'default' }
  /** An include that is not there could set it. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** A snippet whose surroundings could set it. */
  | { readonly kind: 'unsaid' };

/** Reasons by `include` directive, for those that could not be followed. */
export type Unresolved = ReadonlyMap<Directive, string>;

export interface LevelShape {
  readonly kind: LevelKind;
  readonly block: Directive | null;
  readonly parent: Level | null;
  readonly directives: readonly Directive[];
  readonly open?: boolean;
}

const NO_DOUBTS: ReadonlyMap<string, string> = new Map();

export function makeLevel(shape: LevelShape, unresolved: Unresolved): Level {
  const byName = new Map<string, Directive[]>();
  let reason: string | null = null;
  let doubts = NO_DOUBTS;
  for (const directive of shape.directives) {
    const same = byName.get(directive.name);
    if (same === undefined) byName.set(directive.name, [directive]);
    else same.push(directive);
    const why = directive.name === 'include' ? unresolved.get(directive) : undefined;
    if (why === undefined) continue;
    const names = onlySets(directive.args[0]?.text ?? '');
    if (names === null) reason ??= why;
    else doubts = new Map([...doubts, ...names.map((name) => [name, why] as const)]);
  }
  const step = shape.block === null ? null : stepOf(shape.block);
  const above = shape.parent?.route ?? [];
  return {
    kind: shape.kind,
    block: shape.block,
    parent: shape.parent,
    directives: shape.directives,
    byName,
    route: step === null ? above : [...above, step],
    inner: null,
    unresolved: reason,
    doubts,
    open: shape.open ?? false,
  };
}

/** The name of a block in a route: a server by its first name, anything else by its arguments. */
function stepOf(block: Directive): string {
  if (block.name === 'server') {
    const name = block.block?.find((inner) => inner.name === 'server_name')?.args[0]?.text;
    return name === undefined || name === '' ? 'server' : `server ${name}`;
  }
  return [block.name, ...block.args.map((argument) => argument.text)].join(' ');
}

const NOTHING: readonly Directive[] = [];

/** The directives of that name that stand directly in the level. */
export function own(level: Level, name: string): readonly Directive[] {
  return level.byName.get(name) ?? NOTHING;
}

const DEFAULT: Found = { kind: 'default' };
const UNSAID: Found = { kind: 'unsaid' };

/**
 * All directives of that name of the nearest level that has any: how nginx merges nearly everything, be it one value
 * or a list. A directive that is set stays known even where an include beside it is missing, because most may not be
 * repeated; `mayGrow` is for those that may, where the include could add to the list.
 */
export function nearest(level: Level, name: string | readonly string[], mayGrow = false): Found {
  for (let at: Level | null = level; at !== null; at = at.parent) {
    const directives = typeof name === 'string' ? own(at, name) : inOrder(at, name);
    const reason = at.unresolved ?? doubtAbout(at, name);
    if (reason !== null && (directives.length === 0 || mayGrow)) return { kind: 'unknown', reason };
    if (isSome(directives)) return { kind: 'found', directives, level: at };
    if (at.open) return UNSAID;
  }
  return DEFAULT;
}

function isSome(directives: readonly Directive[]): directives is readonly [Directive, ...Directive[]] {
  return directives.length > 0;
}

function doubtAbout({ doubts }: Level, asked: string | readonly string[]): string | null {
  if (doubts.size === 0) return null;
  const names = typeof asked === 'string' ? [asked] : asked;
  const name = names.find((one) => doubts.has(one)) ?? '';
  return doubts.get(name) ?? null;
}

function inOrder(level: Level, names: readonly string[]): readonly Directive[] {
  if (!names.some((name) => level.byName.has(name))) return NOTHING;
  return level.directives.filter((directive) => names.includes(directive.name));
}

/** The levels from this one outwards. */
export function* outwards(level: Level): Iterable<Level> {
  for (let at: Level | null = level; at !== null; at = at.parent) yield at;
}

/** The server level around a level, or the level itself where a snippet has none. */
export function serverOf(level: Level): Level {
  for (let at: Level | null = level; at !== null; at = at.parent) if (at.kind === 'server') return at;
  return level;
}

function routeTo(directive: Directive, level: Level): readonly string[] {
  level.inner ??= new Map();
  let route = level.inner.get(directive.name);
  if (route === undefined) {
    route = [...level.route, directive.name];
    level.inner.set(directive.name, route);
  }
  return route;
}

/** The place of a directive's name. */
export function atName(directive: Directive, level: Level): Anchor {
  const isBlock = level.block === directive;
  return {
    path: directive.path,
    start: directive.nameStart,
    end: directive.nameEnd,
    route: isBlock ? level.route : routeTo(directive, level),
  };
}

/** The place of one argument. */
export function atArgument(directive: Directive, argument: Argument, level: Level): Anchor {
  return {
    path: directive.path,
    start: argument.start,
    end: argument.end,
    route: routeTo(directive, level),
  };
}

const argumentPlaces = new WeakMap<Directive, Anchor>();

/** The place of all arguments; of the name where there are none. */
export function atArguments(directive: Directive, level: Level): Anchor {
  let at = argumentPlaces.get(directive);
  if (at === undefined) {
    const [first] = directive.args;
    const last = directive.args.at(-1);
    at =
      first === undefined || last === undefined
        ? atName(directive, level)
        : { path: directive.path, start: first.start, end: last.end, route: routeTo(directive, level) };
    argumentPlaces.set(directive, at);
  }
  return at;
}

const blockPlaces = new WeakMap<Level, Anchor | null>();

/** The place that lacks what is not set: the level's own block, else the nearest one that the repository has. */
export function atBlock(level: Level): Anchor | null {
  let at = blockPlaces.get(level);
  if (at === undefined) {
    at = findBlock(level);
    blockPlaces.set(level, at);
  }
  return at;
}

function findBlock(level: Level): Anchor | null {
  for (let at: Level | null = level; at !== null; at = at.parent) {
    if (at.block !== null) return atName(at.block, at);
  }
  const first = level.directives[0];
  return first === undefined ? null : { ...atName(first, level), route: level.route };
}
