/** What the build stores is what would have been made. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keywordIndex } from '../../../src/checks/secrets/keyword-index.ts';
import { storedIndex, storeIndex } from '../../../src/checks/secrets/stored-index.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';

test('an index that was stored is the one that was made', () => {
  for (const detectors of [[], builtInDetectors().slice(0, 1), builtInDetectors()]) {
    const made = keywordIndex(detectors);
    assert.deepEqual(storedIndex(storeIndex(made)), made);
  }
});

test('it may lie anywhere in memory', () => {
  const made = keywordIndex(builtInDetectors().slice(0, 9));
  const stored = storeIndex(made);
  const moved = Buffer.concat([Buffer.from('x'), stored]).subarray(1);
  assert.deepEqual(storedIndex(moved), made);
});
