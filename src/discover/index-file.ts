/**
 * The index as git writes it (gitformat-index(5)), read for a hook that has no time to start git: what plain repositories
 * have. Whatever is beyond that is null, and git is asked.
 */
import type { ObjectFormat } from './index-path.ts';

export interface IndexEntry {
  /** From the top; a string of bytes. */
  readonly name: string;
  readonly mode: number;
  readonly id: string;
  /** 1 to 3 in a conflict, else 0. */
  readonly stage: number;
  /** Announced with `git add -N`; there is no content yet. */
  readonly isIntended: boolean;
}

/** What git remembers of a folder whose entries in the index are those of a tree. */
export interface CachedTree {
  readonly name: string;
  /** Entries below it; -1 where the tree is not known, since something in it was staged. */
  readonly count: number;
  /** Empty where the tree is not known. */
  readonly id: string;
  readonly children: readonly CachedTree[];
}

export interface IndexFile {
  /** Null where git did not write it down. */
  readonly root: CachedTree | null;
  /** The entries in order; `skip` leaves out the next ones without reading them. */
  readonly entries: EntryReader;
}

export interface EntryReader {
  next(): IndexEntry | null;
  skip(count: number): void;
}

const HEADER = 12;
const STAT = 40;
const EXTENDED = 0x4000;
const INTENDED = 0x2000;
const LONG_NAME = 0xfff;
const DEEPEST = 200;

/** Versions 2 and 3; null for a split or sparse index, and for what is damaged. */
export function readIndexFile(bytes: Buffer, format: ObjectFormat): IndexFile | null {
  const idLength = format === 'sha1' ? 20 : 32;
  if (bytes.length < HEADER + idLength || bytes.toString('latin1', 0, 4) !== 'DIRC') return null;
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  if (version !== 2 && version !== 3) return null;
  const end = bytes.length - idLength;
  let at = HEADER;
  for (let index = 0; index < count; index++) {
    at = entryEnd(bytes, at, idLength);
    if (at > end) return null;
  }
  let root: CachedTree | null = null;
  while (at + 8 <= end) {
    const name = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32BE(at + 4);
    // An extension in small letters changes what entries mean.
    if (!/^[A-Z]/.test(name) || at + 8 + length > end) return null;
    if (name === 'TREE') root = readCachedTrees(bytes.subarray(at + 8, at + 8 + length), idLength);
    at += 8 + length;
  }
  return at === end ? { root, entries: entryReader(bytes, count, idLength) } : null;
}

/** Entries are filled up with one to eight NUL to a multiple of eight bytes. */
function entryEnd(bytes: Buffer, at: number, idLength: number): number {
  const flagsAt = at + STAT + idLength;
  if (flagsAt + 2 > bytes.length) return Number.POSITIVE_INFINITY;
  const flags = bytes.readUInt16BE(flagsAt);
  const nameAt = flagsAt + ((flags & EXTENDED) === 0 ? 2 : 4);
  let nameLength = flags & LONG_NAME;
  if (nameLength === LONG_NAME) {
    const nul = bytes.indexOf(0, nameAt);
    if (nul < 0) return Number.POSITIVE_INFINITY;
    nameLength = nul - nameAt;
  }
  return at + ((nameAt + nameLength - at + 8) & ~7);
}

function entryReader(bytes: Buffer, count: number, idLength: number): EntryReader {
  let at = HEADER;
  let left = count;
  return {
    next() {
      if (left === 0) return null;
      left--;
      const start = at;
      at = entryEnd(bytes, start, idLength);
      const flagsAt = start + STAT + idLength;
      const flags = bytes.readUInt16BE(flagsAt);
      const isExtended = (flags & EXTENDED) !== 0;
      const nameAt = flagsAt + (isExtended ? 4 : 2);
      return {
        name: bytes.toString('latin1', nameAt, bytes.indexOf(0, nameAt)),
        mode: bytes.readUInt32BE(start + 24),
        id: bytes.toString('hex', start + STAT, flagsAt),
        stage: (flags >> 12) & 3,
        isIntended: isExtended && (bytes.readUInt16BE(flagsAt + 2) & INTENDED) !== 0,
      };
    },
    skip(number) {
      for (let skipped = 0; skipped < number && left > 0; skipped++, left--)
        at = entryEnd(bytes, at, idLength);
    },
  };
}

/** Each folder before what is in it: its name and NUL, `count folders` and a line end, and its tree where that is known. */
function readCachedTrees(bytes: Buffer, idLength: number): CachedTree | null {
  let at = 0;
  const read = (depth: number): CachedTree | null => {
    const nul = bytes.indexOf(0, at);
    const line = bytes.indexOf(10, nul);
    if (nul < 0 || line < 0 || depth > DEEPEST) return null;
    const name = bytes.toString('latin1', at, nul);
    const [, count, folders] = /^(-?\d+) (\d+)$/.exec(bytes.toString('latin1', nul + 1, line)) ?? [];
    if (count === undefined || folders === undefined) return null;
    const isKnown = !count.startsWith('-');
    const idEnd = line + 1 + (isKnown ? idLength : 0);
    if (idEnd > bytes.length) return null;
    const id = bytes.toString('hex', line + 1, idEnd);
    at = idEnd;
    const children: CachedTree[] = [];
    for (let child = 0; child < Number(folders); child++) {
      const found = read(depth + 1);
      if (found === null) return null;
      children.push(found);
    }
    return { name, count: Number(count), id, children };
  };
  return read(0);
}
