/**
 * Outcomes as small integers, and how they combine. "Nothing said" is not "unknown": a snippet that says nothing about a
 * directive gives no verdict, a file that could not be read gives an unknown one.
 */
import type { Outcome } from './verdict.ts';

export const FAIL = 0;
export const PASS = 1;
/** It would be there, but could not be found out. */
export const UNKNOWN = 2;
/** The witness does not speak about it: no verdict. */
export const NONE = 3;

export type Code = typeof FAIL | typeof PASS | typeof UNKNOWN | typeof NONE;

/** One step of `all`: a failure decides, then unknown, then nothing said. */
export function both(a: Code, b: Code): Code {
  if (a === FAIL || b === FAIL) return FAIL;
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
  return a === NONE || b === NONE ? NONE : PASS;
}

/** One step of `any`: a pass decides, then unknown, then nothing said. */
export function either(a: Code, b: Code): Code {
  if (a === PASS || b === PASS) return PASS;
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
  return a === NONE || b === NONE ? NONE : FAIL;
}

/** `not`: what is unknown or not said stays so. */
export function negated(code: Code): Code {
  if (code === PASS) return FAIL;
  return code === FAIL ? PASS : code;
}

export function codeOf(holds: boolean): Code {
  return holds ? PASS : FAIL;
}

/** The word for a verdict; null where there is none. */
export function outcomeOf(code: Code): Outcome | null {
  switch (code) {
    case PASS:
      return 'pass';
    case FAIL:
      return 'fail';
    case UNKNOWN:
      return 'unknown';
    case NONE:
      return null;
  }
}
