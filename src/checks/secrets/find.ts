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
import { type Limit, MOST_OF_ALL, MOST_OF_ONE } from './scan-state.ts';

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

/** Whether the run is to end early. Waiting for the answer lets signals in. */
export type IsInterrupted = () => Promise<boolean>;

/** Contents that are scanned between two questions: a question takes longer than a small file. */
export const BETWEEN_QUESTIONS = 256;

/**
 * Scans everything, or what comes before the run is interrupted; nothing is kept but what has matches. What cannot be read is
 * added to `notAnalysed`.
 */
export async function findIn(
  contents: Iterable<Scanned> | AsyncIterable<Scanned>,
  scan: Scanner,
  notAnalysed: NotAnalysed[],
  isInterrupted: IsInterrupted | null = null,
): Promise<Findings> {
  const items: FoundItem[] = [];
  let files = 0;
  const look = (path: string, bytes: Buffer, archive = path, isMember = false): number => {
    files++;
    const matches = scan({ path, bytes, isMember, tooMany: tooMany(path, notAnalysed, archive) });
    if (matches.length > 0) items.push({ path, ...keptOf(path, bytes, matches) });
    return matches.length;
  };
  const lookAtParts = async (path: string, parts: AsyncIterable<ArchivePart>): Promise<void> => {
    const large = largeFiles(scan, notAnalysed);
    let members = 0;
    let found = 0;
    for await (const part of parts) {
      if (part.kind === 'unreadable') notAnalysed.push({ path: part.path, line: null, reason: part.reason });
      else if (isWhole(part)) found += look(part.piece.path, part.piece.bytes, path, members++ > 0);
      else if (large.look(part.piece)) files++;
      if (found <= MOST_OF_ALL) continue;
      say(path, TOO_MANY, notAnalysed);
      break;
    }
    items.push(...large.found());
  };
  const take = ({ path, content }: Scanned): AsyncIterable<ArchivePart> | null => {
    if (content.kind === 'whole') look(path, content.bytes);
    else if (content.kind === 'unreadable') notAnalysed.push({ path, line: null, reason: content.reason });
    return content.kind === 'parts' ? content.parts : null;
  };
  let taken = 0;
  const isTimeToAsk = (): boolean => isInterrupted !== null && taken++ % BETWEEN_QUESTIONS === 0;
  if (Symbol.asyncIterator in contents) {
    for await (const scanned of contents) {
      const parts = take(scanned);
      if (parts !== null) await lookAtParts(scanned.path, parts);
      if (isTimeToAsk() && (await isInterrupted?.())) break;
    }
  } else {
    // Waiting for each of many thousand files would cost more than opening them.
    for (const scanned of contents) {
      const parts = take(scanned);
      if (parts !== null) await lookAtParts(scanned.path, parts);
      if (isTimeToAsk() && (await isInterrupted?.())) break;
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
      const isFull = slices.length >= MOST_OF_ALL;
      if (!isFull) slices.push(...slicesOf(ownMatches(scan, piece, notAnalysed), piece));
      if (isFull || slices.length > MOST_OF_ALL) say(piece.path, TOO_MANY, notAnalysed);
      return piece.isLast;
    },
    found: (): readonly FoundItem[] =>
      [...byPath].flatMap(([path, slices]) =>
        slices.length === 0 ? [] : [{ path, ...excerptOf(slices.slice(0, MOST_OF_ALL)) }],
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

const TOO_MANY = `it has more than ${MOST_OF_ALL} texts with the shape of a secret; the first of them are reported`;

/** Says once for each detector, or once for all, that not everything was looked at. */
export function tooMany(
  path: string,
  notAnalysed: NotAnalysed[],
  archive = path,
): (detector: string, limit: Limit) => void {
  return (detector, limit) =>
    say(limit === 'passwords' ? archive : path, reasonOf(detector, limit), notAnalysed);
}

function reasonOf(detector: string, limit: Limit): string {
  switch (limit) {
    case 'matches':
      return `${detector} fits more than ${MOST_OF_ONE} texts in it; the first of them are reported`;
    case 'all':
      return TOO_MANY;
    case 'passwords':
      return `${detector}: whether a password opens it that everybody tries first was not tried of so many in one archive`;
    case 'overlaps':
      return `${detector} might begin in so many overlapping places of it that not all of them were looked at`;
  }
}

function say(path: string, reason: string, notAnalysed: NotAnalysed[]): void {
  if (notAnalysed.some((one) => one.path === path && one.reason === reason)) return;
  notAnalysed.push({ path, line: null, reason });
}
