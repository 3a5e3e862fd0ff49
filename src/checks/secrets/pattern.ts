/**
 * Regular expressions of detectors. They run on windows of hostile text, so the built-in ones repeat nothing without a
 * bound; users' ones run in linear time whatever they say.
 */
import { patternFault } from '../../engine/regex.ts';
import type { RegexShape } from './detector.ts';

/** All that is wrong with a pattern. */
export function patternFaults(pattern: string, isBuiltIn: boolean): readonly string[] {
  if (!isBuiltIn) {
    const fault = patternFault(pattern, false);
    return fault === null ? [] : [fault];
  }
  try {
    new RegExp(pattern);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const unbounded = /\*|\+|\{\d+,\}/.exec(withoutLiterals(pattern));
  return unbounded === null ? [] : [`\`${unbounded[0]}\` repeats without a bound: say {n,m}`];
}

/** The pattern with escapes and classes blanked out, so that what is left of `*` and `+` repeats something. */
function withoutLiterals(pattern: string): string {
  return pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, (found) => ' '.repeat(found.length));
}

/** Characters before the keyword that are there to be looked back at, and not for a match to begin with. */
const LOOKED_BACK_AT = 4;

/**
 * Where the window begins with the keyword, so does a match; it does too where there are a few characters before, which are
 * there to be looked back at.
 */
export function startsAtKeyword({ pattern, before }: Pick<RegexShape, 'pattern' | 'before'>): boolean {
  return before === 0 || (before <= LOOKED_BACK_AT && pattern.startsWith('(?<!'));
}
