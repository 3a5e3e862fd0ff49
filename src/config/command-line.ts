/** `--rule`, `--skip-rule` and `--param`, checked against the rules that there are. */
import { readParamText } from '../engine/param-value.ts';
import type { Profile } from '../engine/rule.ts';
import type { RuleIndex } from '../engine/rule-index.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { quoteWord } from '../source/quote.ts';
import { noSuchRule } from './no-such-rule.ts';
import type { CommandLineRules } from './resolve-rule.ts';
import { unknownParam } from './rule-settings.ts';

/** What the command line says about rules, as typed. */
export interface PlanOptions {
  readonly profile?: Profile;
  readonly rule: readonly string[];
  readonly skipRule: readonly string[];
  /** `rule.name=value` each; of several for the same parameter the last wins. */
  readonly param: readonly string[];
}

export interface CommandLineOutcome {
  readonly rules: CommandLineRules;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the options; everything that is wrong with them is in `diagnostics`. */
export function readCommandLine(options: PlanOptions, index: RuleIndex): CommandLineOutcome {
  const diagnostics: Diagnostic[] = [];
  const ids = (names: readonly string[], option: string): ReadonlySet<string> => {
    const found = new Set<string>();
    for (const name of names) {
      const rule = index.find(name);
      if (rule !== undefined) found.add(rule.id);
      else diagnostics.push(unknown(option, name, index));
    }
    return found;
  };
  const only = ids(options.rule, '--rule');
  const skip = ids(options.skipRule, '--skip-rule');
  const params = new Map<string, Map<string, { readonly value: unknown; readonly written: unknown }>>();
  for (const text of options.param) {
    const read = readOne(text, index);
    if ('message' in read) diagnostics.push(read);
    else {
      const ofRule = params.get(read.rule) ?? new Map();
      ofRule.set(read.name, { value: read.value, written: read.written });
      params.set(read.rule, ofRule);
    }
  }
  return { rules: { only, skip, params }, diagnostics };
}

interface ReadOne {
  readonly rule: string;
  readonly name: string;
  readonly value: unknown;
  readonly written: unknown;
}

function readOne(text: string, index: RuleIndex): ReadOne | Diagnostic {
  const parts = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(text);
  const [, ruleName, name, written] = parts ?? [];
  if (ruleName === undefined || name === undefined || written === undefined) {
    return { message: `--param ${quoteWord(text)}: not of the form rule.name=value` };
  }
  const rule = index.find(ruleName);
  if (rule === undefined) return unknown('--param', ruleName, index);
  const declaration = Object.hasOwn(rule.params, name) ? rule.params[name] : undefined;
  if (declaration === undefined) return forOption(unknownParam(rule, name));
  const outcome = readParamText(name, declaration, written);
  if (outcome.kind === 'value') return { rule: rule.id, name, value: outcome.value, written };
  const { message, hint } = outcome;
  return forOption({
    message: `${message} (of the rule \`${rule.id}\`)`,
    ...(hint === undefined ? {} : { hint }),
  });
}

function forOption(words: { readonly message: string; readonly hint?: string }): Diagnostic {
  return { ...words, message: `--param: ${words.message}` };
}

function unknown(option: string, name: string, index: RuleIndex): Diagnostic {
  const { message, hint } = noSuchRule(name, index);
  return { message: `${option}: ${message}`, hint };
}
