/** One secret, one match: of several detectors that fit the same bytes the surest and most specific speaks. */
import { CONFIDENCES } from '../../engine/severity.ts';
import type { CompiledDetector } from './compile.ts';

export interface Found {
  readonly detector: CompiledDetector;
  readonly start: number;
  readonly end: number;
}

/** Without those that overlap a better one, in the order of the file. */
export function withoutOverlaps<T extends Found>(found: readonly T[]): readonly T[] {
  return clusters(found)
    .flatMap((cluster) => (cluster.length === 1 ? cluster : bestOf(cluster)))
    .sort((a, b) => a.start - b.start);
}

/** What does not overlap in any way is settled by itself: a file may hold very many. */
function clusters<T extends Found>(found: readonly T[]): readonly T[][] {
  const all: T[][] = [];
  let end = 0;
  for (const one of found.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last === undefined || one.start >= end) all.push([one]);
    else last.push(one);
    end = Math.max(end, one.end);
  }
  return all;
}

function bestOf<T extends Found>(cluster: readonly T[]): readonly T[] {
  const kept: T[] = [];
  const best = cluster.toSorted((a, b) => rank(a) - rank(b) || length(b) - length(a) || a.start - b.start);
  for (const one of best) {
    if (!kept.some((other) => one.start < other.end && other.start < one.end)) kept.push(one);
  }
  return kept;
}

function length({ start, end }: Found): number {
  return end - start;
}

function rank({ detector }: Found): number {
  return specificity(detector) * CONFIDENCES.length + CONFIDENCES.indexOf(detector.confidence);
}

function specificity(detector: CompiledDetector): number {
  switch (detector.kind) {
    case 'key-file':
    case 'token':
      return 0;
    case 'regex':
      return 1;
    case 'assignment':
      return detector.value.kind === 'like' ? 4 : 2;
    case 'url':
      return detector.shape.schemes.includes('*') ? 3 : 2;
  }
}
