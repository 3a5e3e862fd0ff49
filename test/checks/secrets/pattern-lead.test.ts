/** What is told of a pattern without trying it must be true of all that it matches. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charsetTable } from '../../../src/checks/secrets/charset.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import { startsAtKeyword } from '../../../src/checks/secrets/pattern.ts';
import { type PatternLead, patternLead } from '../../../src/checks/secrets/pattern-lead.ts';
import { writtenDetectors } from '../../../src/cli/built-in-detectors.ts';

test('leads', () => {
  const lead = (literal: string, charset: string | null, min: number, word: boolean): PatternLead => ({
    literal,
    follows: charset === null ? null : { charset, min },
    word,
  });
  const cases: readonly (readonly [string, string, PatternLead | null])[] = [
    ['abc[0-9a-f]{32}', 'abc', lead('abc', '[0-9a-f]', 32, false)],
    ['\\bAbC-[0-9]{3,5}x', 'abc', lead('AbC-', '[0-9]', 3, true)],
    ['(?<![A-Za-z0-9])abc[xy]', 'abc', lead('abc', '[xy]', 1, false)],
    ['(?<![A-Za-z0-9_-])a\\.b[xy]{0,4}', 'a.', lead('a.b', '[xy]', 0, true)],
    // What a quantifier repeats need not be there.
    ['abcd?[xy]{9}', 'abc', lead('abc', null, 0, false)],
    ['abcd{2}', 'abcd', null],
    ['ab\\.?[xy]', 'ab', lead('ab', null, 0, false)],
    ['abc[xy]?z', 'abc', lead('abc', null, 0, false)],
    ['abc[^xy]{3}', 'abc', lead('abc', null, 0, false)],
    ['abc[\\w.]{3}', 'abc', lead('abc', null, 0, false)],
    ['abc|xyz', 'abc', null],
    ['(?:abc|xyz)', 'abc', null],
    ['abc(?:d|e)', 'abc', lead('abc', null, 0, false)],
    ['abc', 'xyz', null],
    // A boundary before what is no word demands a word there.
    ['\\b-abc', '-abc', lead('-abc', null, 0, false)],
    ['(?<=x)abc', 'abc', null],
  ];
  for (const [pattern, keyword, expected] of cases) {
    assert.deepEqual(patternLead(pattern, keyword), expected, pattern);
  }
});

test('every example of a detector begins as its pattern says', () => {
  let tried = 0;
  for (const { detector, examples } of writtenDetectors()) {
    const { shape } = detector;
    if (shape.kind !== 'regex' || !startsAtKeyword(shape)) continue;
    const leads = shape.keywords.map((keyword) => patternLead(shape.pattern, keyword));
    if (shape.ignoreCase || leads.length === 0 || leads.includes(null)) continue;
    for (const { content } of examples) {
      const text = expandExample(content, detector, '0');
      const found = new RegExp(shape.pattern).exec(text);
      if (found === null) continue;
      tried++;
      assert.ok(
        leads.some((lead) => lead !== null && fits(lead, text, found.index)),
        `${detector.id}: ${JSON.stringify(leads)}`,
      );
    }
  }
  assert.ok(tried > 100, `${tried} examples`);
});

function fits({ literal, follows, word }: PatternLead, text: string, at: number): boolean {
  if (!text.startsWith(literal, at) || (word && /\w/.test(text[at - 1] ?? ''))) return false;
  const table = charsetTable(follows?.charset ?? '[]');
  const body = text.slice(at + literal.length, at + literal.length + (follows?.min ?? 0));
  return body.length === (follows?.min ?? 0) && [...body].every((one) => table[one.charCodeAt(0)] === 1);
}
