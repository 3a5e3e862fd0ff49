import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindRule } from '../../src/engine/bind.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Fact } from '../../src/engine/fact.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { factOf, kinds, ruleOf, verdicts } from '../support/facts.ts';

const alertOf = (name: string, more: Partial<Fact> = {}): Fact =>
  factOf({ name, severity: 'page' }, { fact: 'test.alert', subject: `alert ${name}`, ...more });

const told = (rule: Rule, facts: readonly Fact[]): readonly string[] =>
  verdicts(rule, facts).map(({ outcome, subject, message }) => `${outcome} ${subject}: ${message}`);

/** The case that project scope is made for: every control has an alert. */
const COVERAGE = ruleOf(
  [
    {
      some: { fact: 'test.alert', where: { path: 'name', matches: { item: 'pattern' } } },
      message: 'no alert for {item.name}',
    },
  ],
  {
    scope: 'project',
    when: { anyFact: 'test.alert' },
    forEach: { param: 'controls' },
    params: {
      controls: {
        type: 'array',
        items: 'object',
        default: [
          { name: 'failed logins', pattern: '^auth' },
          { name: 'latency', pattern: 'p99' },
        ],
      },
    },
  },
);

test('some with forEach: one verdict for each item; a missing one fails without a place', () => {
  assert.deepEqual(told(COVERAGE, [alertOf('auth_failed'), alertOf('disk')]), [
    'pass failed logins: ',
    'fail latency: no alert for latency',
  ]);
  const [, missing] = verdicts(COVERAGE, [alertOf('auth_failed')]);
  assert.deepEqual([missing?.at, missing?.fact], [null, null]);
  assert.equal(missing?.content, 'no test.alert for latency');
});

test('when keeps a rule silent where the technology is absent', () => {
  assert.deepEqual(told(COVERAGE, [factOf({ name: 'a' })]), []);
});

test('some is unknown where a match may hide in what is not known', () => {
  const hidden = alertOf('x', { unknown: { name: 'a template' } });
  assert.deepEqual(told(COVERAGE, [alertOf('p99'), hidden]), [
    'unknown failed logins: failed logins could not be evaluated: a template',
    'pass latency: ',
  ]);
});

test('items may be plain values', () => {
  const rule = ruleOf([{ some: { fact: 'test.alert', where: { path: 'name', equals: { item: '.' } } } }], {
    scope: 'project',
    forEach: { param: 'names' },
    params: { names: { type: 'array', items: 'string', default: ['a', 'b'] } },
    message: 'no alert {item}',
  });
  assert.deepEqual(told(rule, [alertOf('b')]), ['fail a: no alert a', 'pass b: ']);
});

const FORBIDDEN = ruleOf(
  [{ none: { fact: 'test.alert', where: { path: 'name', equals: 'debug' } }, at: 'name' }],
  {
    scope: 'project',
    message: '{subject} must not be: {value.severity}',
  },
);

test('none: each match is a finding at its own place; without one the project passes', () => {
  assert.deepEqual(told(FORBIDDEN, [alertOf('ok')]), ['pass the project: ']);
  assert.deepEqual(told(FORBIDDEN, []), ['pass the project: ']);
  const at = { path: 'b.yaml', start: 7, end: 12 };
  const found = verdicts(FORBIDDEN, [alertOf('debug', { positions: { name: at } }), alertOf('debug')]);
  assert.deepEqual(
    found.map(({ message }) => message),
    ['alert debug must not be: page', 'alert debug must not be: page'],
  );
  assert.deepEqual(found[0]?.at, at);
});

test('none leaves out paths for which the rule is off', () => {
  const bound = bindRule(FORBIDDEN, 'recommended');
  const plan = { variants: [[bound], []], variantOf: (path: string | null) => (path === 'off.yaml' ? 1 : 0) };
  const facts = [alertOf('debug', { at: { path: 'off.yaml', start: 0, end: 1 } })];
  assert.deepEqual(
    evaluate({ plan, facts, kinds, lineOf: () => null }).map(({ outcome }) => outcome),
    ['pass'],
  );
});
