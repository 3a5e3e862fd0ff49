import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: '10.0.0.0' }, 'pass'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: '10.255.255.255' }, 'pass'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: '11.0.0.0' }, 'fail'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: '9.255.255.255' }, 'fail'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: '::1' }, 'pass'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: '::2' }, 'fail'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: '10.2.0.0/16' }, 'pass'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: '10.0.0.0/7' }, 'fail'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: 'db.internal' }, 'unknown'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: '' }, 'unknown'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, { name: null }, 'fail'],
  [{ path: 'name', within: ['10.0.0.0/8', '::1/128'] }, {}, 'none'],
  [{ path: 'name', within: '10.0.0.0/8' }, { name: '10.1.1.1' }, 'pass'],
  [{ path: 'name', within: [] }, { name: '10.1.1.1' }, 'fail'],
  [{ path: 'tags', within: ['10.0.0.0/8'] }, { tags: ['10.0.0.1', '10.0.0.2'] }, 'pass'],
  [{ path: 'tags', within: ['10.0.0.0/8'] }, { tags: ['10.0.0.1', '8.8.8.8'] }, 'fail'],
  [{ path: 'tags', within: ['10.0.0.0/8'] }, { tags: ['db', '8.8.8.8'] }, 'fail'],
  [{ path: 'tags', within: ['10.0.0.0/8'] }, { tags: ['db', '10.0.0.1'] }, 'unknown'],
  [{ path: 'tags', within: ['10.0.0.0/8'] }, { tags: [] }, 'pass'],
];

test('within wants every address inside the union of the ranges', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
