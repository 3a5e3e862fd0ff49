/**
 * Files in pieces: whole where they are of the size that files have, else in overlapping chunks, so that what scans bytes
 * needs memory for a chunk and not for a file.
 */
import { readSync } from 'node:fs';

/** A part of a file that is looked at by itself. Offsets are bytes. */
export interface Piece {
  /** From the root; of a file in an archive `archive.zip!/path/in/it`. */
  readonly path: string;
  readonly bytes: Buffer;
  /** Where `bytes` begins in the file. */
  readonly offset: number;
  /** Line of the first byte, from 1, and how many bytes of that line stand before it. */
  readonly line: number;
  readonly before: number;
  /**
   * What begins in `bytes` at or after `from` and before `to` belongs to this piece; what begins elsewhere is seen, with
   * what stands around it, in a neighbour.
   */
  readonly from: number;
  readonly to: number;
  readonly isLast: boolean;
}

/** What is not larger is one piece. */
export const WHOLE_LIMIT = 5_000_000;
const CHUNK = 4_000_000;
/** Twice what the longest secret (a private key) and its surroundings take. */
const OVERLAP = 131_072;

export interface PieceSizes {
  readonly whole: number;
  readonly chunk: number;
  readonly overlap: number;
}

const SIZES: PieceSizes = { whole: WHOLE_LIMIT, chunk: CHUNK, overlap: OVERLAP };

/** A whole file as one piece. */
export function wholePiece(path: string, bytes: Buffer): Piece {
  return { path, bytes, offset: 0, line: 1, before: 0, from: 0, to: bytes.length, isLast: true };
}

/** Cuts what arrives into pieces. Their bytes are their own: they may be kept. */
export interface PieceCutter {
  push(bytes: Buffer): readonly Piece[];
  end(): Piece;
}

export function pieceCutter(path: string, sizes: PieceSizes = SIZES): PieceCutter {
  const { whole, chunk, overlap } = sizes;
  let waiting: Buffer[] = [];
  let length = 0;
  let offset = 0;
  let line = 1;
  let before = 0;

  const piece = (bytes: Buffer, isLast: boolean): Piece => ({
    path,
    bytes,
    offset,
    line,
    before,
    from: offset === 0 ? 0 : overlap >> 1,
    to: isLast ? bytes.length : bytes.length - (overlap >> 1),
    isLast,
  });
  const joined = (): Buffer => {
    const [only] = waiting;
    return waiting.length === 1 && only !== undefined ? only : Buffer.concat(waiting, length);
  };
  const advance = (bytes: Buffer): void => {
    const step = bytes.length - overlap;
    let last = -1;
    for (let at = bytes.indexOf(10); at >= 0 && at < step; at = bytes.indexOf(10, at + 1)) {
      line++;
      last = at;
    }
    before = last < 0 ? before + step : step - last - 1;
    offset += step;
  };

  return {
    push(bytes) {
      waiting.push(bytes);
      length += bytes.length;
      if (length <= whole) return [];
      const pieces: Piece[] = [];
      let all = joined();
      while (all.length > chunk) {
        const cut = all.subarray(0, chunk);
        pieces.push(piece(cut, false));
        advance(cut);
        all = all.subarray(chunk - overlap);
      }
      // A copy, or a few bytes would keep all of it in memory.
      waiting = [Buffer.from(all)];
      length = all.length;
      return pieces;
    },
    end: () => piece(joined(), true),
  };
}

/** The pieces of an open file, from its beginning. The caller closes the descriptor; a failing read throws. */
export function* filePieces(path: string, descriptor: number, sizes: PieceSizes = SIZES): Generator<Piece> {
  const cutter = pieceCutter(path, sizes);
  for (let at = 0; ; ) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(sizes.chunk, 1 << 20));
    const read = readSync(descriptor, buffer, 0, buffer.length, at);
    if (read === 0) break;
    at += read;
    yield* cutter.push(buffer.subarray(0, read));
  }
  yield cutter.end();
}

/** The pieces of what a stream brings. */
export async function* streamPieces(
  path: string,
  stream: AsyncIterable<Buffer>,
  sizes: PieceSizes = SIZES,
): AsyncGenerator<Piece> {
  const cutter = pieceCutter(path, sizes);
  for await (const bytes of stream) yield* cutter.push(bytes);
  yield cutter.end();
}
