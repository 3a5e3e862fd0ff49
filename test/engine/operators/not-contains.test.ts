import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'tags', notContains: 'a' }, { tags: ['b'] }, 'pass'],
  [{ path: 'tags', notContains: 'a' }, { tags: [] }, 'pass'],
  [{ path: 'tags', notContains: 'a' }, { tags: ['b', 'a'] }, 'fail'],
  [{ path: 'tags', notContains: 'a' }, { tags: null }, 'fail'],
  [{ path: 'tags', notContains: 'a' }, {}, 'none'],
];

test('notContains wants no such element, and a list', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
