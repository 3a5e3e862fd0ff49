/** A secret that a detector knows needs not be told again by the name that it is given. */
import type { Fact } from '../../engine/fact.ts';
import { DISMISSALS } from '../secrets/detector-rule.ts';

/** The facts without the plain values in which a match stands that is no harmless one. */
export function withoutKnownSecrets(facts: readonly Fact[]): readonly Fact[] {
  const matches = new Map<string, { readonly start: number; readonly end: number }[]>();
  for (const { fact, at, value } of facts) {
    if (fact !== 'secret.match' || at === null || DISMISSALS.some((trait) => value[trait] === true)) continue;
    const list = matches.get(at.path);
    if (list === undefined) matches.set(at.path, [at]);
    else list.push(at);
  }
  if (matches.size === 0) return facts;
  return facts.filter(({ fact, at }) => {
    if (fact !== 'k8s.plainValue' || at === null) return true;
    return matches.get(at.path)?.some(({ start, end }) => start < at.end && at.start < end) !== true;
  });
}
