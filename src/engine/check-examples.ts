/** Examples of a rule: each is one file, several files, or facts; failing ones say which findings must come. */

import { quoteValue } from '../source/quote.ts';
import type { YamlPath } from '../source/yaml.ts';
import { checkValue, declarationFor } from './check-params.ts';
import type { FieldShape } from './fact.ts';
import { isScalar } from './operators/operator.ts';
import {
  type Fields,
  fault,
  fieldOf,
  fieldsOf,
  isFields,
  kindOf,
  listOf,
  type RuleCheck,
  useParam,
} from './rule-check.ts';
import { factShape, shapeWords } from './shape.ts';

/** Keys of an example fact that are not fields of its value. */
export const FACT_KEYS: readonly string[] = ['fact', 'subject', 'unknown'];

/** Checks all examples. */
export function checkExamples(check: RuleCheck): void {
  const examples = fieldsOf(check.data.examples);
  for (const side of ['fail', 'pass'] as const) {
    for (const [index, example] of listOf(examples[side]).entries()) {
      if (!isFields(example)) continue;
      const path = ['examples', side, index];
      checkSource(check, example, path);
      checkFindings(check, example, path, side);
      checkExampleParams(check, example, path);
      if ('facts' in example) checkFacts(check, example.facts, [...path, 'facts']);
    }
  }
}

function checkSource(check: RuleCheck, example: Fields, path: YamlPath): void {
  const sources = ['file', 'files', 'facts'].filter((key) => key in example);
  const [, second] = sources;
  if (second !== undefined) {
    fault(check, [...path, second], 'an example is one file, several files, or facts', { part: 'key' });
  } else if (sources.length === 0) {
    fault(check, path, 'an example needs a file, several files, or facts', {
      hint: 'write `file` and `content`, `files`, or `facts`',
    });
  }
  if ('file' in example !== 'content' in example) {
    const key = 'file' in example ? 'file' : 'content';
    fault(check, [...path, key], '`file` and `content` go together', { part: 'key' });
  }
}

function checkFindings(check: RuleCheck, example: Fields, path: YamlPath, side: 'fail' | 'pass'): void {
  if (side === 'pass') {
    if ('findings' in example) {
      fault(check, [...path, 'findings'], 'a passing example has no findings', { part: 'key' });
    }
    return;
  }
  if (!('findings' in example)) {
    fault(check, path, 'a failing example says which findings must come', {
      hint: 'add `findings: [{ line: 1 }]`',
    });
  }
  const isFact = 'facts' in example;
  const files = 'files' in example ? Object.keys(fieldsOf(example.files)) : [];
  for (const [index, finding] of listOf(example.findings).entries()) {
    if (!isFields(finding)) continue;
    const place = [...path, 'findings', index];
    if (isFact && 'line' in finding) {
      fault(check, [...place, 'line'], 'facts have no lines', { part: 'key', hint: 'give the message' });
    }
    // What the project lacks stands nowhere.
    const isNowhere = check.data.scope === 'project' && 'message' in finding;
    if (!isFact && !isNowhere && !('line' in finding)) {
      fault(check, place, 'a finding in a file needs its line');
    }
    if (typeof finding.path === 'string' && !files.includes(finding.path)) {
      fault(check, [...place, 'path'], `the example has no file ${quoteValue(finding.path)}`);
    }
  }
}

function checkExampleParams(check: RuleCheck, example: Fields, path: YamlPath): void {
  for (const [name, value] of Object.entries(fieldsOf(example.params))) {
    const place = [...path, 'params', name];
    const isUsed = check.usedParams.has(name);
    if (!useParam(check, name, place)) continue;
    if (!isUsed) check.usedParams.delete(name);
    const declaration = declarationFor(check, name);
    if (declaration !== null) checkValue(check, name, declaration, value, place);
  }
}

function checkFacts(check: RuleCheck, facts: unknown, path: YamlPath): void {
  for (const [index, fact] of (Array.isArray(facts) ? facts : [facts]).entries()) {
    if (!isFields(fact)) continue;
    const place = Array.isArray(facts) ? [...path, index] : path;
    const kind = kindOf(check, fact.fact, [...place, 'fact']);
    if (kind === null) continue;
    const shape = factShape(kind);
    for (const [name, value] of Object.entries(fact)) {
      if (FACT_KEYS.includes(name)) continue;
      const field = fieldOf(check, shape, name, [...place, name]);
      if (field !== null) checkFactValue(check, field, value, [...place, name]);
    }
    for (const name of Object.keys(fieldsOf(fact.unknown))) {
      fieldOf(check, shape, name.replace(/\.\d+/g, ''), [...place, 'unknown', name]);
    }
  }
}

function checkFactValue(check: RuleCheck, shape: FieldShape, value: unknown, path: YamlPath): void {
  if (value === null && shape.nullable === true) return;
  if (shape.type === 'list' && Array.isArray(value)) {
    for (const [index, one] of value.entries()) checkFactValue(check, shape.of, one, [...path, index]);
  } else if (shape.type === 'map' && isFields(value)) {
    for (const [key, one] of Object.entries(value)) checkFactValue(check, shape.of, one, [...path, key]);
  } else if (shape.type === 'object' && isFields(value)) {
    for (const [key, one] of Object.entries(value)) {
      const field = fieldOf(check, shape, key, [...path, key]);
      if (field !== null) checkFactValue(check, field, one, [...path, key]);
    }
  } else if (typeof value !== shape.type || !isScalar(shape)) {
    fault(check, path, `this must be ${shapeWords(shape)}; found ${quoteValue(value)}`);
  }
}
