/** The rules of a variant by what they are about: hundreds of detectors would be passed over again and again. */
import type { BoundRule } from './plan.ts';
import { type Evidence, isDetector } from './rule.ts';

interface VariantIndex {
  /** Those that stand for no detector, in their order. */
  readonly rules: readonly BoundRule[];
  readonly byKind: ReadonlyMap<string, readonly BoundRule[]>;
  /** Those that stand for a detector, by id. */
  readonly detectors: ReadonlyMap<string, BoundRule>;
}

const indexes = new WeakMap<readonly BoundRule[], VariantIndex>();

/** The index of one variant of a plan; made once. */
export function variantIndex(variant: readonly BoundRule[]): VariantIndex {
  let index = indexes.get(variant);
  if (index === undefined) {
    index = indexOf(variant);
    indexes.set(variant, index);
  }
  return index;
}

function indexOf(variant: readonly BoundRule[]): VariantIndex {
  const rules: BoundRule[] = [];
  const detectors = new Map<string, BoundRule>();
  const byKind = new Map<string, BoundRule[]>();
  for (const bound of variant) {
    if (isDetector(bound.rule)) {
      detectors.set(bound.rule.id, bound);
      continue;
    }
    rules.push(bound);
    for (const kind of new Set(bound.rule.evidence.map(kindOf))) {
      const about = byKind.get(kind);
      if (about === undefined) byKind.set(kind, [bound]);
      else about.push(bound);
    }
  }
  return { rules, byKind, detectors };
}

/** The kind of fact that evidence is about; empty for evidence about none. */
export function kindOf(evidence: Evidence): string {
  return 'fact' in evidence ? evidence.fact : ((evidence.some ?? evidence.none)?.fact ?? '');
}
