/**
 * What one rule comes to for a set of overrides, and where each part of it came from: built-in default, strict profile,
 * `rules`, overrides (the last wins), command line, in this order.
 */

import { readParam } from '../engine/param-value.ts';
import { isDetector, type Profile, type Rule } from '../engine/rule.ts';
import type { Severity } from '../engine/severity.ts';
import type { YamlPath } from '../source/yaml.ts';
import type { Config, RuleSetting } from './config.ts';

export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'rule' }
  | { readonly kind: 'profile'; readonly profile: Profile }
  | { readonly kind: 'file'; readonly at: YamlPath }
  | { readonly kind: 'override'; readonly at: YamlPath }
  | { readonly kind: 'command line'; readonly option: string };

interface Effective<T> {
  readonly value: T;
  readonly origin: Origin;
}

interface EffectiveParam extends Effective<unknown> {
  /** As it was written: `30s` where the value is 30. */
  readonly written: unknown;
}

export interface ResolvedRule {
  readonly rule: Rule;
  readonly enabled: Effective<boolean>;
  readonly severity: Effective<Severity>;
  readonly params: Readonly<Record<string, EffectiveParam>>;
  /** Indexes of the evidence that the profile takes in. */
  readonly evidence: readonly number[];
}

/** One entry of `rules`, and whether it stands in an override. */
export interface AppliedSetting {
  readonly setting: RuleSetting;
  readonly origin: 'file' | 'override';
}

/** What the command line says, read and checked. */
export interface CommandLineRules {
  /** Ids; where there are any, only these run. */
  readonly only: ReadonlySet<string>;
  readonly skip: ReadonlySet<string>;
  /** Rule id to parameter to value. */
  readonly params: ReadonlyMap<
    string,
    ReadonlyMap<string, { readonly value: unknown; readonly written: unknown }>
  >;
}

/** Resolves one rule; `settings` in rising precedence. Names and values have been checked. */
export function resolveRule(
  rule: Rule,
  profile: Profile,
  config: Config,
  settings: readonly AppliedSetting[],
  commandLine: CommandLineRules,
): ResolvedRule {
  const enabled = enabledOf(rule, profile, config, settings, commandLine);
  const explicit = enabled.origin.kind !== 'default' && enabled.origin.kind !== 'profile';
  return {
    rule,
    enabled,
    severity: severityOf(rule, settings),
    params: paramsOf(rule, profile, settings, commandLine),
    evidence: evidenceOf(rule, profile, explicit && enabled.value),
  };
}

function enabledOf(
  rule: Rule,
  profile: Profile,
  config: Config,
  settings: readonly AppliedSetting[],
  { only, skip }: CommandLineRules,
): Effective<boolean> {
  if (skip.has(rule.id)) return { value: false, origin: { kind: 'command line', option: '--skip-rule' } };
  if (only.size > 0) return { value: only.has(rule.id), origin: { kind: 'command line', option: '--rule' } };
  const last = settings.findLast(({ setting }) => setting.enabled !== null);
  if (last !== undefined) return { value: last.setting.enabled === true, origin: originOf(last) };
  if (!config.builtInRules && rule.origin === 'built-in') {
    return { value: false, origin: { kind: 'file', at: ['builtInRules'] } };
  }
  return { value: takesIn(profile, rule.profiles), origin: { kind: 'profile', profile } };
}

/** `strict` contains `recommended`. */
function takesIn(profile: Profile, profiles: readonly Profile[]): boolean {
  return profiles.includes(profile) || (profile === 'strict' && profiles.includes('recommended'));
}

function severityOf(rule: Rule, settings: readonly AppliedSetting[]): Effective<Severity> {
  for (const applied of settings.toReversed()) {
    const { severity } = applied.setting;
    if (severity !== null) return { value: severity, origin: originOf(applied, 'severity') };
  }
  return { value: rule.severity, origin: { kind: 'rule' } };
}

const NO_PARAMS: Readonly<Record<string, EffectiveParam>> = {};

function paramsOf(
  rule: Rule,
  profile: Profile,
  settings: readonly AppliedSetting[],
  commandLine: CommandLineRules,
): Readonly<Record<string, EffectiveParam>> {
  const declared = Object.entries(rule.params);
  if (declared.length === 0) return NO_PARAMS;
  const params: Record<string, EffectiveParam> = {};
  for (const [name, declaration] of declared) {
    const read = (written: unknown, origin: Origin): EffectiveParam => {
      const outcome = readParam(name, declaration, written);
      return { value: outcome.kind === 'value' ? outcome.value : written, written, origin };
    };
    const typed = commandLine.params.get(rule.id)?.get(name);
    const last = settings.findLast(({ setting }) => Object.hasOwn(setting.params, name));
    if (typed !== undefined) params[name] = { ...typed, origin: { kind: 'command line', option: '--param' } };
    else if (last !== undefined) {
      params[name] = read(last.setting.params[name], originOf(last, 'params', name));
    } else if (profile === 'strict' && declaration.strict !== undefined) {
      params[name] = read(declaration.strict, { kind: 'profile', profile });
    } else params[name] = read(declaration.default, { kind: 'rule' });
  }
  return params;
}

const ONLY: readonly number[] = [0];

/** A rule that is turned on by name runs, even if the profile would leave it without any evidence. */
function evidenceOf(rule: Rule, profile: Profile, byName: boolean): readonly number[] {
  // Hundreds of rules have one piece of evidence, for every profile.
  if (isDetector(rule)) return ONLY;
  const all = rule.evidence.map((_, index) => index);
  const taken = all.filter((index) => {
    const profiles = rule.evidence[index]?.profiles;
    return profiles === undefined || takesIn(profile, profiles);
  });
  return taken.length === 0 && byName ? all : taken;
}

function originOf({ setting, origin }: AppliedSetting, ...below: readonly string[]): Origin {
  return { kind: origin, at: [...setting.at, ...below] };
}
