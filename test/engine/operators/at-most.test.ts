import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'size', atMost: 10 }, { size: 10 }, 'pass'],
  [{ path: 'size', atMost: 10 }, { size: 11 }, 'fail'],
  [{ path: 'size', atMost: 10 }, { size: 0 }, 'pass'],
  [{ path: 'size', atMost: 10 }, { size: null }, 'fail'],
  [{ path: 'size', atMost: 10 }, {}, 'none'],
  [{ path: 'inner.size', atMost: 1 }, { inner: { size: 1, on: true } }, 'pass'],
  [{ path: 'inner.size', atMost: 1 }, { inner: null }, 'fail'],
];

test('atMost takes the number itself and less', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
