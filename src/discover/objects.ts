/**
 * Objects of a repository read from its files, loose or packed (gitformat-pack(5)), for a hook that has no time to start
 * git. What is not found here, or is stored in a way that is rare, is null, and git is asked.
 */
import { closeSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { type Confines, confinedTo } from '../source/confine.ts';
import { type OpenOutcome, openConfined, readConfinedBytes } from '../source/read.ts';
import { applyDelta } from './delta.ts';
import type { ObjectFormat } from './index-path.ts';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  readonly type: ObjectType;
  readonly content: Buffer;
}

export interface ObjectStore {
  /** Null where it is not here, is larger than five million bytes, or is stored in a way that is not read here. */
  read(id: string): GitObject | null;
  /** Closes what was opened. */
  close(): void;
}

const LARGEST = 5_000_000;
/** The type in letters, the size in digits, and NUL. */
const LOOSE_HEADER = 32;
const LOOSE = /^(commit|tree|blob|tag) (\d+)$/;
const PACKED_TYPES: readonly (ObjectType | null)[] = [null, 'commit', 'tree', 'blob', 'tag'];
const OFFSET_DELTA = 6;
/** Git makes chains of at most 4,095; those of fifty are usual. */
const LONGEST_CHAIN = 300;
const MOST_PACKS = 50;

/** `directory` is the folder of the objects, absolute. Objects of other repositories (alternates) are not looked for. */
export function objectStore(directory: string, format: ObjectFormat): ObjectStore {
  const confines = confinedTo(directory);
  const idLength = format === 'sha1' ? 20 : 32;
  let packs: readonly Pack[] | null = null;
  const inPacks = (id: string): GitObject | null => {
    packs ??= openPacks(directory, confines, idLength);
    for (const pack of packs) {
      const offset = pack.offsetOf(id);
      if (offset !== null) return readPacked(pack, offset, 0);
    }
    return null;
  };
  return {
    read: (id) => readLoose(confines, id) ?? inPacks(id),
    close() {
      for (const pack of packs ?? []) pack.close();
      packs = null;
    },
  };
}

function readLoose(confines: Confines, id: string): GitObject | null {
  const file = readConfinedBytes(confines, `${id.slice(0, 2)}/${id.slice(2)}`);
  if (file.kind !== 'bytes') return null;
  const object = inflated(file.bytes, LARGEST + LOOSE_HEADER);
  if (object === null) return null;
  const end = object.subarray(0, LOOSE_HEADER).indexOf(0);
  const [, type, size] = LOOSE.exec(object.toString('latin1', 0, Math.max(end, 0))) ?? [];
  const content = object.subarray(end + 1);
  if (type === undefined || Number(size) !== content.length) return null;
  return { type: type as ObjectType, content };
}

function inflated(bytes: Buffer, limit: number): Buffer | null {
  try {
    return inflateSync(bytes, { maxOutputLength: limit });
  } catch {
    return null;
  }
}

type OpenFile = Extract<OpenOutcome, { kind: 'open' }>;

/** A pack with its index, both open. */
interface Pack {
  offsetOf(id: string): number | null;
  /** Fewer bytes at the end. */
  read(offset: number, length: number): Buffer;
  close(): void;
}

function openPacks(directory: string, confines: Confines, idLength: number): readonly Pack[] {
  let names: readonly string[];
  try {
    names = readdirSync(join(directory, 'pack')).filter((name) => /^pack-[0-9a-f]+\.idx$/.test(name));
  } catch {
    return [];
  }
  if (names.length > MOST_PACKS) return [];
  return names.flatMap((name) => openPack(confines, `pack/${name.slice(0, -4)}`, idLength) ?? []);
}

const INDEX_MAGIC = 0xff744f63;
const FANOUT = 8;
const NAMES = FANOUT + 256 * 4;

