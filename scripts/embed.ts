/**
 * Data that ships in place of modules which read YAML in development. What every run needs is JSON inside the code, which
 * is much less work to read than an object literal; what few commands ask for stands in files beside it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { automatonBytes } from '../src/checks/secrets/automaton-bytes.ts';
import { compileDetectors } from '../src/checks/secrets/compile.ts';
import type { Detector, DetectorRule } from '../src/checks/secrets/detector.ts';
import type { Rule } from '../src/engine/rule.ts';

const RULE_EXAMPLES = 'rule-examples.json';
const DETECTOR_EXAMPLES = 'detector-examples.json';
const AUTOMATON = 'keywords.bin';

/** Files that the modules below read from their own folder. */
export const BESIDE: readonly string[] = [`./${RULE_EXAMPLES}`, `./${DETECTOR_EXAMPLES}`];

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

/** Hundreds of detectors, which share most of what is said about them; the detectors themselves come from their own module. */
export function detectorRulesModule(rules: readonly DetectorRule[], out: string): string {
  const examples = rules.map((rule) => [rule.examples, rule.counterExamples]);
  writeFileSync(join(out, DETECTOR_EXAMPLES), JSON.stringify(examples));
  const hot = rules.map(({ detector: _, examples: __, counterExamples: ___, ...told }) => told);
  return `import { builtInDetectors } from './src/cli/built-in-detectors.ts';
${dataModule('columns', columnsOf(hot))}
let examples = null;
class Told {
  constructor(index, detector) { this.index = index; this.detector = detector; }
  get examples() { return (examples ??= require('./${DETECTOR_EXAMPLES}'))[this.index][0]; }
  get counterExamples() { return (examples ??= require('./${DETECTOR_EXAMPLES}'))[this.index][1]; }
}
let rules = null;
export function builtInDetectorRules() {
  if (rules !== null) return rules;
  rules = builtInDetectors().map((detector, index) => new Told(index, detector));
  for (const { name, values, at } of columns()) rules.forEach((rule, index) => { rule[name] = values[at[index]]; });
  return rules;
}`;
}

/** Each field with its different values, and which of them each row has. */
function columnsOf(rows: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] {
  return Object.keys(rows[0] ?? {}).map((name) => {
    const values = new Map<string, { readonly number: number; readonly value: unknown }>();
    const at = rows.map((row) => {
      const text = JSON.stringify(row[name]);
      const known = values.get(text) ?? { number: values.size, value: row[name] };
      values.set(text, known);
      return known.number;
    });
    return { name, values: [...values.values()].map(({ value }) => value), at };
  });
}

/** The automaton is read as it was built; on machines with another order of bytes it is built anew. */
export function detectorsModule(detectors: readonly Detector[], out: string): string {
  writeFileSync(join(out, AUTOMATON), automatonBytes(compileDetectors(detectors).automaton));
  return `import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { automatonOf } from './src/checks/secrets/automaton-bytes.ts';
import { compileDetectors } from './src/checks/secrets/compile.ts';
${dataModule('builtInDetectors', detectors)}
export function compiledBuiltInDetectors() {
  if (endianness() !== 'LE') return compileDetectors(builtInDetectors());
  return compileDetectors(builtInDetectors(), automatonOf(readFileSync(join(__dirname, '${AUTOMATON}'))));
}`;
}
