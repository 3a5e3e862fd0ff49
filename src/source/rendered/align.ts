/**
 * Which line of a template each line of its output was made of. Templates cannot be parsed before they are filled in, and
 * engines do not tell; but what stands around the placeholders of a line comes out as it is written.
 */

/** Literal parts of a line, in order, with anything between them; a line without placeholders has one. */
interface Pattern {
  readonly parts: readonly string[];
  /** Characters of a line that are sure to come out: none for a line that is only a placeholder. */
  readonly sure: number;
  /** Puts something out in place of itself: neither a comment nor an `if`, `end`, `define`. */
  readonly prints: boolean;
}

const ACTION = /\{\{-?\s*(.*?)\s*-?\}\}/gs;
const SILENT = /^(?:\/\*|(?:if|else|end|range|with|define|block|break|continue)\b|\$\w*\s*:?=)/;

/** Beyond so many comparisons (300 lines against 3,000) lines are only looked for near each other. */
const MOST_COMPARED = 1_000_000;

/** For each line of `rendered` the index of a line of `template`, the nearest that can be told. */
export function alignLines(template: readonly string[], rendered: readonly string[]): readonly number[] {
  const patterns = template.map(patternOf);
  const lines = rendered.map((line) => line.trim());
  const isInOrder = patterns.length * lines.length <= MOST_COMPARED;
  const matched = isInOrder ? inOrder(patterns, lines) : lines.map(() => -1);
  let before = -1;
  let after = nextKnown(matched, -1);
  return lines.map((line, index) => {
    const own = matched[index] ?? -1;
    if (own >= 0) {
      before = own;
      after = nextKnown(matched, index);
      return own;
    }
    const found = again(patterns, line, before);
    if (isInOrder || found === null) return found ?? printerAfter(patterns, before, after);
    before = found;
    return found;
  });
}

function patternOf(line: string): Pattern {
  const text = line.trim();
  const parts: string[] = [];
  let prints = false;
  let at = 0;
  for (const match of text.matchAll(ACTION)) {
    parts.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    prints ||= !SILENT.test(match[1] ?? '');
  }
  // An action that goes on in the next line.
  const open = text.indexOf('{{', at);
  parts.push(open < 0 ? text.slice(at) : text.slice(at, open));
  if (open >= 0) parts.push('');
  return { parts, sure: parts.join('').replace(/\s/g, '').length, prints };
}

/** How well a line fits: 0 not at all, else more for what is more sure. */
function fit({ parts, sure }: Pattern, line: string): number {
  const [first = '', ...others] = parts;
  if (sure === 0) return 0;
  if (others.length === 0) return line === first ? sure + 1 : 0;
  if (!line.startsWith(first)) return 0;
  let at = first.length;
  for (const part of others.slice(0, -1)) {
    const found = line.indexOf(part, at);
    if (found < 0) return 0;
    at = found + part.length;
  }
  const last = others.at(-1) ?? '';
  return line.length - last.length >= at && line.endsWith(last) ? sure : 0;
}

/** The pairing in which most sure characters agree and no two pairs cross; -1 for lines without a partner. */
function inOrder(patterns: readonly Pattern[], lines: readonly string[]): readonly number[] {
  const width = lines.length + 1;
  const best = new Float64Array((patterns.length + 1) * width);
  const at = (row: number, column: number): number => best[row * width + column] ?? 0;
  const fits = patterns.map((pattern) => lines.map((line) => fit(pattern, line)));
  for (let row = patterns.length - 1; row >= 0; row--) {
    for (let column = lines.length - 1; column >= 0; column--) {
      const own = fits[row]?.[column] ?? 0;
      const paired = own === 0 ? 0 : own + at(row + 1, column + 1);
      best[row * width + column] = Math.max(paired, at(row + 1, column), at(row, column + 1));
    }
  }
  const partners = lines.map(() => -1);
  for (let row = 0, column = 0; row < patterns.length && column < lines.length; ) {
    const own = fits[row]?.[column] ?? 0;
    if (own > 0 && at(row, column) === own + at(row + 1, column + 1)) partners[column++] = row++;
    else if (at(row, column) === at(row + 1, column)) row++;
    else column++;
  }
  return partners;
}

/** How far from the line before a line is looked for that has no partner. */
const REACH = 200;

/** A line that was written out more than once, by a loop: the nearest that fits, none where nothing is sure. */
function again(patterns: readonly Pattern[], line: string, near: number): number | null {
  for (let distance = 0; distance <= REACH; distance++) {
    for (const index of distance === 0 ? [near] : [near - distance, near + distance]) {
      const pattern = patterns[index];
      if (pattern !== undefined && fit(pattern, line) >= LEAST) return index;
    }
  }
  return null;
}

/** Fewer sure characters, as those of `- {{ . }}`, tell nothing out of their order. */
const LEAST = 3;

/** What was put in by a placeholder of its own: the first such line between the two that are known around it. */
function printerAfter(patterns: readonly Pattern[], before: number, after: number): number {
  const end = Math.min(after, patterns.length, before + REACH);
  for (let index = before + 1; index < end; index++) if (patterns[index]?.prints) return index;
  return Math.max(before, 0);
}

function nextKnown(matched: readonly number[], index: number): number {
  for (let at = index + 1; at < matched.length; at++) if ((matched[at] ?? -1) >= 0) return matched[at] ?? -1;
  return Number.POSITIVE_INFINITY;
}
