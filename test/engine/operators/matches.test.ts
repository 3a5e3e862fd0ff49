import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../../src/engine/rule.ts';
import { outcome } from '../../support/facts.ts';
import type { Outcome } from '../../support/outcomes.ts';

const CASES: readonly (readonly [Assertion, Readonly<Record<string, unknown>>, Outcome])[] = [
  [{ path: 'name', matches: 'b+' }, { name: 'abc' }, 'pass'],
  [{ path: 'name', matches: 'b+' }, { name: 'ac' }, 'fail'],
  [{ path: 'name', matches: 'b+' }, { name: '' }, 'fail'],
  [{ path: 'name', matches: 'b+' }, { name: null }, 'fail'],
  [{ path: 'name', matches: 'b+' }, {}, 'none'],
  [{ path: 'name', matches: '^b' }, { name: 'abc' }, 'fail'],
  [{ path: 'name', matches: '^b' }, { name: 'a\nb' }, 'fail'],
  [{ path: 'name', matches: '^.$' }, { name: '😀' }, 'pass'],
];

test('matches looks anywhere in the text', () => {
  for (const [assertion, value, expected] of CASES) {
    assert.equal(outcome(assertion, value), expected, JSON.stringify([assertion, value]));
  }
});
