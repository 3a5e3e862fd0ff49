/** Composites: an access key id says little and the secret beside it much, so each looks for the other. */
import { NEWLINE } from './bytes.ts';
import type { Candidate } from './judge.ts';

/** Candidates with what they ask for nearby settled; those that must have it and have not are left out. */
export function withNeighbours(candidates: readonly Candidate[], bytes: Buffer): readonly Candidate[] {
  if (candidates.every(({ detector }) => detector.near === null)) return candidates;
  const starts = new Map<string, readonly number[]>();
  const startsOf = (id: string): readonly number[] => {
    let found = starts.get(id);
    if (found === undefined) {
      const own = candidates.filter(({ detector }) => detector.id === id);
      found = own.map(({ start }) => start).sort((a, b) => a - b);
      starts.set(id, found);
    }
    return found;
  };
  return candidates.flatMap((candidate): readonly Candidate[] => {
    const { near } = candidate.detector;
    if (near === null) return [candidate];
    const isNear = closest(startsOf(near.detector), candidate.start).some((other) =>
      isWithin(bytes, candidate.start, other, near.lines),
    );
    return !isNear && near.required ? [] : [{ ...candidate, near: isNear }];
  });
}

/** The last of rising numbers that is not above `at`, and the first that is. */
function closest(rising: readonly number[], at: number): readonly number[] {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return rising.slice(Math.max(0, low - 1), low + 1);
}

/** What lies further apart belongs to something else, also in a file of one line. */
const FURTHEST = 16_384;

/** Whether no more than so many line ends lie between two places. */
function isWithin(bytes: Buffer, a: number, b: number, lines: number): boolean {
  const [start, end] = [Math.min(a, b), Math.max(a, b)];
  if (end - start > FURTHEST) return false;
  const between = bytes.subarray(start, end);
  let left = lines;
  for (let at = between.indexOf(NEWLINE); at >= 0; at = between.indexOf(NEWLINE, at + 1)) {
    if (--left < 0) return false;
  }
  return true;
}
