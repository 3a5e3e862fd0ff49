/** The search in four places at once against looking for each keyword by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildAutomaton } from '../../../src/checks/secrets/automaton.ts';
import { keywordSearch } from '../../../src/checks/secrets/keyword-search.ts';

/** `end:keyword` of all that is found, in the order of the search. */
function found(keywords: readonly string[], text: string): readonly string[] {
  const automaton = buildAutomaton(keywords);
  const { firstOutput, starts, outputs } = automaton;
  const longest = Math.max(0, ...keywords.map(({ length }) => length));
  const hits: string[] = [];
  keywordSearch(automaton, longest)(Buffer.from(text, 'latin1'), (state, end) => {
    const [from = 0, to = 0] = starts.subarray(state - firstOutput);
    for (const keyword of outputs.subarray(from, to)) hits.push(`${end}:${keywords[keyword]}`);
  });
  return hits;
}

function naive(keywords: readonly string[], text: string): readonly string[] {
  const folded = text.toLowerCase();
  const byLength = keywords.toSorted((a, b) => b.length - a.length);
  return [...folded].flatMap((_, last) =>
    byLength
      .filter((keyword) => folded.slice(0, last + 1).endsWith(keyword))
      .map((keyword) => `${last + 1}:${keyword}`),
  );
}

const keyword = fc.string({ unit: fc.constantFrom('a', 'b', '_', '1'), minLength: 1, maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '_', '1', ' ', 'é'), maxLength: 60 });

test('finds what a search for each keyword finds, in the order of the text', () => {
  fc.assert(
    fc.property(fc.uniqueArray(keyword, { minLength: 1, maxLength: 12 }), text, (keywords, content) => {
      assert.deepEqual(found(keywords, content), naive(keywords, content));
    }),
  );
});

test('a keyword stands at every place of a text of several blocks', () => {
  const size = 40_000;
  for (let at = 0; at + 6 <= size; at += 997) {
    const content = `${'.'.repeat(at)}secret${'.'.repeat(size - at - 6)}`;
    assert.deepEqual(found(['secret', 'ret'], content), [`${at + 6}:secret`, `${at + 6}:ret`]);
  }
  for (const seam of [4096, 8192, 12288, 16384, 20101, 32768, 39999]) {
    for (let at = seam - 6; at <= Math.min(seam, size - 6); at++) {
      const content = `${'.'.repeat(at)}SECRET${'.'.repeat(size - at - 6)}`;
      assert.deepEqual(found(['secret'], content), [`${at + 6}:secret`]);
    }
  }
});

test('nothing to look for, and nothing to look at', () => {
  assert.deepEqual(found([], 'anything'), []);
  assert.deepEqual(found(['a'], ''), []);
  assert.deepEqual(found(['a'], 'a'), ['1:a']);
});
