import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineHash, lineHashes } from '../../src/findings/line-hash.ts';
import { sourceText } from '../../src/source/text.ts';

/** The algorithm written from its description alone: one polynomial per line, no rolling, BigInt. */
function reference(text: string): string[] {
  const units: bigint[] = [];
  const starts: number[] = [];
  let afterCr = false;
  let lineStart = true;
  for (const unit of Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))) {
    const wasCr = afterCr;
    afterCr = unit === 13;
    if (unit === 32 || unit === 9 || (wasCr && unit === 10)) continue;
    if (lineStart) starts.push(units.length);
    lineStart = unit === 10 || unit === 13;
    units.push(unit === 13 ? 10n : BigInt(unit));
  }
  if (lineStart) starts.push(units.length);
  units.push(0xffffn);
  const times = new Map<string, number>();
  return starts.map((start) => {
    let hash = 0n;
    for (let at = start; at < start + 100; at++)
      hash = (hash * 37n + (units[at] ?? 0n)) & 0xffff_ffff_ffff_ffffn;
    const hex = hash.toString(16);
    times.set(hex, (times.get(hex) ?? 0) + 1);
    return `${hex}:${times.get(hex)}`;
  });
}

/** Sum of `unit × 37^(99 - index)` modulo 2^64: the definition with nothing else around it. */
function polynomial(units: readonly number[]): string {
  const sum = units.reduce((total, unit, index) => total + BigInt(unit) * 37n ** BigInt(99 - index), 0n);
  return (sum % 2n ** 64n).toString(16);
}

test('an empty text is one line that holds the end of the file', () => {
  assert.deepEqual(lineHashes(''), [`${polynomial([0xffff])}:1`]);
});

test('spaces and tabs do not count, line ends are all LF, the end of the file is a unit', () => {
  const expected = [`${polynomial([97, 98, 10, 99, 0xffff])}:1`, `${polynomial([99, 0xffff])}:1`];
  for (const text of ['ab\nc', ' a\tb \r\nc', 'ab\rc ', '\tab\r\n  c']) {
    assert.deepEqual(lineHashes(text), expected, JSON.stringify(text));
  }
});

test('a window of exactly one hundred units ends before the next one', () => {
  const hundred = 'x'.repeat(99);
  const [first] = lineHashes(`${hundred}\ny`);
  assert.equal(first, `${polynomial([...Array<number>(99).fill(120), 10])}:1`);
  assert.equal(lineHashes(`${hundred}\nz`)[0], first);
  assert.notEqual(lineHashes(`${'x'.repeat(98)}\nz`)[0], lineHashes(`${'x'.repeat(98)}\ny`)[0]);
});

test('equal lines are told apart by how often they came before', () => {
  const hashes = lineHashes(`${`${'same '.repeat(30)}\n`.repeat(3)}`);
  assert.equal(hashes.length, 4);
  const suffixes = hashes.map((hash) => hash.split(':')[1]);
  assert.equal(new Set(hashes).size, 4);
  assert.ok(suffixes.includes('2'));
});

test('a space between CR and LF makes two lines, as in the line index', () => {
  const text = 'a\r \nb';
  assert.equal(lineHashes(text).length, sourceText('x', text).lineStarts.length);
  assert.deepEqual(lineHashes(text), reference(text));
});

const texts = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      ' ',
      '\t',
      '\n',
      '\r',
      '\r\n',
      'é',
      '\u{1f600}',
      '\uffff',
      '\0',
      '{',
      'x'.repeat(60),
    ),
    {
      maxLength: 400,
    },
  )
  .map((parts) => parts.join(''));

test('agrees with the reference on any text, and has one hash for every line of the index', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const hashes = lineHashes(text);
      assert.deepEqual(hashes, reference(text));
      assert.equal(hashes.length, sourceText('x', text).lineStarts.length);
    }),
    { numRuns: 500 },
  );
});

test('a file answers by line, and its byte order mark counts as GitHub counts it', () => {
  const plain = sourceText('a.conf', 'one\ntwo\n');
  const marked = sourceText('a.conf', 'one\ntwo\n', 'utf-8-bom');
  assert.equal(lineHash(plain, 2), lineHashes('one\ntwo\n')[1]);
  assert.equal(lineHash(marked, 1), lineHashes('\ufeffone\ntwo\n')[0]);
  assert.equal(lineHash(marked, 2), lineHash(plain, 2));
  assert.equal(lineHash(plain, 4), undefined);
});

test('a megabyte takes linear time', () => {
  const text = 'some directive value;\n'.repeat(50_000);
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    assert.equal(lineHashes(text).length, 50_001);
    return performance.now() - start;
  });
  assert.ok(Math.min(...times) < 400, `${Math.min(...times)} ms; about 30 expected`);
});
