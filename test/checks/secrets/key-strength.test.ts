/** The guides' thresholds, at their edges. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyStrength } from '../../../src/checks/secrets/key-strength.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

test('the prefix counts for the length and not for the entropy', () => {
  const strength = keyStrength(`acme_live_${LETTERS.slice(0, 22)}`);
  assert.equal(strength.prefix, 10);
  assert.equal(strength.length, 32);
  assert.ok(strength.isLongEnough);
  assert.equal(strength.entropy.toFixed(6), Math.log2(22).toFixed(6));
});

test('31 characters are too few', () => {
  assert.equal(keyStrength(LETTERS.slice(0, 31)).isLongEnough, false);
  assert.equal(keyStrength(LETTERS.slice(0, 32)).isLongEnough, true);
});

test('4.0 bits are enough, and less is not', () => {
  const sixteen = LETTERS.slice(10, 26);
  assert.equal(keyStrength(sixteen + sixteen).entropy, 4);
  assert.equal(keyStrength(sixteen + sixteen).isRandomEnough, true);
  assert.equal(keyStrength(LETTERS.slice(10, 25).repeat(3)).isRandomEnough, false);
});

test('what repeats itself or counts is regular', () => {
  const random = 'k9Xq2LmVw8ZtRp4B';
  assert.equal(keyStrength(random + random).isRegular, true);
  assert.equal(keyStrength(`${random}${random.slice(0, -1)}7`).isRegular, false);
  assert.equal(keyStrength(LETTERS.slice(0, 40)).isRegular, true);
});

test('hexadecimal is held to 3.0, which a random key reaches and a repeated one does not', () => {
  const random = keyStrength('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08');
  assert.equal(random.alphabet, 'hexadecimal');
  assert.equal(random.threshold, 3);
  assert.ok(random.isRandomEnough);
  assert.equal(keyStrength('ab12'.repeat(16)).isRandomEnough, false);
});

test('a word with dashes is no prefix of what follows it', () => {
  assert.equal(keyStrength('correct-horse-battery-staple').prefix, 0);
});
