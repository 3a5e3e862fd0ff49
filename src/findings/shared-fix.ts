/** What a fix changes beyond the finding it is for: values are inherited, also by those whom somebody exempted. */
import type { Fact } from '../engine/fact.ts';
import type { Plan } from '../engine/plan.ts';
import type { Rule } from '../engine/rule.ts';
import type { Span } from '../source/span.ts';
import { changed, type Finding } from './finding.ts';
import { writtenAt } from './fix.ts';

/**
 * Makes a safe fix unsafe where its value also applies to a path for which the configuration turned the rule off: that
 * it need not hold there is somebody's decision, and this is no longer a change without consequence.
 */
export function withSharedFixes<F extends Finding>(
  findings: readonly F[],
  facts: readonly Fact[],
  plan: Plan,
): readonly F[] {
  if (plan.variants.length === 1) return findings;
  const safe = findings.flatMap(({ fix, rule }) => (fix?.safety === 'safe' ? [rule.rule] : []));
  const exempt = exemptPlaces(new Set(safe), facts, plan);
  return findings.map((finding) => {
    const { fix, rule } = finding;
    const isShared = fix?.edits.some((edit) => exempt.has(placeKey(rule.rule.id, edit)));
    return fix !== null && isShared ? changed(finding, { fix: { ...fix, safety: 'unsafe' } }) : finding;
  });
}

/** The places of values that reach a path for which the rule is off. */
function exemptPlaces(rules: ReadonlySet<Rule>, facts: readonly Fact[], plan: Plan): ReadonlySet<string> {
  const isOn = (id: string, fact: Fact): boolean => {
    const variant = plan.variants[plan.variantOf(fact.at?.path ?? null)] ?? [];
    return variant.some(({ rule }) => rule.id === id);
  };
  const places = new Set<string>();
  for (const fact of facts) {
    for (const { id, fixes } of rules) {
      for (const { set } of fixes) {
        const at = writtenAt(fact, set);
        if (at !== null && !isOn(id, fact)) places.add(placeKey(id, at));
      }
    }
  }
  return places;
}

function placeKey(rule: string, { path, start, end }: Span): string {
  return JSON.stringify([rule, path, start, end]);
}
