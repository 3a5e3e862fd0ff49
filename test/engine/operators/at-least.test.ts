import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'size', atLeast: 10 }, { size: 10 }, 'pass'],
  [{ path: 'size', atLeast: 10 }, { size: 9 }, 'fail'],
  [{ path: 'size', atLeast: 10 }, { size: 9.999 }, 'fail'],
  [{ path: 'size', atLeast: 10 }, { size: 11 }, 'pass'],
  [{ path: 'size', atLeast: 10 }, { size: null }, 'fail'],
  [{ path: 'size', atLeast: 10 }, {}, 'none'],
  [{ path: 'size', atLeast: -1 }, { size: 0 }, 'pass'],
  [{ path: 'size', atLeast: { field: 'limit' } }, { size: 2, limit: 2 }, 'pass'],
  [{ path: 'size', atLeast: { field: 'limit' } }, { size: 1, limit: 2 }, 'fail'],
];

test('atLeast takes the number itself and more', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
