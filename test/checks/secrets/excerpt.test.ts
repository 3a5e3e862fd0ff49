/** An excerpt shows each match at its line and column in the file, whatever pieces the file came in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { excerptOf, slicesOf } from '../../../src/checks/secrets/excerpt.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import { createScanner } from '../../../src/checks/secrets/scan.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';
import { pieceCutter } from '../../../src/source/pieces.ts';
import { placeOf, sourceText } from '../../../src/source/text.ts';
import { generatedCases } from '../../support/generated.ts';

const detectors = builtInDetectors();
const scan = createScanner(compileDetectors(detectors));
const github = detectors.find(({ id }) => id === 'secret-github-personal-token');
assert.ok(github !== undefined);
const token = expandExample('{join gh p_}{base62 30}{checksum}', github, 'excerpt');

const SIZES = { whole: 400, chunk: 400, overlap: 200 };

/** Line, column and length of what an excerpt points at, and its text. */
function placesIn(parts: readonly Buffer[]) {
  const cutter = pieceCutter('a', SIZES);
  const pieces = [...parts.flatMap((part) => cutter.push(part)), cutter.end()];
  const slices = pieces.flatMap((piece) => {
    const matches = scan({ path: 'a', bytes: piece.bytes });
    return slicesOf(
      matches.filter(({ start }) => start >= piece.from && start < piece.to),
      piece,
    );
  });
  const excerpt = excerptOf(slices);
  const source = sourceText('a', excerpt.bytes.toString('latin1'));
  return excerpt.matches.map(({ start, end }) => ({
    ...placeOf(source, { start, end }),
    text: source.text.slice(start, end),
  }));
}

test('places in an excerpt are those in the file', () => {
  const word = fc.constantFrom('x = 1;', 'some words', '', 'y', ` t="${token}" `, 'z'.repeat(90));
  const join = fc.constantFrom('\n', '\n', ' ');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, join), { maxLength: 60 }),
      fc.integer({ min: 50, max: 900 }),
      (words, size) => {
        const text = words.map(([what, end]) => what + end).join('');
        const bytes = Buffer.from(text);
        const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const source = sourceText('a', text);
        const expected = [];
        for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
          expected.push({ ...placeOf(source, { start: at, end: at + token.length }), text: token });
        }
        assert.deepEqual(placesIn(parts), expected);
      },
    ),
    { numRuns: generatedCases(1000) },
  );
});

test('of a long line, only what stands around the match; columns stay', () => {
  const bytes = Buffer.from(`${'a '.repeat(50_000)}${token}${' b'.repeat(50_000)}`);
  const piece = { path: 'a', bytes, offset: 0, line: 1, before: 0, from: 0, to: bytes.length, isLast: true };
  const slices = slicesOf(scan(piece), piece);
  assert.ok((slices[0]?.lines ?? []).reduce((sum, line) => sum + line.bytes.length, 0) <= 2 * 4096);
  const { matches } = excerptOf(slices);
  assert.deepEqual(
    matches.map(({ start, end }) => [start, end]),
    [[100_000, 100_000 + token.length]],
  );
});

test('a line with many matches takes no time', () => {
  const bytes = Buffer.from(`t="${token}" `.repeat(60_000));
  const piece = { path: 'a', bytes, offset: 0, line: 1, before: 0, from: 0, to: bytes.length, isLast: true };
  const part = bytes.subarray(0, bytes.length / 60);
  // More than a scanner gives of one text.
  const matches = Array.from({ length: 60 }, (_, index) =>
    scan({ path: 'a', bytes: part }).map((match) => ({
      ...match,
      start: match.start + index * part.length,
      end: match.end + index * part.length,
    })),
  ).flat();
  assert.ok(matches.length > 50_000);
  const slices = slicesOf(matches, piece);
  const kept = new Set(slices.flatMap(({ lines }) => lines));
  assert.ok([...kept].reduce((sum, line) => sum + line.bytes.length, 0) <= bytes.length);
  const excerpt = excerptOf(slices);
  assert.deepEqual(
    excerpt.matches.map(({ start }) => start),
    matches.map(({ start }) => start),
  );
});
