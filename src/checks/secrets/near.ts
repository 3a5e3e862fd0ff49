/** Composites: an access key id says little and the secret beside it much, so each looks for the other. */
import { NEWLINE } from './bytes.ts';
import type { Candidate } from './judge.ts';

/** Candidates with what they ask for nearby settled; those that must have it and have not are left out. */
export function withNeighbours(candidates: readonly Candidate[], bytes: Buffer): readonly Candidate[] {
  if (candidates.every(({ detector }) => detector.near === null)) return candidates;
  return candidates.flatMap((candidate): readonly Candidate[] => {
    const { near } = candidate.detector;
    if (near === null) return [candidate];
    const isNear = candidates.some(
      (other) =>
        other.detector.id === near.detector && isWithin(bytes, candidate.start, other.start, near.lines),
    );
    return !isNear && near.required ? [] : [{ ...candidate, near: isNear }];
  });
}

/** Whether no more than so many line ends lie between two places. */
function isWithin(bytes: Buffer, a: number, b: number, lines: number): boolean {
  const end = Math.max(a, b);
  let left = lines;
  for (
    let at = bytes.indexOf(NEWLINE, Math.min(a, b));
    at >= 0 && at < end;
    at = bytes.indexOf(NEWLINE, at + 1)
  ) {
    if (--left < 0) return false;
  }
  return true;
}
