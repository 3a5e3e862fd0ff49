/** The files of a run as collectors see them: listed once, read safely, decoded once. */
import { posix } from 'node:path';
import { type Confines, confinedTo } from './confine.ts';
import { type Content, contentOf, openContent } from './content.ts';
import { encode } from './encode.ts';
import { byteString } from './names.ts';
import { WHOLE_LIMIT } from './pieces.ts';
import {
  type BytesOutcome,
  decodedOutcome,
  existsConfined,
  normalPath,
  openConfined,
  type ReadOutcome,
  type Room,
  readConfinedBytes,
} from './read.ts';
import { recentlyUsed } from './recently-used.ts';
import type { SourceText } from './text.ts';

export type { BytesOutcome, ReadOutcome } from './read.ts';

/** The files of a run. Reading is safe, cached, and confined to the root. */
export interface Project {
  /** Every enabled file, relative to the root, with `/`, in UTF-16 order. */
  readonly paths: readonly string[];
  /** Reads any file below the root, enabled or not (an include of an excluded file is still read). */
  read(path: string): ReadOutcome;
  /** As `read`, but binary files too, without decoding, and never kept. */
  bytes(path: string): BytesOutcome;
  /** True where a regular file of that name exists below the root. */
  exists(path: string): boolean;
}

export interface ProjectRequest {
  /** Absolute. */
  readonly root: string;
  readonly paths: readonly string[];
  /** The bytes of those paths that are not UTF-8, by path. */
  readonly raw?: ReadonlyMap<string, Buffer>;
  /** Files and folders outside the root that the user named, as paths that start with `../`: readable too. */
  readonly outside?: readonly string[];
}

/** A project whose files can also be looked at as a stream: what is too large for a text, and what archives hold. */
export interface OpenProject extends Project {
  /** Whole files stand in `room`, where there is one, until the next file is asked for. */
  content(path: string, room?: Room): Content;
}

/** UTF-16 units of text that are kept; beyond, the texts that were used longest ago are read again when asked for. */
const CACHE_UNITS = 32_000_000;

/** A folder (or file) that may be read; `base` is absolute, as a string of bytes. */
interface Zone {
  readonly base: string;
  readonly confines: Confines;
}

interface Found {
  readonly confines: Confines;
  /** The path, normal. */
  readonly key: string;
  /** As a string of bytes, from the base of its zone. */
  readonly name: string;
}

export function openProject(request: ProjectRequest): OpenProject {
  const raw = request.raw ?? new Map<string, Buffer>();
  const root = Buffer.from(request.root).toString('latin1');
  const inRoot = confinedTo(request.root);
  const zones = (request.outside ?? []).map((path): Zone => {
    const base = posix.join(request.root, path);
    return { base: Buffer.from(base).toString('latin1'), confines: confinedTo(base) };
  });
  const cache = recentlyUsed(CACHE_UNITS, size);
  const unscanned = scannedLater();
  // Whoever asks for a file mostly asks for it again and again: finding a path's place takes longer than it looks.
  let latest: { readonly path: string; readonly outcome: ReadOutcome } | null = null;

  const nameOf = (key: string): string => raw.get(key)?.toString('latin1') ?? byteString(key);
  const find = (path: string): Found | null => {
    const key = normalPath(path);
    if (key !== null) return { confines: inRoot, key, name: nameOf(key) };
    const outside = posix.normalize(path);
    const absolute = posix.join(root, nameOf(outside));
    const zone = zones.find(
      ({ base }) => absolute === base || absolute.startsWith(base === '/' ? base : `${base}/`),
    );
    if (zone === undefined) return null;
    const below = posix.relative(zone.base, absolute);
    return { confines: zone.confines, key: outside, name: below };
  };

  const readAt = (path: string): ReadOutcome => {
    const found = find(path);
    if (found === null) return { kind: 'unreadable', reason: 'lies outside the root' };
    const read = (): ReadOutcome => {
      const bytes = readConfinedBytes(found.confines, found.name);
      const outcome = decodedOutcome(found.key, bytes);
      if (bytes.kind === 'bytes' && bytes.resolved === null && outcome.kind === 'text')
        unscanned.keep(found.key, bytes.bytes);
      return outcome;
    };
    // The same file by another name.
    return found.key === path ? read() : cache(found.key, read);
  };

  return {
    paths: request.paths,
    read(path) {
      if (latest?.path === path) return latest.outcome;
      const outcome = cache(path, () => readAt(path));
      latest = { path, outcome };
      return outcome;
    },
    bytes(path) {
      const found = find(path);
      if (found === null) return { kind: 'unreadable', reason: 'lies outside the root' };
      return readConfinedBytes(found.confines, found.name);
    },
    exists(path) {
      const found = find(path);
      return found !== null && existsConfined(found.confines, found.name);
    },
    content(path, room) {
      const found = find(path);
      if (found === null) return { kind: 'unreadable', reason: 'lies outside the root' };
      const bytes = unscanned.take(found.key);
      if (bytes !== undefined) return contentOf(path, bytes);
      return openContent(path, openConfined(found.confines, found.name), room);
    },
  };
}

/** Bytes of files that were read as text and not yet looked at as a stream. */
const UNSCANNED_BYTES = 2_000_000;

/** What was read for its text is mostly scanned as well, once: opening a file takes longer than reading it. */
function scannedLater() {
  const kept = new Map<string, Buffer>();
  let size = 0;
  return {
    keep(key: string, bytes: Buffer): void {
      if (bytes.length > WHOLE_LIMIT || size + bytes.length > UNSCANNED_BYTES) return;
      kept.set(key, bytes);
      size += bytes.length;
    },
    take(key: string): Buffer | undefined {
      const bytes = kept.get(key);
      if (bytes === undefined) return undefined;
      kept.delete(key);
      size -= bytes.length;
      return bytes;
    },
  };
}

/** The project as it would be with other texts in some of its files. */
export function withTexts(project: OpenProject, texts: ReadonlyMap<string, SourceText>): OpenProject {
  if (texts.size === 0) return project;
  return {
    ...project,
    read(path) {
      const source = texts.get(normalPath(path) ?? path);
      return source === undefined ? project.read(path) : { kind: 'text', source };
    },
    bytes(path) {
      const source = texts.get(normalPath(path) ?? path);
      const bytes = source === undefined ? null : encode(source.text, source.encoding);
      return bytes === null ? project.bytes(path) : { kind: 'bytes', bytes, resolved: null };
    },
    content(path, room) {
      const source = texts.get(normalPath(path) ?? path);
      const bytes = source === undefined ? null : encode(source.text, source.encoding);
      return bytes === null ? project.content(path, room) : { kind: 'whole', bytes };
    },
  };
}

function size(outcome: ReadOutcome): number {
  return outcome.kind === 'text' ? outcome.source.text.length : 0;
}
