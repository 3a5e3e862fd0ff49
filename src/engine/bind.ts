/** A rule bound without a configuration: by a profile and a few parameters, as its examples want it. */
import { readParam } from './param-value.ts';
import type { BoundRule, Plan } from './plan.ts';
import type { Profile, Rule } from './rule.ts';

/** Binds a rule. Parameters that are not given have the value of the profile; all have been checked. */
export function bindRule(
  rule: Rule,
  profile: Profile,
  params: Readonly<Record<string, unknown>> = {},
): BoundRule {
  const values = Object.entries(rule.params).map(([name, declaration]) => {
    const byProfile =
      profile === 'strict' ? (declaration.strict ?? declaration.default) : declaration.default;
    const written = Object.hasOwn(params, name) ? params[name] : byProfile;
    const outcome = readParam(name, declaration, written);
    return [name, outcome.kind === 'value' ? outcome.value : written] as const;
  });
  const evidence = [...rule.evidence.keys()].filter((index) => {
    const profiles = rule.evidence[index]?.profiles;
    return profiles === undefined || profile === 'strict' || profiles.includes(profile);
  });
  return { rule, severity: rule.severity, params: Object.fromEntries(values), evidence };
}

/** A plan of these rules for every path. */
export function planOf(rules: readonly BoundRule[]): Plan {
  return { variants: [rules], variantOf: () => 0 };
}
