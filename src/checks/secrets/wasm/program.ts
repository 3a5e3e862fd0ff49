/**
 * The functions that read every byte. They say where something may stand, never too little; whoever asks looks at it again.
 */
import { mayBeAssigned, mayHaveCredentials } from './around.ts';
import type { Func } from './code.ts';
import { marksIn, mayBeEncoded, wideIn } from './encoded.ts';
import { findsOf, hitsIn, stateBefore } from './keywords.ts';
import type { ProgramFacts } from './layout.ts';

/** In the order of `PLACES`, then those that JavaScript calls. */
export function program(facts: ProgramFacts): readonly Func[] {
  const { layout } = facts;
  return [
    stateBefore(facts),
    mayBeEncoded(layout),
    mayHaveCredentials(layout),
    mayBeAssigned(layout),
    hitsIn(facts),
    findsOf(facts),
    marksIn(layout),
    wideIn(layout),
  ];
}
