/** Outcomes as words, "none" among them. */
import { type Code, outcomeOf } from '../../src/engine/outcome.ts';

export type Outcome = 'pass' | 'fail' | 'unknown' | 'none';

export function outcomeWord(code: Code): Outcome {
  return outcomeOf(code) ?? 'none';
}
