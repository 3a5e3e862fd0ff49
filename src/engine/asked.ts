/** What rules ask for by name, so that collectors make facts that would not exist otherwise: who answers `/metrics`? */
import { leavesOf, referenceOf } from './assertion.ts';
import { isFactEvidence } from './compiled-rule.ts';
import type { BoundRule, Plan } from './plan.ts';
import { variantIndex } from './plan-index.ts';
import type { Assertion, Evidence } from './rule.ts';

/**
 * The texts that the rules of a plan compare a field with by `equals` or `oneOf`, by `fact.field` (`nginx.path.path`; the
 * lists on the way as `*`). Sorted, each once, over all variants.
 */
export function askedValues(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const asked = new Map<string, Set<string>>();
  for (const bound of new Set(plan.variants.flatMap((variant) => variantIndex(variant).rules))) {
    for (const index of bound.evidence) {
      const evidence = bound.rule.evidence[index];
      if (evidence !== undefined) collect(evidence, bound, asked);
    }
  }
  return new Map([...asked].map(([field, values]) => [field, [...values].sort()]));
}

function collect(evidence: Evidence, bound: BoundRule, asked: Map<string, Set<string>>): void {
  if (isFactEvidence(evidence)) {
    const prefix = evidence.each === undefined ? '' : `${evidence.each}.*`;
    for (const assertion of [evidence.where, evidence.assert]) {
      collectFrom(assertion, evidence.fact, prefix, bound, asked);
    }
    return;
  }
  const query = evidence.some ?? evidence.none;
  if (query !== undefined) collectFrom(query.where, query.fact, '', bound, asked);
}

function collectFrom(
  assertion: Assertion | undefined,
  fact: string,
  prefix: string,
  bound: BoundRule,
  asked: Map<string, Set<string>>,
): void {
  if (assertion === undefined) return;
  for (const { path, operator, operand } of leavesOf(assertion, prefix)) {
    if (operator !== 'equals' && operator !== 'oneOf') continue;
    const reference = referenceOf(operand);
    const value =
      reference.kind === 'param'
        ? bound.params[reference.name]
        : reference.kind === 'value'
          ? reference.value
          : undefined;
    for (const text of [value].flat()) {
      if (typeof text !== 'string') continue;
      const field = `${fact}.${path}`;
      const values = asked.get(field);
      if (values === undefined) asked.set(field, new Set([text]));
      else values.add(text);
    }
  }
}
