/** What a fix would change, as a unified diff that is safe to look at. */
import { lineText, type SourceText } from '../source/text.ts';
import { visible } from './escape.ts';
import type { Palette } from './palette.ts';
import { redactedSource } from './redact.ts';

/** One step of an edit script; `before` and `after` are line numbers from 1. */
type Step =
  | { readonly kind: 'same'; readonly before: number; readonly after: number }
  | { readonly kind: 'gone'; readonly before: number }
  | { readonly kind: 'new'; readonly after: number };

const CONTEXT = 3;
const FARTHEST = 64;

/**
 * The unified diff (as GNU diffutils and git write it) of two versions of a file. Secrets are redacted and what acts
 * instead of showing is escaped, tabs apart; where there is neither, `patch` takes the diff of a file with `\n` ends.
 */
export function unifiedDiff(name: string, before: SourceText, after: SourceText, palette: Palette): string {
  const steps = script(linesOf(before), linesOf(after));
  const old = [before, redactedSource(before)] as const;
  const fresh = [after, redactedSource(after)] as const;
  const lineOf = (step: Step): readonly string[] => {
    switch (step.kind) {
      case 'same':
        return shown(' ', step.before, old);
      case 'gone':
        return shown('-', step.before, old).map((line) => palette.tone.error(line));
      case 'new':
        return shown('+', step.after, fresh).map((line) => palette.fix(line));
    }
  };
  const lines = hunks(steps).flatMap((hunk) => [palette.frame(header(hunk)), ...hunk.flatMap(lineOf)]);
  if (lines.length === 0) return '';
  const path = visible(name);
  const titles = [`--- a/${path}`, `+++ b/${path}`].map((title) => palette.strong(title));
  return `${[...titles, ...lines].join('\n')}\n`;
}

/** Lines with their ends, so that a changed line end is a change. */
function linesOf({ text, lineStarts }: SourceText): readonly string[] {
  const lines = lineStarts.map((start, at) => text.slice(start, lineStarts[at + 1]));
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function shown(
  sign: string,
  line: number,
  [{ text, lineStarts }, redacted]: readonly [SourceText, SourceText],
): readonly string[] {
  const visibleText = lineText(redacted, line).split('\t').map(visible).join('\t');
  const isOpen = line === lineStarts.length && text.length > (lineStarts[line - 1] ?? 0);
  return [`${sign}${visibleText}`, ...(isOpen ? ['\\ No newline at end of file'] : [])];
}

/**
 * From one list of lines to the other. Fixes change lines and seldom their number, so where the lists part it is enough
 * to look for the nearest lines in which they meet again: the time is linear, and the script right in any case.
 */
function script(before: readonly string[], after: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let x = 0;
  let y = 0;
  while (x < before.length || y < after.length) {
    const [gone, added] = apart(before, after, x, y);
    for (let at = 0; at < gone; at++) steps.push({ kind: 'gone', before: ++x });
    for (let at = 0; at < added; at++) steps.push({ kind: 'new', after: ++y });
    if (gone + added === 0) steps.push({ kind: 'same', before: ++x, after: ++y });
  }
  return steps;
}

/** How many lines of each list to pass until they meet; one of each where that is too far away to be looked for. */
function apart(
  before: readonly string[],
  after: readonly string[],
  x: number,
  y: number,
): readonly [gone: number, added: number] {
  const left = before.length - x;
  const right = after.length - y;
  for (let sum = 0; sum <= FARTHEST; sum++) {
    for (let gone = Math.max(0, sum - right); gone <= Math.min(sum, left); gone++) {
      const added = sum - gone;
      const isEnd = gone === left && added === right;
      if (isEnd || (gone < left && added < right && before[x + gone] === after[y + added])) {
        return [gone, added];
      }
    }
  }
  return [Math.min(1, left), Math.min(1, right)];
}

/** The changes with the lines around them; changes whose surroundings meet are one. */
function hunks(steps: readonly Step[]): readonly (readonly Step[])[] {
  const found: Step[][] = [];
  let end = 0;
  for (const [at, { kind }] of steps.entries()) {
    if (kind === 'same') continue;
    const start = Math.max(end, at - CONTEXT);
    const last = found.at(-1);
    const isApart = last === undefined || at - CONTEXT > end;
    const to = Math.min(steps.length, at + CONTEXT + 1);
    if (isApart) found.push(steps.slice(start, to));
    else last.push(...steps.slice(end, to));
    end = Math.max(end, to);
  }
  return found;
}

function header(hunk: readonly Step[]): string {
  const before = hunk.flatMap((step) => (step.kind === 'new' ? [] : [step.before]));
  const after = hunk.flatMap((step) => (step.kind === 'gone' ? [] : [step.after]));
  return `@@ -${range(before)} +${range(after)} @@`;
}

function range(lines: readonly number[]): string {
  const [first] = lines;
  if (first === undefined) return '0,0';
  return lines.length === 1 ? String(first) : `${first},${lines.length}`;
}
