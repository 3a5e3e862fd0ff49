/** Scanning contents of every kind: what was found, in texts that reports can show. */
import { isAscii } from 'node:buffer';
import type { BroughtBy } from '../../engine/fact.ts';
import type { ArchivePart } from '../../source/archive-part.ts';
import type { Content } from '../../source/content.ts';
import { type Piece, WHOLE_LIMIT, wholePiece } from '../../source/pieces.ts';
import type { OpenProject } from '../../source/project.ts';
import { reusedRoom } from '../../source/read.ts';
import type { NotAnalysed } from '../../source/span.ts';
import { excerptOf, isWholeLine, type Slice, slicesOf } from './excerpt.ts';
import type { Scanner, SecretMatch } from './scan.ts';
import { type Limit, MOST_OF_ONE } from './scan-state.ts';

/** A text in which something was found: a file, or the lines of it around what was found. */
export interface FoundItem {
  /** From the root, with `/`; a name in words for what is no file. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly matches: readonly SecretMatch[];
  /** The commit that brought each match, where history was looked at; all of one item are of one commit. */
  readonly commits?: readonly BroughtBy[];
}

export interface Findings {
  readonly items: readonly FoundItem[];
  /** How many files, members of archives and pieces of history were scanned. */
  readonly files: number;
}

/** What is to be scanned, under the path that it is reported by. */
export interface Scanned {
  readonly path: string;
  readonly content: Content;
}

/** The contents of all files of a project, one after the other in the same memory. */
export function* filesOf(project: OpenProject): Generator<Scanned> {
  const room = reusedRoom(WHOLE_LIMIT);
  for (const path of project.paths) yield { path, content: project.content(path, room) };
}

/** A file with more has been made to have them. */
const MOST_MATCHES = 10_000;

/** Scans everything, of which nothing is kept but what has matches; what cannot be read is added to `notAnalysed`. */
export async function findIn(
  contents: Iterable<Scanned> | AsyncIterable<Scanned>,
  scan: Scanner,
  notAnalysed: NotAnalysed[],
): Promise<Findings> {
  const items: FoundItem[] = [];
  let files = 0;
  const look = (path: string, bytes: Buffer): void => {
    files++;
    const found = scan({ path, bytes, tooMany: tooMany(path, notAnalysed) });
    const matches = limited(path, found, notAnalysed);
    if (matches.length > 0) items.push({ path, ...keptOf(path, bytes, matches) });
  };
  const lookAtParts = async (parts: AsyncIterable<ArchivePart>): Promise<void> => {
    const large = largeFiles(scan, notAnalysed);
    for await (const part of parts) {
      if (part.kind === 'unreadable') notAnalysed.push({ path: part.path, line: null, reason: part.reason });
      else if (isWhole(part)) look(part.piece.path, part.piece.bytes);
      else if (large.look(part.piece)) files++;
    }
    items.push(...large.found());
  };
  const take = ({ path, content }: Scanned): AsyncIterable<ArchivePart> | null => {
    if (content.kind === 'whole') look(path, content.bytes);
    else if (content.kind === 'unreadable') notAnalysed.push({ path, line: null, reason: content.reason });
    return content.kind === 'parts' ? content.parts : null;
  };
  if (Symbol.asyncIterator in contents) {
    for await (const scanned of contents) {
      const parts = take(scanned);
      if (parts !== null) await lookAtParts(parts);
    }
  } else {
    // Waiting for each of many thousand files would cost more than opening them.
    for (const scanned of contents) {
      const parts = take(scanned);
      if (parts !== null) await lookAtParts(parts);
    }
  }
  return { items, files };
}

/** Bytes; of longer texts only the lines around matches are kept. */
const SHORT = 65_536;

/**
 * What is needed to show matches, in memory of its own. A text that is not ASCII, or has long lines around its matches, is
 * kept whole: columns and line hashes would be others in a part of it.
 */
function keptOf(path: string, bytes: Buffer, matches: readonly SecretMatch[]): Omit<FoundItem, 'path'> {
  const slices =
    bytes.length > SHORT && isAscii(bytes) && !bytes.includes(0)
      ? slicesOf(matches, wholePiece(path, bytes))
      : NO_SLICES;
  const isPart = slices.length > 0 && slices.every(({ lines }) => lines.every(isWholeLine));
  return isPart ? excerptOf(slices) : { bytes: Buffer.from(bytes), matches };
}

const NO_SLICES: readonly Slice[] = [];

function isWhole({ piece }: Extract<ArchivePart, { kind: 'piece' }>): boolean {
  return piece.offset === 0 && piece.isLast;
}

/** Files that come in pieces, of which only what stands around matches is kept. */
function largeFiles(scan: Scanner, notAnalysed: NotAnalysed[]) {
  const byPath = new Map<string, Slice[]>();
  return {
    /** True at the last piece of a file. */
    look(piece: Piece): boolean {
      const slices = byPath.get(piece.path) ?? [];
      byPath.set(piece.path, slices);
      if (slices.length < MOST_MATCHES) slices.push(...slicesOf(ownMatches(scan, piece, notAnalysed), piece));
      else if (piece.isLast) limited(piece.path, slices, notAnalysed);
      return piece.isLast;
    },
    found: (): readonly FoundItem[] =>
      [...byPath].flatMap(([path, slices]) =>
        slices.length === 0 ? [] : [{ path, ...excerptOf(slices.slice(0, MOST_MATCHES)) }],
      ),
  };
}

/** The matches that belong to a piece and not to its neighbours. */
export function ownMatches(
  scan: Scanner,
  { path, bytes, from, to }: Piece,
  notAnalysed: NotAnalysed[],
): readonly SecretMatch[] {
  return scan({ path, bytes, tooMany: tooMany(path, notAnalysed) }).filter(
    ({ start }) => start >= from && start < to,
  );
}

const LIMITS: Readonly<Record<Limit, string>> = {
  matches: `fits more than ${MOST_OF_ONE} texts in it; the first of them are reported`,
  overlaps: 'might begin in so many overlapping places of it that not all of them were looked at',
};

/** Says once for each detector that not all of what it fits was looked at. */
export function tooMany(path: string, notAnalysed: NotAnalysed[]): (detector: string, limit: Limit) => void {
  return (detector, limit) => {
    const reason = `${detector} ${LIMITS[limit]}`;
    if (notAnalysed.some((one) => one.path === path && one.reason === reason)) return;
    notAnalysed.push({ path, line: null, reason });
  };
}

function limited<T>(path: string, found: readonly T[], notAnalysed: NotAnalysed[]): readonly T[] {
  if (found.length <= MOST_MATCHES) return found;
  const reason = `it has more than ${MOST_MATCHES} texts with the shape of a secret; the first of them are reported`;
  notAnalysed.push({ path, line: null, reason });
  return found.slice(0, MOST_MATCHES);
}
