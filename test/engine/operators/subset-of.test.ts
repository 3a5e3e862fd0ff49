import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'tags', subsetOf: ['a', 'b'] }, { tags: ['a'] }, 'pass'],
  [{ path: 'tags', subsetOf: ['a', 'b'] }, { tags: ['a', 'a', 'b'] }, 'pass'],
  [{ path: 'tags', subsetOf: ['a', 'b'] }, { tags: [] }, 'pass'],
  [{ path: 'tags', subsetOf: ['a', 'b'] }, { tags: ['a', 'c'] }, 'fail'],
  [{ path: 'tags', subsetOf: ['a', 'b'] }, { tags: null }, 'fail'],
  [{ path: 'tags', subsetOf: ['a', 'b'] }, {}, 'none'],
  [{ path: 'tags', subsetOf: [] }, { tags: [] }, 'pass'],
  [{ path: 'tags', subsetOf: [] }, { tags: ['a'] }, 'fail'],
];

test('subsetOf wants every element to be listed', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
