/**
 * The syntax of path patterns: `*`, `?`, `[…]`, `**`, `{a,b}`. Patterns come from scanned repositories, so they are
 * short, and what other programs read in different ways is refused with a word on what to write instead.
 */

/** One character (a code point) of a path, or a way to repeat or choose. */
export type PatternNode =
  | { readonly kind: 'character'; accepts(point: number): boolean; readonly literal: string | null }
  /** `*` stays in its segment; `**` at an end does not. */
  | { readonly kind: 'any'; readonly crossing: boolean }
  /** A whole `**` and the slash after it: no folder, or any number of them. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'choice'; readonly alternatives: readonly (readonly PatternNode[])[] };

export interface PatternTree {
  readonly nodes: readonly PatternNode[];
  /** True for `folder/` and `folder/**`: what lies below is meant, not a file of that name. */
  readonly below: boolean;
}

export type PatternOutcome =
  | { readonly kind: 'pattern'; readonly tree: PatternTree }
  | { readonly kind: 'fault'; readonly message: string };

/** Longest pattern, in UTF-16 units. */
const PATTERN_LIMIT = 200;

const SLASH = 0x2f;
const SPECIAL = '*?[]{}()!@+,\\';

class PatternFault extends Error {}

export function parsePattern(pattern: string): PatternOutcome {
  try {
    return { kind: 'pattern', tree: parse(pattern) };
  } catch (error) {
    if (error instanceof PatternFault) return { kind: 'fault', message: error.message };
    throw error;
  }
}

function parse(pattern: string): PatternTree {
  if (pattern === '') throw new PatternFault('a pattern must not be empty');
  if (pattern.length > PATTERN_LIMIT) {
    throw new PatternFault(
      `a pattern has at most ${PATTERN_LIMIT} characters, this one has ${pattern.length}`,
    );
  }
  if (pattern.startsWith('!')) throw new PatternFault('a pattern cannot be negated with `!`; use `exclude`');
  if (pattern.startsWith('/')) {
    throw new PatternFault('patterns are relative to the root already; leave out the leading `/`');
  }
  const plain = pattern.replace(/^(\.\/+)+/, '');
  if (plain === '' || plain === '.') return { nodes: [{ kind: 'any', crossing: true }], below: false };
  const cut = plain.endsWith('/') ? 1 : /[^*]\/\*\*$/.test(plain) ? 3 : 0;
  const points = [...plain.slice(0, plain.length - cut)];
  const { nodes, at } = sequence(points, 0, false);
  if (at < points.length)
    throw new PatternFault('`}` without a `{` before it; write `\\}` for the character');
  return { nodes, below: cut > 0 };
}

interface Step {
  readonly nodes: PatternNode[];
  readonly at: number;
}

/** Reads up to the end, or inside a group up to its `,` or `}`. */
function sequence(points: readonly string[], start: number, inGroup: boolean): Step {
  const nodes: PatternNode[] = [];
  let at = start;
  while (at < points.length) {
    const point = points[at] ?? '';
    if (point === '}' || (point === ',' && inGroup)) break;
    refuseExtended(points, at);
    if (point === '*') at = stars(points, at, nodes);
    else if (point === '?') at = push(nodes, at + 1, null, (code) => code !== SLASH);
    else if (point === '[') at = characterClass(points, at, nodes);
    else if (point === '{') at = group(points, at, nodes);
    else if (point === '\\') at = pushLiteral(nodes, at + 2, escaped(points, at));
    else at = pushLiteral(nodes, at + 1, point);
  }
  return { nodes, at };
}

function push(
  nodes: PatternNode[],
  next: number,
  literal: string | null,
  accepts: (code: number) => boolean,
): number {
  nodes.push({ kind: 'character', accepts, literal });
  return next;
}

function pushLiteral(nodes: PatternNode[], next: number, point: string): number {
  const wanted = point.codePointAt(0);
  return push(nodes, next, point, (code) => code === wanted);
}

function refuseExtended(points: readonly string[], at: number): void {
  if ('!@+*?'.includes(points[at] ?? '') && points[at + 1] === '(') {
    throw new PatternFault(`\`${points[at]}(…)\` is not known here; write \`\\(\` for the character`);
  }
}

function escaped(points: readonly string[], at: number): string {
  const point = points[at + 1];
  if (point === undefined) throw new PatternFault('a pattern must not end in a backslash');
  if (!SPECIAL.includes(point)) {
    throw new PatternFault('`\\` only stands before a special character; folders are separated by `/`');
  }
  return point;
}

function stars(points: readonly string[], at: number, nodes: PatternNode[]): number {
  let end = at;
  while (points[end] === '*') end++;
  if (end - at === 1) {
    nodes.push({ kind: 'any', crossing: false });
    return end;
  }
  const before = points[at - 1] ?? '/';
  const after = points[end] ?? '/';
  if (end - at > 2 || !'/{,'.includes(before) || !'/},'.includes(after)) {
    throw new PatternFault('`**` stands alone between slashes, as in `**/*.conf`');
  }
  if (points[end] === '/') {
    nodes.push({ kind: 'folders' });
    return end + 1;
  }
  nodes.push({ kind: 'any', crossing: true });
  return end;
}

function group(points: readonly string[], start: number, nodes: PatternNode[]): number {
  const alternatives: PatternNode[][] = [];
  let at = start;
  do {
    const step = sequence(points, at + 1, true);
    alternatives.push(step.nodes);
    at = step.at;
  } while (points[at] === ',');
  if (points[at] !== '}') throw new PatternFault('`{` without a `}` after it; write `\\{` for the character');
  if (alternatives.length < 2) {
    throw new PatternFault('`{…}` lists alternatives with commas between them, as in `{yaml,yml}`');
  }
  nodes.push({ kind: 'choice', alternatives });
  return at + 1;
}

function characterClass(points: readonly string[], start: number, nodes: PatternNode[]): number {
  let at = start + 1;
  const negated = points[at] === '!' || points[at] === '^';
  if (negated) at++;
  const ranges: [number, number][] = [];
  const first = at;
  while (at < points.length && (points[at] !== ']' || at === first)) {
    const point = points[at] ?? '';
    if (point === '/') throw new PatternFault('`[…]` cannot hold a `/`');
    if (point === '[' && points[at + 1] === ':')
      throw new PatternFault('`[:…:]` is not known; write out the range');
    const low = (point === '\\' ? escaped(points, at) : point).codePointAt(0) ?? 0;
    at += point === '\\' ? 2 : 1;
    const ranged = points[at] === '-' && at + 1 < points.length && points[at + 1] !== ']';
    const high = ranged ? ((points[at + 1] ?? '').codePointAt(0) ?? 0) : low;
    if (ranged) at += 2;
    if (high < low) throw new PatternFault('a range in `[…]` runs from its lower end to its higher one');
    ranges.push([low, high]);
  }
  if (points[at] !== ']') throw new PatternFault('`[` without a `]` after it; write `\\[` for the character');
  return push(nodes, at + 1, null, (code) => {
    if (code === SLASH) return false;
    return ranges.some(([low, high]) => code >= low && code <= high) !== negated;
  });
}
