import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedValues } from '../../src/engine/asked.ts';
import { bindRule, planOf } from '../../src/engine/bind.ts';
import { ruleOf } from '../support/facts.ts';

test('texts that rules compare a field with are asked for, over all variants', () => {
  const rule = ruleOf(
    [
      {
        fact: 'test.thing',
        where: { path: 'name', oneOf: { param: 'names' } },
        assert: { not: { path: 'other', equals: 'x' } },
      },
      { fact: 'test.thing', each: 'parts', assert: { path: 'name', equals: 'part' } },
      { fact: 'test.thing', assert: { path: 'tags', every: { oneOf: ['t', 'u'] } } },
      {
        fact: 'test.thing',
        assert: {
          all: [
            { path: 'size', equals: 5 },
            { path: 'name', matches: 'no' },
          ],
        },
      },
    ],
    { params: { names: { type: 'array', default: ['b', 'a'] } } },
  );
  const plan = {
    variants: [[bindRule(rule, 'recommended')], [bindRule(rule, 'recommended', { names: ['c'] })]],
    variantOf: () => 0,
  };
  assert.deepEqual(
    [...askedValues(plan)],
    [
      ['test.thing.name', ['a', 'b', 'c']],
      ['test.thing.other', ['x']],
      ['test.thing.parts.*.name', ['part']],
      ['test.thing.tags.*', ['t', 'u']],
    ],
  );
});

test('evidence that the profile leaves out asks for nothing', () => {
  const rule = ruleOf([{ fact: 'test.thing', profiles: ['strict'], assert: { path: 'name', equals: 'a' } }]);
  assert.equal(askedValues(planOf([bindRule(rule, 'recommended')])).size, 0);
  assert.equal(askedValues(planOf([bindRule(rule, 'strict')])).size, 1);
});
