/**
 * Of a file that is looked at in pieces, the lines around matches: enough to show them and to read the comments beside
 * them, at their own line numbers, in a text that is as small as there are matches.
 */

import { lastNumberUpTo } from '../../source/last-up-to.ts';
import type { Piece } from '../../source/pieces.ts';
import type { SecretMatch } from './scan.ts';

/** A match with the lines around it. */
export interface Slice {
  readonly match: SecretMatch;
  readonly lines: readonly SliceLine[];
  /** Lines of the file, from 1, and bytes from their beginning. */
  readonly start: LinePlace;
  readonly end: LinePlace;
}

interface LinePlace {
  readonly line: number;
  readonly column: number;
}

/** A line, or what a piece has of it. */
interface SliceLine {
  readonly line: number;
  /** Bytes of the line that stand before `bytes`. */
  readonly before: number;
  readonly bytes: Buffer;
}

export interface Excerpt {
  /** The lines of all slices; the lines between them are empty. */
  readonly bytes: Buffer;
  /** In the order of the file, with offsets in `bytes`. */
  readonly matches: readonly SecretMatch[];
}

const LINES_BEFORE = 2;
const LINES_AFTER = 1;
const NEWLINE = 10;
/** A longer line is taken in blocks of this size, those around a match. */
const BLOCK = 4096;
const AROUND = 512;
/** What a text is filled up to with spaces so that a column is right. */
const MOST_FILLED = 8_000_000;

/**
 * The lines around the matches of a piece, which are in the order of the file. `lineInFile` says where in the file a line
 * of the piece stands.
 */
export function slicesOf(
  matches: readonly SecretMatch[],
  piece: Piece,
  lineInFile: (line: number) => number = (line) => line,
): readonly Slice[] {
  if (matches.length === 0) return [];
  const slicing = {
    piece,
    starts: lineStartsOf(piece.bytes),
    lineInFile,
    blocks: new Map<number, SliceLine>(),
  };
  return matches.map((match) => sliceOf(match, slicing));
}

interface Slicing {
  readonly piece: Piece;
  /** Of the lines in the piece. */
  readonly starts: readonly number[];
  readonly lineInFile: (line: number) => number;
  /** By where they begin in the piece: matches close to each other share them. */
  readonly blocks: Map<number, SliceLine>;
}

function sliceOf(match: SecretMatch, slicing: Slicing): Slice {
  const first = lastNumberUpTo(slicing.starts, match.start);
  const last = lastNumberUpTo(slicing.starts, match.end);
  const from = Math.max(0, first - LINES_BEFORE);
  const to = Math.min(slicing.starts.length - 1, last + LINES_AFTER);
  return {
    match,
    lines: Array.from({ length: to - from + 1 }, (_, at) => blocksOf(from + at, match, slicing)).flat(),
    start: placeIn(first, match.start, slicing),
    end: placeIn(last, match.end, slicing),
  };
}

function placeIn(index: number, at: number, { piece, starts, lineInFile }: Slicing): LinePlace {
  const column = at - (starts[index] ?? 0) + (index === 0 ? piece.before : 0);
  return { line: lineInFile(piece.line + index), column };
}

/** A line whole, or of a long one the blocks around a match. */
function blocksOf(index: number, match: SecretMatch, slicing: Slicing): readonly SliceLine[] {
  const { piece, starts, lineInFile, blocks } = slicing;
  const start = starts[index] ?? 0;
  const next = starts[index + 1];
  const stop = next === undefined ? piece.bytes.length : next - 1;
  const isLong = stop - start > BLOCK;
  const skipped = isLong ? Math.floor(Math.max(0, match.start - AROUND - start) / BLOCK) * BLOCK : 0;
  const last = isLong ? Math.min(stop, match.end + AROUND) : stop;
  const found: SliceLine[] = [];
  for (let at = Math.min(start + skipped, stop); found.length === 0 || at < last; at += BLOCK) {
    const block = blocks.get(at) ?? {
      line: lineInFile(piece.line + index),
      before: at - start + (index === 0 ? piece.before : 0),
      bytes: Buffer.from(piece.bytes.subarray(at, Math.min(stop, at + BLOCK))),
    };
    blocks.set(at, block);
    found.push(block);
  }
  return found;
}

function lineStartsOf(bytes: Buffer): readonly number[] {
  const starts = [0];
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) starts.push(at + 1);
  return starts;
}

/** False where a line is so long that only blocks of it are taken. */
export function isWholeLine({ before, bytes }: SliceLine): boolean {
  return before === 0 && bytes.length < BLOCK;
}

/** Puts slices of one file together. */
export function excerptOf(slices: readonly Slice[]): Excerpt {
  const lines = slices.flatMap((slice) => slice.lines).sort((a, b) => a.line - b.line || a.before - b.before);
  const parts: Buffer[] = [];
  const lineAt = new Map<number, number>();
  let length = 0;
  let current = 1;
  let column = 0;
  const push = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  for (const { line, before, bytes } of lines) {
    if (line > current) {
      push(Buffer.alloc(line - current, NEWLINE));
      [current, column] = [line, 0];
    }
    if (!lineAt.has(line)) lineAt.set(line, length);
    if (before > column && before - column <= MOST_FILLED) {
      push(Buffer.alloc(before - column, ' '));
      column = before;
    }
    const known = Math.min(bytes.length, Math.max(0, column - before));
    push(bytes.subarray(known));
    column += bytes.length - known;
  }
  const offset = ({ line, column: at }: LinePlace): number => Math.min(length, (lineAt.get(line) ?? 0) + at);
  return {
    bytes: Buffer.concat(parts),
    matches: slices
      .map(({ match, start, end }) => ({ ...match, start: offset(start), end: offset(end) }))
      .sort((a, b) => a.start - b.start),
  };
}