function openPack(confines: Confines, name: string, idLength: number): Pack | null {
  const index = openConfined(confines, `${name}.idx`);
  const pack = openConfined(confines, `${name}.pack`);
  const close = (): void => {
    for (const file of [index, pack]) if (file.kind === 'open') closeSync(file.descriptor);
  };
  if (index.kind !== 'open' || pack.kind !== 'open') {
    close();
    return null;
  }
  const head = readAt(index, 0, NAMES);
  if (head.length < NAMES || head.readUInt32BE(0) !== INDEX_MAGIC || head.readUInt32BE(4) !== 2) {
    close();
    return null;
  }
  const total = head.readUInt32BE(NAMES - 4);
  return {
    offsetOf(id) {
      const place = placeOf(index, head, id, idLength);
      if (place === null) return null;
      const offsets = NAMES + total * (idLength + 4);
      const offset = readAt(index, offsets + place * 4, 4);
      const value = offset.length === 4 ? offset.readUInt32BE(0) : 0x80000000;
      // Beyond two gigabytes the offset stands in a table of its own.
      return value < 0x80000000 ? value : null;
    },
    read: (offset, length) => readAt(pack, offset, length),
    close,
  };
}

/** Where an id stands among the sorted names; the first byte says between which. */
function placeOf(index: OpenFile, head: Buffer, id: string, idLength: number): number | null {
  const first = Number.parseInt(id.slice(0, 2), 16);
  const from = first === 0 ? 0 : head.readUInt32BE(FANOUT + (first - 1) * 4);
  const to = head.readUInt32BE(FANOUT + first * 4);
  if (to <= from || (to - from) * idLength > LARGEST) return null;
  const names = readAt(index, NAMES + from * idLength, (to - from) * idLength);
  const wanted = Buffer.from(id, 'hex');
  let low = 0;
  let high = names.length / idLength - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = names.compare(wanted, 0, idLength, middle * idLength, (middle + 1) * idLength);
    if (order === 0) return from + middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}

function readAt({ descriptor, size }: OpenFile, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
  return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset));
}

/** The type and size stand in the first bytes, seven bits in each but the first, which has four of the size. */
function readPacked(pack: Pack, offset: number, depth: number): GitObject | null {
  if (depth > LONGEST_CHAIN) return null;
  const head = pack.read(offset, 64);
  const first = head[0];
  if (first === undefined) return null;
  const kind = (first >> 4) & 7;
  let size = first & 15;
  let at = 1;
  for (let shift = 4, byte = first; (byte & 0x80) !== 0; shift += 7) {
    byte = head[at++] ?? 0;
    size += (byte & 0x7f) * 2 ** shift;
  }
  if (size > LARGEST) return null;
  const content = (from: number): Buffer | null => {
    // What cannot be compressed grows by a few bytes in a thousand.
    const found = inflated(pack.read(offset + from, size + (size >> 6) + 64), size + 1);
    return found?.length === size ? found : null;
  };
  const type = PACKED_TYPES[kind] ?? null;
  if (type !== null) {
    const whole = content(at);
    return whole === null ? null : { type, content: whole };
  }
  const base = kind === OFFSET_DELTA ? baseOf(head, at, offset) : null;
  if (base === null) return null;
  const object = readPacked(pack, base.offset, depth + 1);
  const delta = content(base.end);
  const applied = object === null || delta === null ? null : applyDelta(object.content, delta, LARGEST);
  return object === null || applied === null ? null : { type: object.type, content: applied };
}

/** A delta builds on an object that stands before it in the pack; it says how far. One that names an id is rare. */
function baseOf(
  head: Buffer,
  start: number,
  offset: number,
): { readonly offset: number; readonly end: number } | null {
  let at = start;
  let byte = head[at++] ?? 0;
  let distance = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = head[at++] ?? 0;
    distance = (distance + 1) * 128 + (byte & 0x7f);
    if (distance > offset) return null;
  }
  return distance === 0 || distance > offset ? null : { offset: offset - distance, end: at };
}
