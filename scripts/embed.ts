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

/** Half of what rules are made of is examples. */
export function rulesModule(rules: readonly Rule[], out: string): string {
  writeFileSync(join(out, RULE_EXAMPLES), JSON.stringify(rules.map(({ examples }) => examples)));
  const hot = rules.map(({ examples: _, ...rule }) => rule);
  return `${dataModule('hotRules', hot)}
let examples = null;
export function builtInRules() {
  return hotRules().map((rule, index) =>
    Object.defineProperty({ ...rule }, 'examples', { enumerable: true, get: () => (examples ??= require('./${RULE_EXAMPLES}'))[index] }));
}`;
}
