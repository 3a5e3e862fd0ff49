/** Pieces put together again are the file, and every place of it belongs to exactly one piece. */
import assert from 'node:assert/strict';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { filePieces, type Piece, type PieceSizes, pieceCutter, wholePiece } from '../../src/source/pieces.ts';
import { temporaryFolder } from '../support/folder.ts';
import { generatedCases } from '../support/generated.ts';

const SIZES: PieceSizes = { whole: 40, chunk: 24, overlap: 8 };

function piecesOf(parts: readonly Buffer[]): readonly Piece[] {
  const cutter = pieceCutter('a', SIZES);
  return [...parts.flatMap((part) => cutter.push(part)), cutter.end()];
}

const content = fc
  .array(fc.constantFrom(...Buffer.from('ab\n')), { maxLength: 200 })
  .map((bytes) => Buffer.from(bytes));

test('own ranges follow each other without a gap, and lines are counted from the beginning of the file', () => {
  fc.assert(
    fc.property(content, fc.integer({ min: 1, max: 60 }), (all, size) => {
      const parts = Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
        all.subarray(at * size, (at + 1) * size),
      );
      let owned = 0;
      const pieces = piecesOf(parts);
      for (const [index, piece] of pieces.entries()) {
        assert.deepEqual(piece.bytes, all.subarray(piece.offset, piece.offset + piece.bytes.length));
        assert.equal(piece.offset + piece.from, owned);
        owned = piece.offset + piece.to;
        const above = all.toString('latin1', 0, piece.offset).split('\n');
        assert.equal(piece.line, above.length);
        assert.equal(piece.before, above.at(-1)?.length);
        assert.equal(piece.isLast, index === pieces.length - 1);
        if (all.length > SIZES.whole) assert.ok(piece.bytes.length <= SIZES.whole);
      }
      assert.equal(owned, all.length);
      if (all.length <= SIZES.whole) assert.deepEqual(pieces, [wholePiece('a', all)]);
    }),
    { numRuns: generatedCases(2000) },
  );
});

test('what belongs to a piece has its neighbourhood beside it', () => {
  const pieces = piecesOf([Buffer.alloc(200, 'x')]);
  assert.ok(pieces.length > 3);
  for (const { from, to, bytes, offset, isLast } of pieces) {
    if (offset > 0) assert.equal(from, SIZES.overlap / 2);
    if (!isLast) assert.equal(bytes.length - to, SIZES.overlap / 2);
  }
});

test('an open file, whole and in pieces', (t) => {
  const file = join(temporaryFolder(t), 'f');
  for (const length of [0, 39, 40, 41, 500]) {
    const content = Buffer.alloc(length, 'ab\ncdefgh\n\nijk');
    writeFileSync(file, content);
    const descriptor = openSync(file, 'r');
    const pieces = Array.from(filePieces('f', descriptor, SIZES), (piece) => ({
      ...piece,
      bytes: Buffer.from(piece.bytes),
    }));
    closeSync(descriptor);
    for (const { offset, bytes, line, before } of pieces) {
      assert.deepEqual(bytes, content.subarray(offset, offset + bytes.length));
      const lines = content.toString('latin1', 0, offset).split('\n');
      assert.deepEqual([line, before], [lines.length, lines.at(-1)?.length]);
    }
    assert.equal(pieces.at(-1)?.isLast, true);
    assert.equal(
      pieces.reduce((sum, { from, to }) => sum + to - from, 0),
      length,
    );
  }
});
