/** From findings with fixes and the texts they stand in to new texts. Nothing is read or written here. */
import { type SourceText, sourceText } from '../source/text.ts';
import type { Edit, Finding, Fix } from './finding.ts';
import { byUnits } from './order.ts';

export interface FixRequest {
  readonly findings: readonly Finding[];
  readonly source: (path: string) => SourceText | undefined;
  /** Unsafe fixes too. */
  readonly unsafe: boolean;
  /** Why a file must not be changed, or null. */
  readonly obstacle: (path: string) => string | null;
}

export interface FixRound {
  /** The new text of each file that changes. */
  readonly texts: ReadonlyMap<string, SourceText>;
  readonly applied: readonly Fix[];
  /** Fixes that are left because they are unsafe. */
  readonly unsafe: number;
  /** Files that were left although there is a fix for them, with the reason. */
  readonly refused: ReadonlyMap<string, string>;
}

/**
 * Applies what can be applied at once. Only failures count that nothing silences and that stand in a file. Of fixes that
 * overlap, the first by position wins; the others wait for the next round, in which their findings may be gone. A fix is
 * applied whole or not at all.
 */
export function applyFixes({ findings, source, unsafe, obstacle }: FixRequest): FixRound {
  const offered = distinct(findings.flatMap(fixesOf));
  const wanted = offered.filter(({ safety }) => unsafe || safety === 'safe');
  const accepted = new Map<string, Edit[]>();
  const applied: Fix[] = [];
  const refused = new Map<string, string>();
  for (const fix of wanted.toSorted(byPosition)) {
    if (!fix.edits.every((edit) => fits(edit, source(edit.path))) || isIdle(fix, source)) continue;
    const obstacles = fix.edits.flatMap(({ path }) => {
      const reason = obstacle(path);
      return reason === null ? [] : [[path, reason] as const];
    });
    for (const [path, reason] of obstacles) refused.set(path, reason);
    if (obstacles.length > 0) continue;
    const meets = (edit: Edit, at: number): boolean =>
      [...(accepted.get(edit.path) ?? []), ...fix.edits.slice(0, at)].some((other) => overlap(edit, other));
    if (fix.edits.some(meets)) continue;
    for (const edit of fix.edits) accepted.set(edit.path, [...(accepted.get(edit.path) ?? []), edit]);
    applied.push(fix);
  }
  const texts = [...accepted].flatMap(([path, edits]) => {
    const before = source(path);
    return before === undefined ? [] : [[path, edited(before, edits)] as const];
  });
  return { texts: new Map(texts), applied, unsafe: offered.length - wanted.length, refused };
}

function fixesOf({ outcome, suppressed, target, fix }: Finding): readonly Fix[] {
  return outcome === 'fail' && suppressed === null && target === null && fix !== null ? [fix] : [];
}

/** Two findings may want the same edits; where one of them is safe, the edits are. */
function distinct(fixes: readonly Fix[]): readonly Fix[] {
  const byEdits = new Map<string, Fix>();
  for (const fix of fixes) {
    const key = JSON.stringify(fix.edits.map(({ path, start, end, text }) => [path, start, end, text]));
    const known = byEdits.get(key);
    if (known === undefined || (known.safety === 'unsafe' && fix.safety === 'safe')) byEdits.set(key, fix);
  }
  return [...byEdits.values()];
}

function byPosition(a: Fix, b: Fix): number {
  const [first] = a.edits;
  const [second] = b.edits;
  if (first === undefined || second === undefined) return 0;
  return byUnits(first.path, second.path) || first.start - second.start || first.end - second.end;
}

function fits({ start, end }: Edit, source: SourceText | undefined): boolean {
  return source !== undefined && start >= 0 && start <= end && end <= source.text.length;
}

function isIdle(fix: Fix, source: FixRequest['source']): boolean {
  return fix.edits.every(({ path, start, end, text }) => source(path)?.text.slice(start, end) === text);
}

/** Two insertions at one place overlap as well: nobody could say which comes first. */
function overlap(a: Edit, b: Edit): boolean {
  if (a.path !== b.path) return false;
  if (a.start === b.start && a.end === b.end) return true;
  return a.start < b.end && b.start < a.end;
}

function edited({ path, text, encoding }: SourceText, edits: readonly Edit[]): SourceText {
  let result = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return sourceText(path, result + text.slice(at), encoding);
}
