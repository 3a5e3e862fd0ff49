/**
 * The only place that opens scanned files. A scanned tree is data made by somebody else: it may hold pipes that never
 * answer, devices, links to private files and files of any size.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { posix } from 'node:path';
import { type Confines, confinedTo, failure, type Located } from './confine.ts';
import { decode } from './decode.ts';
import { byteString, pathKey } from './names.ts';
import { type SourceText, sourceText } from './text.ts';

/** The outcome of reading a file; `absent` is not an error of the run but of whoever names the file. */
export type ReadOutcome =
  | {
      readonly kind: 'text';
      readonly source: SourceText;
      /** Where the file really lies, relative to the root, if a symbolic link below the root led there. */
      readonly resolved?: string;
    }
  | { readonly kind: 'binary' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A regular file that is open for reading; whoever asked for it closes it. */
interface OpenFile {
  readonly kind: 'open';
  readonly descriptor: number;
  readonly size: number;
  readonly resolved: Buffer | null;
}

export type BytesOutcome =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly resolved: Buffer | null }
  | Extract<ReadOutcome, { kind: 'absent' | 'unreadable' }>;

export type OpenOutcome = OpenFile | Extract<ReadOutcome, { kind: 'absent' | 'unreadable' }>;

export interface ReadOptions {
  /** Bytes; files above are unreadable. */
  readonly limit?: number;
  /** The path's bytes, relative to the root, where they are not the UTF-8 of `path`. */
  readonly raw?: Buffer;
}

/** What parsers read at most: 5 MB. */
const SIZE_LIMIT = 5_000_000;

/** Memory of its own for each file, or the same for one file after the other, which spares the system and the collector. */
export type Room = (bytes: number) => Buffer;

/** Room for files up to a limit, one at a time: the next one overwrites it. Only what is used is ever paid for. */
export function reusedRoom(limit: number): Room {
  let kept: Buffer | undefined;
  return (bytes) => {
    kept ??= Buffer.allocUnsafeSlow(limit + 1);
    return bytes > kept.length ? Buffer.allocUnsafeSlow(bytes) : kept.subarray(0, bytes);
  };
}

const OWN: Room = (bytes) => Buffer.allocUnsafe(bytes);

const OUTSIDE = { kind: 'unreadable', reason: 'lies outside the root' } as const;

/**
 * Reads and decodes one file below `root` (absolute). `path` is relative, with `/`; it and every symbolic link in it must
 * stay below the root. Never blocks on a pipe, never throws for what the file system holds.
 */
export function readSourceFile(root: string, path: string, options: ReadOptions = {}): ReadOutcome {
  const relative = normalPath(path);
  if (relative === null) return OUTSIDE;
  return readConfined(confinedTo(root), relative, options);
}

/** As `readSourceFile`, without decoding: for our own inputs that are not text. */
export function readSourceBytes(root: string, path: string, options: ReadOptions = {}): BytesOutcome {
  const relative = normalPath(path);
  return relative === null ? OUTSIDE : readBytes(confinedTo(root), relative, options);
}

/** As `readConfined`, without decoding; `path` is a string of bytes. */
export function readConfinedBytes(confines: Confines, path: string): BytesOutcome {
  return readOpenedBytes(openConfined(confines, path));
}

/** As `readSourceFile`, with the confinement of a run; `path` is normal already. */
function readConfined(confines: Confines, path: string, options: ReadOptions = {}): ReadOutcome {
  return decodedOutcome(path, readBytes(confines, path, options));
}

/** The text of a file whose bytes were read; `path` is what it is known by. */
export function decodedOutcome(path: string, outcome: BytesOutcome): ReadOutcome {
  if (outcome.kind !== 'bytes') return outcome;
  const decoded = decode(outcome.bytes);
  if (decoded.kind === 'binary') return decoded;
  const source = sourceText(path, decoded.text, decoded.encoding);
  if (outcome.resolved === null) return { kind: 'text', source };
  return { kind: 'text', source, resolved: pathKey(outcome.resolved) };
}

