/** The automaton against looking for each keyword by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Automaton, buildAutomaton } from '../../../src/checks/secrets/automaton.ts';

/** `index:end` of every keyword that ends somewhere. */
function found(
  { classes, shift, next, firstOutput, starts, outputs }: Automaton,
  text: string,
): readonly string[] {
  const hits: string[] = [];
  let state = 0;
  for (const [i, byte] of Buffer.from(text, 'latin1').entries()) {
    state = next[(state << shift) | (classes[byte] ?? 0)] ?? 0;
    if (state < firstOutput) continue;
    for (let o = starts[state - firstOutput] ?? 0; o < (starts[state - firstOutput + 1] ?? 0); o++) {
      hits.push(`${outputs[o]}:${i + 1}`);
    }
  }
  return hits.sort();
}

function naive(keywords: readonly string[], text: string): readonly string[] {
  const folded = text.toLowerCase();
  return keywords
    .flatMap((keyword, index) =>
      [...folded].flatMap((_, at) =>
        folded.startsWith(keyword, at) ? [`${index}:${at + keyword.length}`] : [],
      ),
    )
    .sort();
}

test('keywords inside keywords, at every place and in every case', () => {
  const keywords = ['he', 'she', 'his', 'hers', 'e'];
  const text = 'USHERS she HIS';
  assert.deepEqual(found(buildAutomaton(keywords), text), naive(keywords, text));
});

test('finds what a search for each keyword finds', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '_', '1'), minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      fc.uniqueArray(letters, { minLength: 1, maxLength: 12 }),
      fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '_', '1', ' ', 'é') }),
      (keywords, text) => {
        assert.deepEqual(found(buildAutomaton(keywords), text), naive(keywords, text));
      },
    ),
  );
});

test('no keyword at all', () => {
  assert.deepEqual(found(buildAutomaton([]), 'anything'), []);
});
