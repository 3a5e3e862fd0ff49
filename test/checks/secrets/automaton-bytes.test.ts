import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildAutomaton } from '../../../src/checks/secrets/automaton.ts';
import { automatonBytes, automatonOf } from '../../../src/checks/secrets/automaton-bytes.ts';

test('an automaton that was written down is the one that was built', () => {
  const keyword = fc.string({ unit: fc.constantFrom(...'abc_-09'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.uniqueArray(keyword, { minLength: 1, maxLength: 40 }), (keywords) => {
      const built = buildAutomaton(keywords);
      assert.deepEqual(automatonOf(automatonBytes(built)), built);
    }),
  );
});
