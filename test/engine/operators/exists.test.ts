import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'name', exists: true }, { name: 'a' }, 'pass'],
  [{ path: 'name', exists: true }, { name: '' }, 'pass'],
  [{ path: 'name', exists: true }, { name: null }, 'fail'],
  [{ path: 'name', exists: true }, {}, 'none'],
  [{ path: 'name', exists: false }, { name: 'a' }, 'fail'],
  [{ path: 'name', exists: false }, { name: null }, 'pass'],
  [{ path: 'name', exists: false }, {}, 'none'],
  [{ path: 'tags', exists: true }, { tags: [] }, 'pass'],
  [{ path: 'tags', exists: true }, { tags: null }, 'fail'],
  [{ path: 'size', exists: true }, { size: 0 }, 'pass'],
  [{ path: 'on', exists: true }, { on: false }, 'pass'],
  [{ path: 'headers.x-a', exists: true }, { headers: { 'x-a': 'b' } }, 'pass'],
  [{ path: 'headers.x-a', exists: true }, { headers: {} }, 'fail'],
  [{ path: 'headers.x-a', exists: true }, {}, 'none'],
  [{ path: 'headers.constructor', exists: true }, { headers: {} }, 'fail'],
  [{ path: 'inner.size', exists: true }, { inner: null }, 'fail'],
  [{ path: 'inner.size', exists: true }, { inner: { on: true } }, 'none'],
  [{ path: 'inner.size', exists: true }, { inner: { size: null, on: true } }, 'fail'],
];

test('exists takes what is there, whatever its value', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
