/** Where the literals of detectors may stand: what the scanner looks at. */
import type { KeywordIndex } from './keyword-index.ts';
import { keywordSearch } from './keyword-search.ts';

/**
 * Calls `visit` in the order of the bytes with roles whose literals may begin at a place. None is left out that has anything
 * to look at; where values are quoted only, as in program text, `isQuoted` says so.
 */
export type LiteralSearch = (
  bytes: Buffer,
  visit: (role: number, start: number) => void,
  isQuoted: boolean,
) => void;

export function literalSearch({ automaton, lengths, roleStarts }: KeywordIndex): LiteralSearch {
  const { firstOutput, starts, outputs } = automaton;
  const search = keywordSearch(automaton, Math.max(0, ...lengths));
  return (bytes, visit) => {
    search(bytes, (state, end) => {
      const to = starts[state - firstOutput + 1] ?? 0;
      for (let output = starts[state - firstOutput] ?? 0; output < to; output++) {
        const keyword = outputs[output] ?? 0;
        const last = roleStarts[keyword + 1] ?? 0;
        const start = end - (lengths[keyword] ?? 0);
        for (let role = roleStarts[keyword] ?? 0; role < last; role++) visit(role, start);
      }
    });
  };
}
