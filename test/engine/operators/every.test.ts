import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'tags', every: { equals: 'a' } }, { tags: ['a', 'a'] }, 'pass'],
  [{ path: 'tags', every: { equals: 'a' } }, { tags: ['a', 'b'] }, 'fail'],
  [{ path: 'tags', every: { equals: 'a' } }, { tags: [] }, 'pass'],
  [{ path: 'tags', every: { equals: 'a' } }, { tags: null }, 'fail'],
  [{ path: 'tags', every: { equals: 'a' } }, {}, 'none'],
  [{ path: 'parts', every: { path: 'size', atMost: 1 } }, { parts: [{ size: 1 }, { size: 2 }] }, 'fail'],
  [{ path: 'parts', every: { path: 'size', atMost: 1 } }, { parts: [{ size: 1 }, {}] }, 'none'],
  [{ path: 'parts', every: { path: 'size', atMost: 1 } }, { parts: [{ size: 2 }, {}] }, 'fail'],
  [
    { path: 'parts', every: { path: 'tags', every: { equals: 'a' } } },
    { parts: [{ tags: ['a'] }, { tags: [] }] },
    'pass',
  ],
  [
    { path: 'parts', every: { path: 'tags', every: { equals: 'a' } } },
    { parts: [{ tags: ['a', 'b'] }] },
    'fail',
  ],
  [{ path: 'tags', every: { not: { equals: 'a' } } }, { tags: ['b'] }, 'pass'],
  [{ path: 'tags', every: { not: { equals: 'a' } } }, { tags: ['b', 'a'] }, 'fail'],
  [{ path: 'tags', every: { versionAtLeast: 'TLSv1.2' } }, { tags: ['TLSv1.2', '?'] }, 'unknown'],
  [{ path: 'tags', every: { versionAtLeast: 'TLSv1.2' } }, { tags: ['TLSv1', '?'] }, 'fail'],
];

test('every wants each element to hold', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
