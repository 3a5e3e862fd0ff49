import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'tags', contains: 'ALL' }, { tags: ['NET_RAW', 'ALL'] }, 'pass'],
  [{ path: 'tags', contains: 'ALL' }, { tags: ['all'] }, 'fail'],
  [{ path: 'tags', contains: 'ALL' }, { tags: [] }, 'fail'],
  [{ path: 'tags', contains: 'ALL' }, { tags: null }, 'fail'],
  [{ path: 'tags', contains: 'ALL' }, {}, 'none'],
  [{ path: 'ports', contains: 443 }, { ports: [80, 443] }, 'pass'],
  [{ path: 'ports', contains: 443 }, { ports: [80] }, 'fail'],
];

test('contains wants one such element', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
