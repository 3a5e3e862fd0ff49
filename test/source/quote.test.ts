import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoteValue, quoteWord } from '../../src/source/quote.ts';

test('quotes what a person wrote by hand', () => {
  assert.equal(quoteValue('hihg'), '`hihg`');
  assert.equal(quoteValue('deploy/edge/production.conf'), '`deploy/edge/production.conf`');
  assert.equal(quoteValue('security-header-dropped'), '`security-header-dropped`');
  assert.equal(quoteValue(30), '`30`');
  assert.equal(quoteValue(false), '`false`');
  assert.equal(quoteWord('additionalProperties'), '`additionalProperties`');
});

test('names what is no text by its type', () => {
  assert.equal(quoteValue(null), 'nothing');
  assert.equal(quoteValue([1]), 'a list');
  assert.equal(quoteValue({}), 'a map');
  assert.equal(quoteValue(''), 'an empty text');
});

test('does not quote what may be a secret', () => {
  for (const secret of [
    'AKIAQWERTYUIOPASDFGH',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    'abcdabcdabcdabcd',
  ]) {
    assert.ok(!quoteValue(secret).includes(secret));
    assert.ok(!quoteWord(secret).includes(secret));
  }
  assert.equal(quoteValue('postgres://app:pw@db/x'), 'a text of 22 characters');
  assert.equal(quoteValue('short', 'db_password'), 'a text of 5 characters');
});

test('cuts long text and keeps it on one line', () => {
  assert.equal(quoteValue(`a\nb ${'x y '.repeat(40)}`), `\`${`a b ${'x y '.repeat(40)}`.slice(0, 40)}…\``);
});
