/**
 * `add_header`: a level with headers of its own drops all of the outer ones (ngx_http_headers_module; measured), unless
 * `add_header_inherit`, since 1.29.3, says otherwise. What is sent depends on the status, on `always`, and on the
 * value, since an empty one sends nothing.
 */
import { type Level, nearest, outwards, own } from './levels.ts';
import type { Directive } from './tree.ts';
import { evaluate, type RequestView } from './variables.ts';
import { CHANGED, isBefore } from './version.ts';

export interface HeaderLine {
  readonly name: string;
  /** As written, variables and all. */
  readonly text: string;
  readonly always: boolean;
  readonly directive: Directive;
  readonly level: Level;
}

export interface HeaderSet {
  /** Effective lines, in the order in which they are sent. */
  readonly lines: readonly HeaderLine[];
  /** Lines of outer levels that the first line of `by` drops. */
  readonly dropped: readonly HeaderLine[];
  /** The level whose own directives decide, and the first of them; null where there are none. */
  readonly by: { readonly level: Level; readonly directive: Directive } | null;
  /** Why the set is not fully known, null where it is. */
  readonly unknown: string | null;
  /** True in a snippet: its surroundings may send more. */
  readonly isPartial: boolean;
}

const EMPTY: HeaderSet = { lines: [], dropped: [], by: null, unknown: null, isPartial: false };

/** Statuses that carry a header without `always`. */
const PLAIN_STATUSES: ReadonlySet<number> = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

/** True where a header goes along although it is not set with `always`. */
export function isPlainStatus(status: number): boolean {
  return PLAIN_STATUSES.has(status);
}

/** More than any real server sends; a hostile file must not make every location carry thousands. */
const MOST_LINES = 200;
const setsByLevel = new WeakMap<Level, HeaderSet>();

/** The headers in force at a level. A level belongs to one run, so the version is always the same for it. */
export function headerSet(level: Level, version: string | null): HeaderSet {
  let set = setsByLevel.get(level);
  if (set === undefined) {
    set = findSet(level, version);
    if (set.lines.length > MOST_LINES) set = { ...EMPTY, unknown: `more than ${MOST_LINES} headers` };
    setsByLevel.set(level, set);
  }
  return set;
}

function findSet(level: Level, version: string | null): HeaderSet {
  const mine = own(level, 'add_header');
  const first = mine[0];
  const outer = (): HeaderSet => {
    if (level.parent !== null) return headerSet(level.parent, version);
    return level.open ? { ...EMPTY, isPartial: true } : EMPTY;
  };
  if (level.unresolved !== null) {
    return {
      ...EMPTY,
      lines: mine.flatMap((directive) => lineOf(directive, level)),
      unknown: level.unresolved,
    };
  }
  const mode = inheritance(level, version);
  if (first === undefined) return mode === 'off' ? EMPTY : outer();
  const lines = mine.flatMap((directive) => lineOf(directive, level));
  const by = { level, directive: first };
  const above = outer();
  if (mode === 'merge') return { ...above, lines: [...lines, ...above.lines], by };
  const isOpen = above.isPartial || [...outwards(level)].some((at) => at.open);
  const dropped = mode === 'off' ? [] : above.lines;
  return { lines, dropped, by, unknown: null, isPartial: isOpen };
}

function lineOf(directive: Directive, level: Level): readonly HeaderLine[] {
  const [name, value, always] = directive.args;
  if (name === undefined || name.text === '') return [];
  const isAlways = always?.text.toLowerCase() === 'always';
  return [{ name: name.text, text: value?.text ?? '', always: isAlways, directive, level }];
}

function inheritance(level: Level, version: string | null): 'on' | 'off' | 'merge' {
  if (version !== null && isBefore(version, CHANGED.headerInheritance)) return 'on';
  const found = nearest(level, 'add_header_inherit');
  const text = found.kind === 'found' ? found.directives[0].args[0]?.text.toLowerCase() : 'on';
  return text === 'off' || text === 'merge' ? text : 'on';
}

export interface SentHeader {
  readonly line: HeaderLine;
  readonly value: string;
  /** False where the value holds a variable that cannot be told. */
  readonly isKnown: boolean;
}

/** The value that a line gives for this request, null where it sends nothing. */
export function sent(line: HeaderLine, view: RequestView): SentHeader | null {
  if (!line.always && !isPlainStatus(view.status)) return null;
  const value = evaluate(line.text, line.level, view);
  return value.text === '' && value.isKnown ? null : { line, value: value.text, isKnown: value.isKnown };
}

/** Outer headers that would have been sent, and that no inner line names. */
export function droppedHeaders(set: HeaderSet, view: RequestView): readonly SentHeader[] {
  const kept = new Set(set.lines.map((line) => line.name.toLowerCase()));
  const missing = set.dropped.filter((line) => !kept.has(line.name.toLowerCase()));
  return missing.flatMap((line) => sent(line, view) ?? []);
}
