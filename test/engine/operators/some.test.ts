import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'tags', some: { equals: 'a' } }, { tags: ['b', 'a'] }, 'pass'],
  [{ path: 'tags', some: { equals: 'a' } }, { tags: ['b'] }, 'fail'],
  [{ path: 'tags', some: { equals: 'a' } }, { tags: [] }, 'fail'],
  [{ path: 'tags', some: { equals: 'a' } }, { tags: null }, 'fail'],
  [{ path: 'tags', some: { equals: 'a' } }, {}, 'none'],
  [{ path: 'parts', some: { path: 'size', atMost: 1 } }, { parts: [{ size: 2 }, { size: 1 }] }, 'pass'],
  [{ path: 'parts', some: { path: 'size', atMost: 1 } }, { parts: [{ size: 2 }, {}] }, 'none'],
  [{ path: 'parts', some: { path: 'size', atMost: 1 } }, { parts: [{ size: 1 }, {}] }, 'pass'],
  [
    { path: 'parts', some: { path: 'name', equals: { field: 'name' } } },
    { name: 'b', parts: [{ name: 'a' }, { name: 'b' }] },
    'pass',
  ],
  [
    { path: 'parts', some: { path: 'name', equals: { field: 'name' } } },
    { name: 'c', parts: [{ name: 'a' }] },
    'fail',
  ],
];

test('some wants one element to hold', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
