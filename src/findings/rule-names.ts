/** The names by which people write down rules: ids, former ids, and what a misspelt one was meant to be. */
import type { Rule } from '../engine/rule.ts';
import { suggest } from '../source/suggest.ts';

export interface RuleNames {
  /** The rule of this id or alias. */
  find(name: string): Rule | null;
  /** The id that was probably meant. */
  suggest(name: string): string | null;
}

/** Names of all rules there are, whether or not they run. */
export function ruleNames(rules: readonly Rule[]): RuleNames {
  const byName = new Map(rules.flatMap((rule) => rule.aliases.map((alias) => [alias, rule] as const)));
  for (const rule of rules) byName.set(rule.id, rule);
  return {
    find: (name) => byName.get(name) ?? null,
    suggest(name) {
      const nearest = suggest(name, byName.keys());
      return nearest === null ? null : (byName.get(nearest)?.id ?? null);
    },
  };
}
