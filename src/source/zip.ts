/** Members of ZIP files (PKWARE APPNOTE 6.3), found by the directory at the end as programs do that unpack them. */
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import type { ByteSource, Member } from './archive-part.ts';
import { pathKey } from './names.ts';

export type ZipMember =
  | ({ readonly kind: 'member' } & Member)
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string };

const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const COMMENT_LIMIT = 65_535;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_LENGTH = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
const UNKNOWN32 = 0xffffffff;
const DIRECTORY_LIMIT = 64_000_000;

/** What is compressed to less is inflated at once, unless it is more than `AT_ONCE_RESULT`. */
const AT_ONCE = 1_000_000;
const AT_ONCE_RESULT = 5_000_000;
const STEP = 262_144;

/** Where the directory lies. */
interface Directory {
  readonly offset: number;
  readonly length: number;
}

interface Entry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly compressed: number;
  readonly offset: number;
}

/** Members in the order of the directory, folders left out. Throws where the directory cannot be read. */
export function* zipMembers(source: ByteSource): Generator<ZipMember> {
  const directory = findDirectory(source);
  if (directory === null || directory.length > DIRECTORY_LIMIT)
    throw new Error('its directory is missing or damaged');
  const bytes = source.read(directory.offset, directory.length);
  for (let at = 0; at + ENTRY_LENGTH <= bytes.length && bytes.readUInt32LE(at) === ENTRY_SIGNATURE; ) {
    const lengths = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const [name = 0, extra = 0, comment = 0] = lengths;
    const entry = readEntry(bytes, at, name, extra);
    at += ENTRY_LENGTH + name + extra + comment;
    if (!/[/\\]$/.test(entry.name)) yield memberOf(source, entry);
  }
}

function findDirectory(source: ByteSource): Directory | null {
  const from = Math.max(0, source.size - END_LENGTH - COMMENT_LIMIT);
  const tail = source.read(from, source.size - from);
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const length = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    return offset === UNKNOWN32 || length === UNKNOWN32
      ? largeDirectory(source, from + at)
      : { offset, length };
  }
  return null;
}

/** ZIP64: a locator of 20 bytes before the end says where the longer end record is. */
function largeDirectory(source: ByteSource, end: number): Directory | null {
  const locator = source.read(Math.max(0, end - 20), 20);
  if (locator.length < 20 || locator.readUInt32LE(0) !== LOCATOR64_SIGNATURE) return null;
  const record = source.read(Number(locator.readBigUInt64LE(8)), 56);
  if (record.length < 56 || record.readUInt32LE(0) !== END64_SIGNATURE) return null;
  return { length: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
}

function readEntry(bytes: Buffer, at: number, nameLength: number, extraLength: number): Entry {
  const nameEnd = at + ENTRY_LENGTH + nameLength;
  const size = bytes.readUInt32LE(at + 24);
  const compressed = bytes.readUInt32LE(at + 20);
  const offset = bytes.readUInt32LE(at + 42);
  const large = largeFields(bytes.subarray(nameEnd, nameEnd + extraLength), [size, compressed, offset]);
  return {
    name: pathKey(bytes.subarray(at + ENTRY_LENGTH, nameEnd)),
    isEncrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
    method: bytes.readUInt16LE(at + 10),
    compressed: large[1] ?? compressed,
    offset: large[2] ?? offset,
  };
}

/** The ZIP64 extra field has those of the fields that do not fit, in their order. */
function largeFields(extra: Buffer, fields: readonly number[]): readonly number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    return fields.map((field) => {
      if (field !== UNKNOWN32 || next + 8 > extra.length) return field;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
  }
  return fields;
}

function memberOf(source: ByteSource, entry: Entry): ZipMember {
  const { name: path, method } = entry;
  const unreadable = (reason: string): ZipMember => ({ kind: 'unreadable', path, reason });
  if (entry.isEncrypted) return unreadable('encrypted');
  if (method !== 0 && method !== 8)
    return unreadable(`compressed by method ${method}, which is not supported`);
  const local = source.read(entry.offset, LOCAL_LENGTH);
  if (local.length < LOCAL_LENGTH || local.readUInt32LE(0) !== LOCAL_SIGNATURE) {
    return unreadable('damaged: it is not where the directory says');
  }
  const start = entry.offset + LOCAL_LENGTH + local.readUInt16LE(26) + local.readUInt16LE(28);
  const stored = (): Iterable<Buffer> => slices(source, start, entry.compressed);
  return {
    kind: 'member',
    path,
    content: method === 0 ? each(stored()) : inflated(stored, entry.compressed),
  };
}

function* slices(source: ByteSource, start: number, length: number): Generator<Buffer> {
  for (let at = 0; at < length; ) {
    const bytes = source.read(start + at, Math.min(STEP, length - at));
    if (bytes.length === 0) throw new Error('damaged: it ends early');
    yield bytes;
    at += bytes.length;
  }
}

async function* each(parts: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* parts;
}

/** A stream takes far longer to set up than a small member to inflate. */
async function* inflated(stored: () => Iterable<Buffer>, compressed: number): AsyncGenerator<Buffer> {
  if (compressed <= AT_ONCE) {
    const whole = inflateAtOnce(Buffer.concat([...stored()]));
    if (whole !== null) {
      yield whole;
      return;
    }
  }
  const inflate = createInflateRaw();
  pipeline(Readable.from(stored()), inflate, () => {});
  yield* inflate;
}

/** Null where the result is too large for one piece. */
function inflateAtOnce(bytes: Buffer): Buffer | null {
  try {
    return inflateRawSync(bytes, { maxOutputLength: AT_ONCE_RESULT });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}
