import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindRule, planOf } from '../../src/engine/bind.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Fact } from '../../src/engine/fact.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Assertion } from '../../src/engine/rule.ts';
import type { Anchor } from '../../src/source/span.ts';
import { factOf, kinds, ruleOf, verdicts } from '../support/facts.ts';

const place = (start: number, end: number, route = 'tags'): Anchor => ({
  path: 'a.conf',
  start,
  end,
  route: [route],
});

const PROTOCOLS = ruleOf(
  [
    {
      fact: 'test.thing',
      where: { path: 'on', equals: true },
      assert: { path: 'tags', every: { versionAtLeast: { param: 'minimum' } } },
    },
  ],
  {
    params: { minimum: { type: 'string', default: 'TLSv1.2' } },
    message: '{subject} accepts {offending}; the minimum is {param.minimum}',
  },
);

test('a failure names the failing elements, and the caret covers them from the first to the last', () => {
  const fact = factOf(
    { on: true, tags: ['TLSv1', 'TLSv1.1', 'TLSv1.2'] },
    {
      positions: {
        tags: place(10, 40),
        'tags.0': place(10, 15),
        'tags.1': place(16, 23),
        'tags.2': place(24, 31),
      },
    },
  );
  const [verdict, ...others] = verdicts(PROTOCOLS, [fact]);
  assert.equal(others.length, 0);
  assert.equal(verdict?.outcome, 'fail');
  assert.equal(verdict?.message, 'the thing accepts TLSv1, TLSv1.1; the minimum is TLSv1.2');
  assert.deepEqual(verdict?.at, place(10, 23));
  assert.deepEqual(verdict?.offending, [
    { path: 'tags.0', value: 'TLSv1' },
    { path: 'tags.1', value: 'TLSv1.1' },
  ]);
  assert.equal(verdict?.content, 'tags: TLSv1 TLSv1.1');
});

test('elements in different directives are not covered by one span', () => {
  const fact = factOf(
    { on: true, tags: ['TLSv1', 'TLSv1.1'] },
    { positions: { 'tags.0': place(10, 15, 'one'), 'tags.1': place(30, 37, 'two') } },
  );
  assert.deepEqual(verdicts(PROTOCOLS, [fact])[0]?.at, place(10, 15, 'one'));
});

test('where decides what is judged: not selected and not spoken about give no verdict, unknown only a pass', () => {
  const outcomes = (
    value: Readonly<Record<string, unknown>>,
    unknown: Readonly<Record<string, string>> = {},
  ) => verdicts(PROTOCOLS, [factOf(value, { unknown })]).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes({ on: false, tags: ['TLSv1'] }), []);
  assert.deepEqual(outcomes({ on: null, tags: ['TLSv1'] }), []);
  assert.deepEqual(outcomes({ tags: ['TLSv1'] }), []);
  assert.deepEqual(outcomes({ on: true }), []);
  assert.deepEqual(outcomes({ on: true, tags: ['TLSv1.3'] }), ['pass']);
  assert.deepEqual(outcomes({ tags: ['TLSv1.3'] }, { on: 'variable' }), ['pass']);
  assert.deepEqual(outcomes({ tags: ['TLSv1'] }, { on: 'variable' }), ['unknown']);
  assert.deepEqual(outcomes({}, { on: 'variable' }), []);
});

test('an unknown verdict says why, at the field that is not known', () => {
  const fact = factOf(
    { on: true },
    { unknown: { tags: 'include x.conf is not in the repository' }, positions: { tags: place(9, 12) } },
  );
  const [verdict] = verdicts(PROTOCOLS, [fact]);
  assert.equal(verdict?.outcome, 'unknown');
  assert.equal(verdict?.message, 'the thing could not be evaluated: include x.conf is not in the repository');
  assert.equal(verdict?.content, 'include x.conf is not in the repository');
  assert.deepEqual(verdict?.at, place(9, 12));
  assert.deepEqual(verdict?.offending, [{ path: 'tags', value: null }]);
});

test('the caret falls back from the field to what holds it to the fact', () => {
  const rule = ruleOf([{ fact: 'test.thing', assert: { path: 'headers.x-a', exists: true } }]);
  const at = (positions: Readonly<Record<string, Anchor>>) =>
    verdicts(rule, [factOf({ headers: {} }, { positions })])[0]?.at;
  assert.deepEqual(at({ 'headers.x-a': place(1, 2), headers: place(3, 4) }), place(1, 2));
  assert.deepEqual(at({ headers: place(3, 4) }), place(3, 4));
  assert.deepEqual(at({}), { path: 'a.conf', start: 0, end: 5, route: ['thing'] });
});

test('at names the field of the caret; of a list, the elements with the failing values', () => {
  const rule = ruleOf([{ fact: 'test.thing', assert: { path: 'tags', subsetOf: ['b'] }, at: 'parts' }]);
  const plain = ruleOf([{ fact: 'test.thing', assert: { path: 'name', equals: 'x' }, at: 'tags' }]);
  const positions = {
    tags: place(10, 20),
    'tags.0': place(10, 13),
    'tags.1': place(14, 20),
    name: place(1, 2),
    parts: place(50, 60),
  };
  assert.deepEqual(verdicts(rule, [factOf({ tags: ['a'], parts: [] }, { positions })])[0]?.at, place(50, 60));
  assert.deepEqual(
    verdicts(plain, [factOf({ name: 'b', tags: ['a', 'b'] }, { positions })])[0]?.at,
    place(14, 20),
  );
  assert.deepEqual(
    verdicts(plain, [factOf({ name: 'c', tags: ['a', 'b'] }, { positions })])[0]?.at,
    place(10, 20),
  );
});

