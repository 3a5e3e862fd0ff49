import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assertion } from '../../src/engine/rule.ts';
import { outcome } from '../support/facts.ts';
import type { Outcome } from '../support/outcomes.ts';

/** Leaves that pass, fail, are unknown, and about which nothing is said, for this value and these reasons. */
const VALUE = { name: 'a', size: 1 };
const UNKNOWN = { on: 'nobody knows' };
const LEAVES: Readonly<Record<Outcome, Assertion>> = {
  pass: { path: 'name', equals: 'a' },
  fail: { path: 'name', equals: 'b' },
  unknown: { path: 'on', equals: true },
  none: { path: 'other', equals: 'a' },
};

/** Rows and columns: pass, fail, unknown, none. */
const ORDER: readonly Outcome[] = ['pass', 'fail', 'unknown', 'none'];
const ALL: readonly (readonly Outcome[])[] = [
  ['pass', 'fail', 'unknown', 'none'],
  ['fail', 'fail', 'fail', 'fail'],
  ['unknown', 'fail', 'unknown', 'unknown'],
  ['none', 'fail', 'unknown', 'none'],
];
const ANY: readonly (readonly Outcome[])[] = [
  ['pass', 'pass', 'pass', 'pass'],
  ['pass', 'fail', 'unknown', 'none'],
  ['pass', 'unknown', 'unknown', 'unknown'],
  ['pass', 'none', 'unknown', 'none'],
];

const of = (assertion: Assertion): Outcome => outcome(assertion, VALUE, UNKNOWN);

test('all and any combine every pair of outcomes as documented', () => {
  for (const [row, a] of ORDER.entries()) {
    for (const [column, b] of ORDER.entries()) {
      const parts = [LEAVES[a], LEAVES[b]];
      assert.equal(of({ all: parts }), ALL[row]?.[column], `all ${a} ${b}`);
      assert.equal(of({ any: parts }), ANY[row]?.[column], `any ${a} ${b}`);
    }
  }
});

test('not turns pass and fail round and leaves the rest', () => {
  assert.equal(of({ not: LEAVES.pass }), 'fail');
  assert.equal(of({ not: LEAVES.fail }), 'pass');
  assert.equal(of({ not: LEAVES.unknown }), 'unknown');
  assert.equal(of({ not: LEAVES.none }), 'none');
});

test('a reason covers everything below its field, and nothing above', () => {
  const value = { headers: { a: 'b' }, tags: ['a', 'b'], parts: [{ name: 'x', size: 1, tags: [] }] };
  const headers: Assertion = { path: 'headers.a', equals: 'b' };
  assert.equal(outcome(headers, value, { headers: 'include' }), 'unknown');
  assert.equal(outcome(headers, value, { 'headers.a': 'map' }), 'unknown');
  assert.equal(outcome(headers, value, { 'headers.ab': 'map' }), 'pass');
  assert.equal(outcome({ path: 'headers', exists: true }, value, { 'headers.a': 'map' }), 'pass');
  assert.equal(outcome(headers, {}, { headers: 'include' }), 'unknown');
  const sizes: Assertion = { path: 'parts', every: { path: 'size', atMost: 1 } };
  assert.equal(outcome(sizes, value, { parts: 'include' }), 'unknown');
  assert.equal(outcome(sizes, value, { 'parts.0': 'variable' }), 'unknown');
  assert.equal(outcome(sizes, value, { 'parts.0.name': 'variable' }), 'pass');
});

test('one unknown element leaves open only what the others do not settle', () => {
  const subset: Assertion = { path: 'tags', subsetOf: ['a'] };
  assert.equal(outcome(subset, { tags: ['?', 'a'] }, { 'tags.0': 'variable' }), 'unknown');
  assert.equal(outcome(subset, { tags: ['?', 'b'] }, { 'tags.0': 'variable' }), 'fail');
  assert.equal(
    outcome({ path: 'tags', contains: 'a' }, { tags: ['?', 'a'] }, { 'tags.0': 'variable' }),
    'pass',
  );
  assert.equal(
    outcome({ path: 'tags', contains: 'a' }, { tags: ['?', 'b'] }, { 'tags.0': 'variable' }),
    'unknown',
  );
  assert.equal(
    outcome({ path: 'tags', contains: '?' }, { tags: ['?'] }, { 'tags.0': 'variable' }),
    'unknown',
  );
  const every: Assertion = { path: 'tags', every: { equals: 'a' } };
  assert.equal(outcome(every, { tags: ['a'] }, { 'tags.1': 'an include may add more' }), 'unknown');
  assert.equal(outcome(every, { tags: ['b'] }, { 'tags.1': 'an include may add more' }), 'fail');
  assert.equal(outcome(subset, { tags: ['a'] }, { 'tags.1': 'an include may add more' }), 'unknown');
});

test('another field as operand is unknown or unsaid like any field', () => {
  const same: Assertion = { path: 'size', atMost: { field: 'limit' } };
  assert.equal(outcome(same, { size: 1, limit: 2 }, { limit: 'variable' }), 'unknown');
  assert.equal(outcome(same, { size: 1 }), 'none');
});

test('parameters are operands', () => {
  assert.equal(outcome({ path: 'size', atMost: { param: 'most' } }, { size: 5 }, {}, { most: 5 }), 'pass');
  assert.equal(outcome({ path: 'size', atMost: { param: 'most' } }, { size: 6 }, {}, { most: 5 }), 'fail');
});
