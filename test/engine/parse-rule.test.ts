import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRule } from '../../src/engine/parse-rule.ts';
import { loadLinearRegex, patternFault, textTest } from '../../src/engine/regex.ts';
import { sourceText } from '../../src/source/text.ts';
import { kinds } from '../support/facts.ts';

const SMALL = `id: small
title: It is large
severity: low
rationale: Large things fall.
remediation: Make it small.
evidence: [{ fact: test.thing, assert: { path: size, atMost: 5 } }]
message: "{subject} is {value.size}"
`;

await loadLinearRegex();

test('a small rule gets the defaults of everything it does not say', () => {
  const outcome = parseRule(sourceText('rules/own/small.yaml', SMALL), 'own', kinds);
  assert.equal(outcome.kind, 'rule', JSON.stringify(outcome));
  if (outcome.kind !== 'rule') return;
  const { rule } = outcome;
  assert.deepEqual(
    [rule.area, rule.origin, rule.confidence, rule.scope, rule.profiles, rule.params, rule.fixes, rule.when],
    ['own', 'rules/own/small.yaml', 'certain', 'fact', ['recommended'], {}, [], null],
  );
  assert.deepEqual(rule.examples, { fail: [], pass: [] });
});

test('a built-in rule says so', () => {
  const outcome = parseRule(sourceText('rules/own/small.yaml', SMALL), 'own', kinds, 'built-in');
  assert.equal(outcome.kind === 'rule' && outcome.rule.origin, 'built-in');
});

test("users' regular expressions run in linear time", () => {
  const slow = textTest('^(a+)+$', false);
  const start = performance.now();
  assert.equal(slow(`${'a'.repeat(5000)}b`), false);
  assert.ok(performance.now() - start < 1000);
});

test("users' regular expressions are bounded, built-in ones may look around", () => {
  assert.match(patternFault('(?=a)', false) ?? '', /unsupported/);
  assert.equal(patternFault('(?=a)', true), null);
  assert.match(patternFault('a{999}'.repeat(70), false) ?? '', /repeats too much/);
  assert.match(patternFault('a'.repeat(501), true) ?? '', /longer than 500/);
});

test('nothing that stands in a rule file throws', () => {
  const texts = [
    '',
    'a',
    '[]',
    'id: {}',
    'id: a\nevidence: 3',
    'evidence: [[]]\nparams: []\nexamples: { fail: {} }',
    'message: {}\nforEach: 3\nwhen: []',
    'params: { a: { type: array, default: 3, enum: 4 } }\nfix: 3',
  ];
  for (const text of texts) {
    const outcome = parseRule(sourceText('x/a.yaml', text), 'x', kinds);
    assert.equal(outcome.kind, 'faults', text);
    if (outcome.kind === 'faults') assert.ok(outcome.diagnostics.length > 0);
  }
});
