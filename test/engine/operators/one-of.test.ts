import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'name', oneOf: ['a', 'b'] }, { name: 'b' }, 'pass'],
  [{ path: 'name', oneOf: ['a', 'b'] }, { name: 'c' }, 'fail'],
  [{ path: 'name', oneOf: ['a', 'b'] }, { name: null }, 'fail'],
  [{ path: 'name', oneOf: ['a', 'b'] }, {}, 'none'],
  [{ path: 'name', oneOf: ['a', null] }, { name: null }, 'pass'],
  [{ path: 'size', oneOf: [1, 2] }, { size: 2 }, 'pass'],
  [{ path: 'size', oneOf: [1, 2] }, { size: 3 }, 'fail'],
  [{ path: 'name', oneOf: [] }, { name: 'a' }, 'fail'],
];

test('oneOf takes one of several, and null where it is listed', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
