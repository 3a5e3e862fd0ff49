/** The names by which people write down rules: ids and former ids. */
import type { Rule } from './rule.ts';

export interface RuleIndex {
  /** The rule of this id or alias. */
  find(name: string): Rule | undefined;
  /** All ids and aliases. */
  readonly names: readonly string[];
}

/** The index, made when a name is first looked for: most runs look for none. */
export function ruleIndex(rules: readonly Rule[]): RuleIndex {
  let byName: ReadonlyMap<string, Rule> | null = null;
  const named = (): ReadonlyMap<string, Rule> => {
    byName ??= rulesByName(rules);
    return byName;
  };
  return {
    find: (name) => named().get(name),
    get names() {
      return [...named().keys()];
    },
  };
}

/** Ids win over aliases, should a name be both. */
function rulesByName(rules: readonly Rule[]): ReadonlyMap<string, Rule> {
  const byName = new Map<string, Rule>();
  for (const rule of rules) for (const alias of rule.aliases) byName.set(alias, rule);
  for (const rule of rules) byName.set(rule.id, rule);
  return byName;
}
