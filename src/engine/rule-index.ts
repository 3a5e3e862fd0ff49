/** The names by which people write down rules: ids and former ids. */
import type { Rule } from './rule.ts';

export interface RuleIndex {
  /** The rule of this id or alias. */
  find(name: string): Rule | undefined;
  /** All ids and aliases. */
  readonly names: readonly string[];
}

/** Ids win over aliases, should a name be both. */
export function ruleIndex(rules: readonly Rule[]): RuleIndex {
  const byName = new Map<string, Rule>();
  for (const rule of rules) for (const alias of rule.aliases) byName.set(alias, rule);
  for (const rule of rules) byName.set(rule.id, rule);
  return { find: (name) => byName.get(name), names: [...byName.keys()] };
}
