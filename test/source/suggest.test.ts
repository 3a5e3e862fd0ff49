import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, suggest } from '../../src/source/suggest.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];

test('finds the word that was meant', () => {
  assert.equal(suggest('hihg', SEVERITIES), 'high', 'neighbours swapped');
  assert.equal(suggest('hgh', SEVERITIES), 'high', 'letter left out');
  assert.equal(suggest('mediumm', SEVERITIES), 'medium', 'letter too many');
  assert.equal(suggest('HIGH', SEVERITIES), 'high', 'case');
  assert.equal(suggest('tls_min_version', ['tls-min-version']), 'tls-min-version', 'another separator');
  assert.equal(suggest('tls-minimum-version', ['tls-min-version']), null, 'four edits');
});

test('suggests nothing where nothing is near', () => {
  assert.equal(suggest('banana', SEVERITIES), null);
  assert.equal(suggest('', SEVERITIES), null);
  assert.equal(suggest('ab', ['xy']), null);
  assert.equal(suggest('high', ['high']), null, 'the word itself is no suggestion');
  assert.equal(suggest('x'.repeat(5000), ['x'.repeat(5001)]), null);
});

test('does not depend on the order of the candidates', () => {
  assert.equal(suggest('cat', ['rat', 'bat', 'hat']), 'bat');
  assert.equal(suggest('cat', ['hat', 'bat', 'rat']), 'bat');
});

test('makes a hint, or none', () => {
  assert.deepEqual(didYouMean('hihg', SEVERITIES), { hint: 'did you mean `high`?' });
  assert.deepEqual(didYouMean('banana', SEVERITIES), {});
});
