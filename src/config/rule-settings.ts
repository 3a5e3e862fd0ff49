/** Names of rules and parameters in the configuration, checked against the rules that there are. */
import { readParam } from '../engine/param-value.ts';
import type { Rule } from '../engine/rule.ts';
import { type RuleIndex, ruleIndex } from '../engine/rule-index.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { quoteWord } from '../source/quote.ts';
import { didYouMean } from '../source/suggest.ts';
import { lineOf } from '../source/text.ts';
import { caretAt } from '../source/validation.ts';
import type { YamlPath } from '../source/yaml.ts';
import type { Config, ConfigFile, RuleSetting } from './config.ts';
import { noSuchRule } from './no-such-rule.ts';

/**
 * Every unknown rule in `rules`, `overrides` and `suppress`, every unknown parameter, every value that does not fit its
 * parameter, and rules that are set twice under two names; each at its place, in the order of the file.
 */
export function checkRuleNames(config: Config, rules: readonly Rule[]): readonly Diagnostic[] {
  const { file } = config;
  if (file === null) return [];
  const index = ruleIndex(rules);
  const diagnostics: Diagnostic[] = [];
  for (const settings of [config.rules, ...config.overrides.map((override) => override.rules)]) {
    diagnostics.push(...settings.flatMap((setting) => settingFaults(file, setting, index)));
    diagnostics.push(...twiceFaults(file, settings, index));
  }
  for (const { rule, at } of config.suppress) {
    if (index.find(rule) === undefined)
      diagnostics.push(unknownRule(file, [...at, 'rule'], rule, 'value', index));
  }
  return diagnostics.toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0));
}

/** A diagnostic at a place of the configuration file. */
export function at(
  file: ConfigFile,
  path: YamlPath,
  part: 'key' | 'value',
  words: { readonly message: string; readonly hint?: string },
): Diagnostic {
  return { ...words, source: file.source, ...caretAt(file.source, file.document, path, part) };
}

function unknownRule(
  file: ConfigFile,
  path: YamlPath,
  name: string,
  part: 'key' | 'value',
  index: RuleIndex,
): Diagnostic {
  return at(file, path, part, noSuchRule(name, index));
}

function settingFaults(file: ConfigFile, setting: RuleSetting, index: RuleIndex): readonly Diagnostic[] {
  const rule = index.find(setting.rule);
  if (rule === undefined) return [unknownRule(file, setting.at, setting.rule, 'key', index)];
  return Object.entries(setting.params).flatMap(([name, raw]) => {
    const path = [...setting.at, 'params', name];
    const declaration = Object.hasOwn(rule.params, name) ? rule.params[name] : undefined;
    if (declaration === undefined) return [at(file, path, 'key', unknownParam(rule, name))];
    const outcome = readParam(name, declaration, raw);
    if (outcome.kind === 'value') return [];
    const { message, hint, item } = outcome;
    const place = item === undefined ? path : [...path, item];
    return [at(file, place, 'value', { message, ...(hint === undefined ? {} : { hint }) })];
  });
}

/** The words for a parameter that a rule does not have. */
export function unknownParam(rule: Rule, name: string): { readonly message: string; readonly hint?: string } {
  const known = Object.keys(rule.params);
  return {
    message: `the rule \`${rule.id}\` has no parameter ${quoteWord(name)}`,
    hint: known.length === 0 ? 'it has none' : `it has: ${known.join(', ')}`,
    ...didYouMean(name, known),
  };
}

function twiceFaults(
  file: ConfigFile,
  settings: readonly RuleSetting[],
  index: RuleIndex,
): readonly Diagnostic[] {
  const seen = new Map<string, RuleSetting>();
  return settings.flatMap((setting) => {
    const id = index.find(setting.rule)?.id;
    const first = id === undefined ? undefined : seen.get(id);
    if (id !== undefined && first === undefined) seen.set(id, setting);
    if (first === undefined) return [];
    const line = lineOf(file.source, caretAt(file.source, file.document, first.at, 'key').start);
    const message = `\`${setting.rule}\` and \`${first.rule}\` are the same rule`;
    return [at(file, setting.at, 'key', { message, hint: `it stands at line ${line} already` })];
  });
}
