/** Members of tar archives while they stream by: POSIX ustar and pax, and GNU's long names. */
import type { Member } from './archive-part.ts';
import type { ByteReader } from './byte-reader.ts';
import { pathKey } from './names.ts';

const BLOCK = 512;
/** Of extended headers. */
const EXTENDED_LIMIT = 1_000_000;

interface Header {
  readonly name: Buffer;
  readonly size: number;
  readonly type: string;
}

/**
 * Regular files, in order; each must be read before the next is asked for, or is skipped. Throws where a header is
 * damaged or the archive ends early.
 */
export async function* tarMembers(reader: ByteReader): AsyncGenerator<Member> {
  let longName: Buffer | null = null;
  let longSize: number | null = null;
  for (;;) {
    const block = await bytesOf(reader, BLOCK);
    if (block.length === 0 || block.every((byte) => byte === 0)) return;
    if (block.length < BLOCK || !checksumHolds(block))
      throw new Error('damaged: a header has a wrong checksum');
    const header = readHeader(block);
    const size = longSize ?? header.size;
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (header.type === 'L' || header.type === 'x') {
      if (size > EXTENDED_LIMIT) throw new Error('damaged: a header is too long');
      const extended = await bytesOf(reader, size);
      await bytesOf(reader, padding);
      if (header.type === 'L') longName = untilNul(extended);
      else {
        longName = paxField(extended, 'path') ?? longName;
        const written = paxField(extended, 'size')?.toString('latin1');
        longSize = written !== undefined && /^\d{1,15}$/.test(written) ? Number(written) : null;
      }
      continue;
    }
    const content = reader.take(size);
    if (header.type === '0' || header.type === '\0' || header.type === '7') {
      yield { path: pathKey(longName ?? header.name), content };
    }
    for await (const _ of content);
    for await (const _ of reader.take(padding));
    if (reader.fellShort()) throw new Error('damaged: it ends early');
    longName = null;
    longSize = null;
  }
}

async function bytesOf(reader: ByteReader, count: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of reader.take(count)) parts.push(part);
  return Buffer.concat(parts);
}

/** The sum of all bytes with the checksum's own taken as spaces; some wrote it with signed bytes. */
function checksumHolds(block: Buffer): boolean {
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < BLOCK; at++) {
    const byte = at >= 148 && at < 156 ? 32 : (block[at] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const written = octal(block.subarray(148, 156));
  return written === unsigned || written === signed;
}

function readHeader(block: Buffer): Header {
  const name = untilNul(block.subarray(0, 100));
  const prefix = untilNul(block.subarray(345, 500));
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  return {
    name: isUstar && prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name,
    size: sizeOf(block.subarray(124, 136)),
    type: block.toString('latin1', 156, 157),
  };
}

/** Octal digits, or with the highest bit set a binary number (GNU). */
function sizeOf(field: Buffer): number {
  const size = ((field[0] ?? 0) & 0x80) === 0 ? octal(field) : field.readUIntBE(field.length - 6, 6);
  if (!Number.isSafeInteger(size)) throw new Error('damaged: a header has no size');
  return size;
}

function octal(field: Buffer): number {
  const digits = field
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trimStart();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits === '' ? '0' : digits, 8) : Number.NaN;
}

function untilNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** A record of a pax header is `length keyword=value` and a line end. */
function paxField(records: Buffer, keyword: string): Buffer | null {
  let found: Buffer | null = null;
  for (let at = 0; at < records.length; ) {
    const space = records.indexOf(32, at);
    const length = Number(records.toString('latin1', at, Math.max(at, space)));
    if (space < 0 || !Number.isInteger(length) || length <= 0) break;
    const record = records.subarray(space + 1, at + length - 1);
    if (record.toString('latin1', 0, keyword.length + 1) === `${keyword}=`) {
      found = record.subarray(keyword.length + 1);
    }
    at += length;
  }
  return found;
}
