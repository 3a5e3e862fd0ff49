/** One directive's effective value with its place and its history, or why it cannot be told. */
import type { ProvenanceStep } from '../../engine/fact.ts';
import type { Anchor } from '../../source/span.ts';
import { atArgument, atArguments, atBlock, type Level, nearest, own, serverOf } from './levels.ts';
import { parseSize } from './size.ts';
import { parseTime } from './time.ts';
import type { Directive } from './tree.ts';

export interface Known<T> {
  readonly kind: 'known';
  readonly value: T;
  /** Null only where a snippet has no block at all. */
  readonly at: Anchor | null;
  /** Places of the elements, where the value is a list. */
  readonly elements: Elements;
  /** How the value came about; worked out when asked for. */
  readonly steps: () => readonly ProvenanceStep[];
  /** True where nginx's own default applies. */
  readonly isDefault: boolean;
}

type Elements = readonly (Anchor | null)[] | null;

export type Setting<T> =
  | Known<T>
  | { readonly kind: 'unknown'; readonly reason: string; readonly at: Anchor | null }
  /** A snippet whose surroundings could set it: nothing is said. */
  | { readonly kind: 'unsaid' };

const NO_STEPS = (): readonly ProvenanceStep[] => [];

export function known<T>(
  value: T,
  at: Anchor | null,
  steps: () => readonly ProvenanceStep[] = NO_STEPS,
): Known<T> {
  return { kind: 'known', value, at, elements: null, steps, isDefault: false };
}

/**
 * The setting at another place, with places of its elements. Written out, as spreading a setting gives it a shape of its own
 * for V8, which is slow to make and to read.
 */
export function placed<T>(setting: Known<T>, at: Anchor | null, elements: Elements): Known<T> {
  const { value, steps, isDefault } = setting;
  return { kind: 'known', value, at, elements, steps, isDefault };
}

/** What an include that is not there could set. */
export function unknownSetting(reason: string, level: Level): Extract<Setting<never>, { kind: 'unknown' }> {
  return { kind: 'unknown', reason, at: atBlock(serverOf(level)) };
}

/** A value that is filled in when a container starts: `${NAME}` or `$NAME`, as envsubst has it. */
const PLACEHOLDER = /\$\{[^}]*\}|\$[A-Za-z_]\w*|\{\{.*\}\}|@@?[A-Z_]+@@?|%%\w+%%/;

/** Why a value that must be literal cannot be judged, or null where it is literal. */
export function placeholderIn(text: string): string | null {
  const match = PLACEHOLDER.exec(text);
  return match === null ? null : `${match[0]} is filled in elsewhere`;
}

/** The history of a value that a directive of `from` gives to `level`. */
export function stepsOf(directive: Directive, from: Level, level: Level): readonly ProvenanceStep[] {
  const set: ProvenanceStep = { what: 'set', span: atArguments(directive, from) };
  if (from === level) return [set];
  return [set, { what: 'inherited', span: atBlock(level) }];
}

/**
 * The level that lacks a directive of servers: where none of several servers has it, it is missing once, in the block
 * around them, and that is where one would mend it.
 */
function lackingLevel(level: Level, name: string): Level {
  const { parent } = level;
  if (level.kind !== 'server' || parent === null || parent.block === null) return level;
  return isSetByNone(parent, name) ? parent : level;
}

const unsetByLevel = new WeakMap<Level, Map<string, boolean>>();

/** True for two servers or more without the directive. */
function isSetByNone(outer: Level, name: string): boolean {
  let known = unsetByLevel.get(outer);
  if (known === undefined) {
    known = new Map();
    unsetByLevel.set(outer, known);
  }
  let isUnset = known.get(name);
  if (isUnset === undefined) {
    const servers = own(outer, 'server');
    isUnset = servers.length > 1 && !servers.some(({ block }) => block?.some((inner) => inner.name === name));
    known.set(name, isUnset);
  }
  return isUnset;
}

/** nginx's default: its place is the block that lacks the directive, for which the server stands. */
export function defaultSetting<T>(value: T, level: Level): Known<T> {
  const at = atBlock(serverOf(level));
  const steps = (): readonly ProvenanceStep[] => [{ what: 'default', span: at }];
  return { kind: 'known', value, at, elements: null, steps, isDefault: true };
}

/**
 * The effective value of a directive: the nearest one's arguments through `read`, which gives null where nginx would
 * refuse them. `place` says which of them are the value: all, or the first where the second means something else.
 */
export function settingOf<T>(
  level: Level,
  name: string,
  fallback: T,
  read: (directive: Directive) => T | null,
  place: (directive: Directive, level: Level) => Anchor = atArguments,
): Setting<T> {
  const found = nearest(level, name);
  if (found.kind === 'unsaid') return found;
  if (found.kind === 'unknown') return unknownSetting(found.reason, level);
  if (found.kind === 'default') return defaultSetting(fallback, lackingLevel(level, name));
  const [directive] = found.directives;
  const value = read(directive);
  const at = place(directive, found.level);
  if (value === null) {
    const text = directive.args.map((argument) => argument.text).join(' ');
    const reason = placeholderIn(text) ?? `${name} has a value that nginx refuses`;
    return { kind: 'unknown', reason, at };
  }
  return known(value, at, () => stepsOf(directive, found.level, level));
}

const firstText = (directive: Directive): string => directive.args[0]?.text ?? '';

/** `keepalive_timeout 75s 60s`: the second is what the client is told. */
function atFirst(directive: Directive, level: Level): Anchor {
  const [first] = directive.args;
  return first === undefined ? atArguments(directive, level) : atArgument(directive, first, level);
}

function readFlag(directive: Directive): boolean | null {
  const text = firstText(directive).toLowerCase();
  return text === 'on' ? true : text === 'off' ? false : null;
}

export function flagSetting(level: Level, name: string, fallback: boolean): Setting<boolean> {
  return settingOf(level, name, fallback, readFlag);
}

/** Seconds. */
export function timeSetting(level: Level, name: string, fallback: number): Setting<number> {
  return settingOf(level, name, fallback, (directive) => parseTime(firstText(directive)), atFirst);
}

/** Bytes. */
export function sizeSetting(level: Level, name: string, fallback: number): Setting<number> {
  return settingOf(level, name, fallback, (directive) => parseSize(firstText(directive)), atFirst);
}

/** All arguments as written, joined by a space. A placeholder in them makes the value unknown. */
export function textSetting<T extends string | null>(
  level: Level,
  name: string,
  fallback: T,
): Setting<T | string> {
  return settingOf<T | string>(level, name, fallback, (directive) => {
    const text = directive.args.map((argument) => argument.text).join(' ');
    return directive.args.length === 0 || isFilledInElsewhere(text) ? null : text;
  });
}

/** Variables are lower case in nginx; what is upper case or in double braces is somebody's template. */
export function isFilledInElsewhere(text: string): boolean {
  return /\$\{?[A-Z][A-Z0-9_]*\b|\{\{|%%\w+%%/.test(text);
}