test('each gives a verdict for every element, with paths, places and placeholders of the element', () => {
  const rule = ruleOf(
    [
      {
        fact: 'test.thing',
        each: 'parts',
        where: { path: 'name', oneOf: ['a', 'b', 'c'] },
        assert: { path: 'size', atMost: { field: 'limit' } },
        related: [{ at: 'name', message: 'named {element.name}' }],
      },
    ],
    { message: '{subject}: {element.name} has {element.size}, at most {value.limit}; {provenance.size}' },
  );
  const parts = [{ name: 'a', size: 1 }, { name: 'b', size: 9 }, { name: 'z', size: 9 }, { name: 'c' }];
  const found = verdicts(rule, [
    factOf(
      { limit: 5, parts },
      {
        positions: { 'parts.1.size': place(30, 31), 'parts.1.name': place(28, 29) },
        provenance: {
          'parts.1.size': [
            { what: 'set', span: place(90, 91) },
            { what: 'dropped', span: place(170, 171) },
          ],
        },
      },
    ),
  ]);
  assert.deepEqual(
    found.map(({ outcome }) => outcome),
    ['pass', 'fail'],
  );
  assert.equal(found[1]?.message, 'the thing: b has 9, at most 5; set at line 10, dropped at line 18');
  assert.deepEqual(found[1]?.at, place(30, 31));
  assert.deepEqual(found[1]?.related, [{ message: 'named b', at: place(28, 29) }]);
  assert.equal(found[1]?.content, 'parts.size: 9');
});

test('each over a list that is not known is unknown, over one that is absent or not spoken about nothing', () => {
  const rule = ruleOf([{ fact: 'test.thing', each: 'tags', assert: { equals: 'a' } }]);
  const outcomes = (
    value: Readonly<Record<string, unknown>>,
    unknown: Readonly<Record<string, string>> = {},
  ) => verdicts(rule, [factOf(value, { unknown })]).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes({ tags: ['a', 'b'] }), ['pass', 'fail']);
  assert.deepEqual(outcomes({}), []);
  assert.deepEqual(outcomes({ tags: null }), []);
  assert.deepEqual(outcomes({}, { tags: 'variable' }), ['unknown']);
  assert.deepEqual(outcomes({ tags: ['a'] }, { 'tags.1': 'an include' }), ['pass', 'unknown']);
});

test('what is unknown in a field that the evidence does not look at changes nothing', () => {
  const outcomes = (assert: Assertion, unknown: Readonly<Record<string, string>>) =>
    verdicts(ruleOf([{ fact: 'test.thing', assert }]), [
      factOf({ size: 2, limit: 2, inner: { size: 2 } }, { unknown }),
    ]).map(({ outcome }) => outcome);
  const size: Assertion = { path: 'size', atMost: { field: 'limit' } };
  assert.deepEqual(outcomes(size, { name: 'variable', 'inner.on': 'variable' }), ['pass']);
  assert.deepEqual(outcomes(size, { size: 'variable' }), ['unknown']);
  assert.deepEqual(outcomes(size, { limit: 'variable' }), ['unknown']);
  assert.deepEqual(outcomes({ path: 'inner.size', equals: 2 }, { inner: 'variable' }), ['unknown']);
  assert.deepEqual(outcomes({ path: 'inner.size', equals: 2 }, { 'inner.on': 'variable' }), ['pass']);
});

test('passes are left out where nobody compares them, save of facts with a link', () => {
  const rule = ruleOf([{ fact: 'test.thing', assert: { path: 'size', atMost: 2 } }]);
  const found = evaluate({
    plan: planOf([bindRule(rule, 'recommended')]),
    facts: [factOf({ size: 1 }), factOf({ size: 1 }, { link: 'host' }), factOf({ size: 3 })],
    kinds,
    wantsPass: ({ link }) => link !== null,
    lineOf: () => null,
  });
  assert.deepEqual(
    found.map(({ outcome, fact }) => [outcome, fact?.link]),
    [
      ['pass', 'host'],
      ['fail', null],
    ],
  );
});

test('severity: the configuration wins over the evidence, the evidence over the rule; confidence is capped by the fact', () => {
  const rule = ruleOf([
    {
      fact: 'test.thing',
      assert: { path: 'size', equals: 1 },
      severity: 'low',
      confidence: 'high',
      message: 'its own',
    },
  ]);
  const fact = factOf({ size: 2 }, { confidence: 'medium' });
  const [own] = verdicts(rule, [fact]);
  assert.deepEqual([own?.severity, own?.confidence, own?.message], ['low', 'medium', 'its own']);
  const bound = {
    ...bindRule(rule, 'recommended'),
    severity: 'critical' as const,
    severityIsSet: true as const,
  };
  const plan: Plan = { variants: [[bound]], variantOf: () => 0 };
  const [set] = evaluate({ plan, facts: [fact], kinds, lineOf: () => null });
  assert.equal(set?.severity, 'critical');
});

test('a fact is judged by the variant of its path', () => {
  const rule = ruleOf([{ fact: 'test.thing', assert: { path: 'size', atMost: { param: 'most' } } }], {
    params: { most: { type: 'integer', default: 1 } },
  });
  const plan: Plan = {
    variants: [[bindRule(rule, 'recommended')], [bindRule(rule, 'recommended', { most: 5 })], []],
    variantOf: (path) => (path === 'dev.conf' ? 1 : path === 'off.conf' ? 2 : 0),
  };
  const at = (path: string): Fact => factOf({ size: 3 }, { at: { path, start: 0, end: 1 } });
  const found = evaluate({
    plan,
    facts: [at('a.conf'), at('dev.conf'), at('off.conf')],
    kinds,
    lineOf: () => null,
  });
  assert.deepEqual(
    found.map(({ outcome, at: place }) => `${place?.path} ${outcome}`),
    ['a.conf fail', 'dev.conf pass'],
  );
});
