/** The files of a run as collectors see them: listed once, read safely, decoded once. */
import { statSync } from 'node:fs';
import { posix } from 'node:path';
import { confinedTo, type Locate } from './confine.ts';
import { normalPath, type OpenOutcome, openLocated, type ReadOutcome, readLocated } from './read.ts';

export type { ReadOutcome } from './read.ts';

/** The files of a run. Reading is safe, cached, and confined to the root. */
export interface Project {
  /** Every enabled file, relative to the root, with `/`, in UTF-16 order. */
  readonly paths: readonly string[];
  /** Reads any file below the root, enabled or not (an include of an excluded file is still read). */
  read(path: string): ReadOutcome;
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

/** A project that can also hand out open files, for readers that stream what is too large or binary for a text. */
export interface OpenProject extends Project {
  /** The caller closes the descriptor. */
  open(path: string): OpenOutcome;
}

/** UTF-16 units of text that are kept; beyond, the texts that were used longest ago are read again when asked for. */
const CACHE_UNITS = 32_000_000;

interface Zone {
  /** Prefix of paths that belong to this zone, `''` for the root. */
  readonly prefix: string;
  readonly locate: Locate;
}

export function openProject(request: ProjectRequest): OpenProject {
  const raw = request.raw ?? new Map<string, Buffer>();
  const root: Zone = { prefix: '', locate: confinedTo(request.root) };
  const outside = (request.outside ?? []).map((prefix) => ({
    prefix,
    locate: confinedTo(posix.join(request.root, prefix)),
  }));
  const cache = textCache();

  const find = (
    path: string,
  ): { readonly zone: Zone; readonly key: string; readonly bytes: Buffer } | null => {
    const key = normalPath(path);
    if (key !== null) return { zone: root, key, bytes: raw.get(key) ?? Buffer.from(key) };
    const normal = posix.normalize(path);
    const zone = outside.find(({ prefix }) => normal === prefix || normal.startsWith(`${prefix}/`));
    if (zone === undefined) return null;
    const bytes = raw.get(normal) ?? Buffer.from(normal);
    return { zone, key: normal, bytes: bytes.subarray(Buffer.byteLength(zone.prefix) + 1) };
  };

  return {
    paths: request.paths,
    read(path) {
      const found = find(path);
      if (found === null) return { kind: 'unreadable', reason: 'lies outside the root' };
      return cache(found.key, () => readLocated(found.zone.locate, found.key, { raw: found.bytes }));
    },
    exists(path) {
      const found = find(path);
      const located = found?.zone.locate(found.bytes);
      return located?.kind === 'at' && statSync(located.file, { throwIfNoEntry: false })?.isFile() === true;
    },
    open(path) {
      const found = find(path);
      if (found === null) return { kind: 'unreadable', reason: 'lies outside the root' };
      return openLocated(found.zone.locate, found.bytes);
    },
  };
}

/** Outcomes by path, the texts among them bounded. A map keeps its insertion order, which is the order of use here. */
function textCache(): (key: string, read: () => ReadOutcome) => ReadOutcome {
  const kept = new Map<string, ReadOutcome>();
  let units = 0;
  return (key, read) => {
    const known = kept.get(key);
    const outcome = known ?? read();
    if (known !== undefined) kept.delete(key);
    else units += size(outcome);
    kept.set(key, outcome);
    for (const [oldest, old] of kept) {
      if (units <= CACHE_UNITS || oldest === key) break;
      kept.delete(oldest);
      units -= size(old);
    }
    return outcome;
  };
}

function size(outcome: ReadOutcome): number {
  return outcome.kind === 'text' ? outcome.source.text.length : 0;
}
