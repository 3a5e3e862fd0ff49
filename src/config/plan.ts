/** From configuration, rules and command line to the plan of a run; all that does not fit together is said at once. */
import { compilePatterns } from '../discover/patterns.ts';
import type { BoundRule, Plan } from '../engine/plan.ts';
import type { Profile, Rule } from '../engine/rule.ts';
import { type RuleIndex, ruleIndex } from '../engine/rule-index.ts';
import { SEVERITIES, type Severity } from '../engine/severity.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { type PlanOptions, readCommandLine } from './command-line.ts';
import type { Config } from './config.ts';
import {
  type AppliedSetting,
  type CommandLineRules,
  type ResolvedRule,
  resolveRule,
} from './resolve-rule.ts';
import { at, checkRuleNames } from './rule-settings.ts';

export interface PlanRequest {
  readonly config: Config;
  /** Built-in and one's own; the built-in ones also where the configuration turns them off. */
  readonly rules: readonly Rule[];
  readonly options: PlanOptions;
}

/** A request whose names and values have been checked. */
export interface Resolution {
  readonly config: Config;
  readonly rules: readonly Rule[];
  readonly profile: Profile;
  readonly commandLine: CommandLineRules;
  readonly index: RuleIndex;
}

/**
 * The plan of a run.
 *
 * @throws InputError with every unknown rule or parameter, every value that does not fit, on the command line and in the
 *   configuration, and every suppression of a rule of high or critical severity without an expiry
 */
export function resolvePlan(request: PlanRequest): Plan {
  const resolution = checkedResolution(request);
  const plan = planOf(resolution);
  const faults = expiryFaults(resolution, plan);
  if (faults.length > 0) throw new InputError(faults);
  return plan;
}

/** Checks all names and values of a request. Throws `InputError` with everything that is wrong. */
export function checkedResolution({ config, rules, options }: PlanRequest): Resolution {
  const index = ruleIndex(rules);
  const commandLine = readCommandLine(options, index);
  const diagnostics = [...commandLine.diagnostics, ...checkRuleNames(config, rules)];
  if (diagnostics.length > 0) throw new InputError(diagnostics);
  return { config, rules, profile: options.profile ?? config.profile, commandLine: commandLine.rules, index };
}

/** Every rule, on or off, as it is where these overrides (indexes, rising) apply. */
export function resolveRules(resolution: Resolution, overrides: readonly number[]): readonly ResolvedRule[] {
  const { config, rules, profile, commandLine, index } = resolution;
  const settings = new Map<string, AppliedSetting[]>();
  const apply = (setting: AppliedSetting) => {
    const id = index.find(setting.setting.rule)?.id ?? setting.setting.rule;
    const list = settings.get(id);
    if (list === undefined) settings.set(id, [setting]);
    else list.push(setting);
  };
  for (const setting of config.rules) apply({ setting, origin: 'file' });
  for (const number of overrides) {
    for (const setting of config.overrides[number]?.rules ?? []) apply({ setting, origin: 'override' });
  }
  return rules.map((rule) => resolveRule(rule, profile, config, settings.get(rule.id) ?? [], commandLine));
}

function planOf(resolution: Resolution): Plan {
  const matchers = resolution.config.overrides.map(({ paths }) => compilePatterns(paths));
  const variants: (readonly BoundRule[])[] = [];
  const byOverrides = new Map<string, number>();
  const byPath = new Map<string, number>();
  const bound = new Map<string, BoundRule>();

  const variantFor = (overrides: readonly number[]): number => {
    const key = overrides.join();
    const known = byOverrides.get(key);
    if (known !== undefined) return known;
    const on = resolveRules(resolution, overrides).filter(
      ({ enabled, evidence }) => enabled.value && evidence.length > 0,
    );
    // One variant alone has nothing to share.
    const isOnly = matchers.length === 0;
    variants.push(on.map((rule) => (isOnly ? bind(rule) : shared(bound, bind(rule)))));
    byOverrides.set(key, variants.length - 1);
    return variants.length - 1;
  };

  variantFor([]);
  for (const number of matchers.keys()) variantFor([number]);
  return {
    variants,
    variantOf(path) {
      if (path === null || matchers.length === 0) return 0;
      const known = byPath.get(path);
      if (known !== undefined) return known;
      const variant = variantFor([...matchers.keys()].filter((number) => matchers[number]?.(path) === true));
      byPath.set(path, variant);
      return variant;
    },
  };
}

function bind({ rule, severity, params, evidence }: ResolvedRule): BoundRule {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(params)) values[name] = params[name]?.value;
  const bound = { rule, severity: severity.value, params: values, evidence };
  return severity.origin.kind === 'rule' ? bound : { ...bound, severityIsSet: true };
}

/** The object that stands for this binding already, if one does. */
function shared(bound: Map<string, BoundRule>, candidate: BoundRule): BoundRule {
  const { rule, ...rest } = candidate;
  const key = `${rule.id} ${JSON.stringify(rest)}`;
  const known = bound.get(key);
  if (known !== undefined) return known;
  bound.set(key, candidate);
  return candidate;
}

/** Suppressing what is serious must end some day. */
function expiryFaults({ config, index }: Resolution, plan: Plan): readonly Diagnostic[] {
  const { file } = config;
  if (file === null) return [];
  return config.suppress.flatMap((entry) => {
    if (entry.expires !== null) return [];
    const rule = index.find(entry.rule);
    const severity = rule === undefined ? null : worstSeverity(rule, entry.path, plan);
    if (severity !== 'critical' && severity !== 'high') return [];
    const message = `\`${entry.rule}\` is of ${severity} severity: its suppression needs \`expires\``;
    return [at(file, [...entry.at, 'rule'], 'value', { message, hint: 'add `expires: YYYY-MM-DD`' })];
  });
}

/** The most serious that a finding of the rule can be where a pattern matches; the rule's own where it does not run. */
function worstSeverity(rule: Rule, pattern: string, plan: Plan): Severity {
  const isPath = !/[*?[{]/.test(pattern) && !pattern.endsWith('/');
  const variants = isPath ? [plan.variants[plan.variantOf(pattern)] ?? []] : plan.variants;
  const found = variants.flatMap((variant) => {
    const boundRule = variant.find((one) => one.rule.id === rule.id);
    return boundRule === undefined ? [] : severitiesOf(boundRule);
  });
  return SEVERITIES.find((severity) => found.includes(severity)) ?? rule.severity;
}

function severitiesOf({ rule, severity, severityIsSet, evidence }: BoundRule): readonly Severity[] {
  if (severityIsSet) return [severity];
  return evidence.map((number) => rule.evidence[number]?.severity ?? severity);
}
