import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'name', equals: 'on' }, { name: 'on' }, 'pass'],
  [{ path: 'name', equals: 'on' }, { name: 'ON' }, 'fail'],
  [{ path: 'name', equals: 'on' }, { name: 'on ' }, 'fail'],
  [{ path: 'name', equals: 'on' }, { name: null }, 'fail'],
  [{ path: 'name', equals: 'on' }, {}, 'none'],
  [{ path: 'size', equals: 0 }, { size: 0 }, 'pass'],
  [{ path: 'size', equals: 0 }, { size: 1 }, 'fail'],
  [{ path: 'on', equals: false }, { on: false }, 'pass'],
  [{ path: 'on', equals: false }, { on: true }, 'fail'],
  [{ path: 'on', equals: false }, { on: null }, 'fail'],
  [{ path: 'name', equals: { field: 'other' } }, { name: 'a', other: 'a' }, 'pass'],
  [{ path: 'name', equals: { field: 'other' } }, { name: 'a', other: 'b' }, 'fail'],
  [{ path: 'name', equals: { field: 'other' } }, { name: 'a' }, 'none'],
  [{ path: 'name', equals: { field: 'other' } }, { name: 'a', other: null }, 'fail'],
];

test('equals compares type and value', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
