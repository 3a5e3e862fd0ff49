/**
 * Data that ships in place of modules which read YAML in development. What every run needs is JSON inside the code, which
 * is much less work to read than an object literal; what few commands ask for stands in files beside it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../src/engine/rule.ts';

const RULE_EXAMPLES = 'rule-examples.json';

/** Files that the modules below read from their own folder. */
export const BESIDE: readonly string[] = [`./${RULE_EXAMPLES}`];

/** A module with one function that gives the data, made once. */
function dataModule(name: string, data: unknown): string {
  return `let ${name}Data = null;
export function ${name}() { return (${name}Data ??= JSON.parse(${JSON.stringify(JSON.stringify(data))})); }`;
}

/** Half of what rules are made of is examples. All have one shape, which whoever looks at many rules reads faster. */
export function rulesModule(rules: readonly Rule[], out: string): string {
  writeFileSync(join(out, RULE_EXAMPLES), JSON.stringify(rules.map(({ examples }) => examples)));
  const hot = rules.map(({ examples: _, ...rule }) => rule);
  const keys = [...new Set(hot.flatMap((rule) => Object.keys(rule)))];
  return `${dataModule('hotRules', hot)}
let examples = null;
class EmbeddedRule {
  #index;
  constructor(rule, index) {
    ${keys.map((key) => `this.${key} = rule.${key};`).join(' ')}
    this.#index = index;
  }
  get examples() { return (examples ??= require('./${RULE_EXAMPLES}'))[this.#index]; }
}
export function builtInRules() { return hotRules().map((rule, index) => new EmbeddedRule(rule, index)); }`;
}
