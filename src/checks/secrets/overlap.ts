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
  const kept: T[] = [];
  for (const one of found.toSorted(
    (a, b) => rank(a) - rank(b) || length(b) - length(a) || a.start - b.start,
  )) {
    if (!kept.some((other) => one.start < other.end && other.start < one.end)) kept.push(one);
  }
  return kept.sort((a, b) => a.start - b.start);
}

function length({ start, end }: Found): number {
  return end - start;
}

function rank({ detector }: Found): number {
  return specificity(detector) * CONFIDENCES.length + CONFIDENCES.indexOf(detector.confidence);
}

function specificity(detector: CompiledDetector): number {
  switch (detector.kind) {
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