function readBytes(confines: Confines, path: string, options: ReadOptions): BytesOutcome {
  const { raw, limit } = options;
  return readOpenedBytes(openConfined(confines, raw?.toString('latin1') ?? byteString(path)), limit);
}

function readOpenedBytes(opened: OpenOutcome, limit?: number): BytesOutcome {
  if (opened.kind !== 'open') return opened;
  try {
    return readOpened(opened, limit);
  } finally {
    closeSync(opened.descriptor);
  }
}

/** All bytes of an open file, which stays open. */
export function readOpened(opened: OpenFile, limit = SIZE_LIMIT, room = OWN): BytesOutcome {
  try {
    const bytes = readUpTo(opened, limit, room);
    if (bytes === null) return { kind: 'unreadable', reason: `larger than the limit of ${inWords(limit)}` };
    return { kind: 'bytes', bytes, resolved: opened.resolved };
  } catch (error) {
    return failure(error);
  }
}

/**
 * Opens a regular file without following a link in its last step unseen and without waiting for anybody. `path` is a string
 * of bytes, here and below.
 */
export function openConfined(confines: Confines, path: string): OpenOutcome {
  const located = confines.place(path);
  const opened = openLocated(located);
  return opened === 'link' ? afterLink(openLocated(confines.follow(path))) : opened;
}

function openLocated(located: Located): OpenOutcome | 'link' {
  if (located.kind !== 'at') return located;
  let descriptor: number;
  try {
    descriptor = openSync(located.file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return isLinkRefusal(error) ? 'link' : failure(error);
  }
  const stats = fstatSync(descriptor);
  if (stats.isFile()) return { kind: 'open', descriptor, size: stats.size, resolved: located.resolved };
  closeSync(descriptor);
  return { kind: 'unreadable', reason: `${kindInWords(stats)}, not a regular file` };
}

/** A resolved path that ends in a link again was changed while we looked. */
function afterLink(opened: OpenOutcome | 'link'): OpenOutcome {
  return opened === 'link'
    ? { kind: 'unreadable', reason: 'a symbolic link that changes while it is read' }
    : opened;
}

/** With O_NOFOLLOW, Linux and macOS say ELOOP and FreeBSD says EMLINK. */
function isLinkRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ELOOP' || error.code === 'EMLINK');
}

/** True for a regular file, or a link below the base to one. */
export function existsConfined(confines: Confines, path: string): boolean {
  const located = confines.place(path);
  const stats = statsOf(located);
  return (stats?.isSymbolicLink() ? statsOf(confines.follow(path)) : stats)?.isFile() === true;
}

function statsOf(located: Located): Stats | undefined {
  try {
    return located.kind === 'at' ? lstatSync(located.file, { throwIfNoEntry: false }) : undefined;
  } catch {
    return undefined;
  }
}

/** A step that is empty, `.` or `..`: hardly any path has one. */
const UNEVEN = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** A path without `.`, `..` and doubled slashes; null where it leads above the root or is absolute. */
export function normalPath(path: string): string | null {
  if (!UNEVEN.test(path)) return path;
  if (path.startsWith('/')) return null;
  const normal = posix.normalize(path).replace(/\/$/, '');
  if (normal === '..' || normal.startsWith('../')) return null;
  return normal === '.' ? '' : normal;
}

/** All bytes, or null where there are more than `limit`: a file may grow, and some files say they have no size. */
function readUpTo(file: OpenFile, limit: number, room: Room): Buffer | null {
  if (file.size > limit) return null;
  let bytes = room(Math.min(file.size, limit) + 1);
  let length = 0;
  for (;;) {
    const read = readSync(file.descriptor, bytes, length, bytes.length - length, null);
    length += read;
    if (length > limit) return null;
    const isWhole = length === file.size && length < bytes.length;
    if (read === 0 || (isWhole && length > 0)) return bytes.subarray(0, length);
    if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(bytes.length + 4096)]);
  }
}

function kindInWords(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function inWords(bytes: number): string {
  return bytes % 1_000_000 === 0 ? `${bytes / 1_000_000} MB` : `${bytes} bytes`;
}
