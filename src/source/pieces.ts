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
  const next = pieceAfterPiece(path, sizes);
  let waiting: Buffer[] = [];
  let length = 0;
  const joined = (): Buffer => {
    const [only] = waiting;
    return waiting.length === 1 && only !== undefined ? only : Buffer.concat(waiting, length);
  };
  return {
    push(bytes) {
      waiting.push(bytes);
      length += bytes.length;
      if (length <= whole) return [];
      const pieces: Piece[] = [];
      let all = joined();
      while (all.length > chunk) {
        pieces.push(next(all.subarray(0, chunk), false));
        all = all.subarray(chunk - overlap);
      }
      // A copy, or a few bytes would keep all of it in memory.
      waiting = [Buffer.from(all)];
      length = all.length;
      return pieces;
    },
    end: () => next(joined(), true),
  };
}

/** Says of each piece in turn where it stands; the next begins `overlap` before its end. */
function pieceAfterPiece(path: string, { overlap }: PieceSizes): (bytes: Buffer, isLast: boolean) => Piece {
  let offset = 0;
  let line = 1;
  let before = 0;
  return (bytes, isLast) => {
    const piece: Piece = {
      path,
      bytes,
      offset,
      line,
      before,
      from: offset === 0 ? 0 : overlap >> 1,
      to: isLast ? bytes.length : bytes.length - (overlap >> 1),
      isLast,
    };
    if (isLast) return piece;
    const step = bytes.length - overlap;
    let last = -1;
    for (let at = bytes.indexOf(10); at >= 0 && at < step; at = bytes.indexOf(10, at + 1)) {
      line++;
      last = at;
    }
    before = last < 0 ? before + step : step - last - 1;
    offset += step;
    return piece;
  };
}

const STEP = 1 << 20;

/**
 * The pieces of an open file, from its beginning, all in the same memory: each is gone when the next is asked for. The
 * caller closes the descriptor; a failing read throws.
 */
export function* filePieces(path: string, descriptor: number, sizes: PieceSizes = SIZES): Generator<Piece> {
  const { whole, chunk, overlap } = sizes;
  const next = pieceAfterPiece(path, sizes);
  const memory = Buffer.allocUnsafeSlow(whole + Math.min(chunk, STEP));
  let length = 0;
  for (let at = 0; ; ) {
    const read = readSync(descriptor, memory, length, Math.min(memory.length - length, STEP), at);
    if (read === 0) break;
    at += read;
    length += read;
    if (length <= whole) continue;
    let cut = 0;
    for (; length - cut > chunk; cut += chunk - overlap) {
      yield next(memory.subarray(cut, cut + chunk), false);
    }
    memory.copyWithin(0, cut, length);
    length -= cut;
  }
  yield next(memory.subarray(0, length), true);
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
