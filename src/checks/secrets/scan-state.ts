/** What is known of an input while it is scanned, and how much of it may be looked at. */
import { type Assigned, latin1 } from './assigned.ts';
import type { CompiledDetector } from './compile.ts';
import { type FileKind, fileKind } from './file-kind.ts';
import type { Candidate } from './judge.ts';
import { MOST_ROUNDS, type Rounds } from './key-file/known-password.ts';
import type { UrlCredentials } from './url.ts';

/** Of one detector in one input, and of all together: whoever has more made the file so, and each costs time. */
export const MOST_OF_ONE = 1000;
export const MOST_OF_ALL = 3000;
/**
 * Bytes that are read again because windows or values overlap, for each byte of an input, and in any: of 75,000
 * real files none takes more than a twentieth of it.
 */
const MOST_AGAIN = 24;
const ALWAYS_AGAIN = 8_000_000;

/** How often a value is read to find its end. */
const VALUE_READS = 2;

/**
 * Why not all was looked at: more texts fit than are reported, of a detector or of all, or what is looked at overlaps over
 * and over.
 */
export type Limit = 'matches' | 'all' | 'overlaps' | 'passwords';

/** What an input may cost, together with all that is encoded in it. */
export interface Limits {
  /** Per detector: how many candidates it has. */
  readonly counts: Uint16Array;
  /** How many candidates there are of all. */
  found: number;
  /** Bytes that may still be read again. */
  again: number;
  /** For passwords of key stores, in all of an archive together. */
  readonly rounds: Rounds;
  /** Per detector: 1 for each limit that was told of. */
  readonly told: Readonly<Record<Limit, Uint8Array>>;
  tooMany: (detector: string, limit: Limit) => void;
}

export function limitsFor(detectors: number): Limits {
  return {
    counts: new Uint16Array(detectors),
    found: 0,
    again: 0,
    rounds: { left: 0 },
    told: {
      matches: new Uint8Array(detectors),
      all: new Uint8Array(detectors),
      overlaps: new Uint8Array(detectors),
      passwords: new Uint8Array(detectors),
    },
    tooMany: () => {},
  };
}

/** For an input of `length` bytes; `tooMany` is told of a detector (by its id), once for each limit. */
export function startLimits(
  limits: Limits,
  { length, isMember, tooMany }: { length: number; isMember: boolean; tooMany: Limits['tooMany'] },
): void {
  if (!isMember) limits.rounds.left = MOST_ROUNDS;
  limits.counts.fill(0);
  for (const told of Object.values(limits.told)) told.fill(0);
  limits.found = 0;
  limits.again = MOST_AGAIN * length + ALWAYS_AGAIN;
  limits.tooMany = tooMany;
}

export function tell({ told, tooMany }: Limits, { index, id }: CompiledDetector, limit: Limit): void {
  if (told[limit][index] === 1) return;
  told[limit][index] = 1;
  tooMany(id, limit);
}

export interface Scan {
  readonly path: string;
  readonly judgedAs: string;
  readonly bytes: Buffer;
  readonly length: number;
  readonly limits: Limits;
  kind: FileKind | null;
  readonly candidates: Candidate[];
  /** Per detector: up to where matches were found, or values looked at. */
  readonly doneTo: Int32Array;
  /** Per detector: up to where windows or values reached that were looked at. */
  readonly readTo: Int32Array;
  /** The whole input in Latin-1, when parts of it have been copied that add up to it; how many bytes those had. */
  text: string | null;
  copied: number;
  /** The assignment around the keyword that was looked at last, and its first word. */
  assignedFor: number;
  assigned: Assigned | null;
  word: Assigned | null;
  /** Up to where values were read. */
  valueTo: number;
  /** The word that was read last. */
  wordFrom: number;
  wordTo: number;
  /** The credentials behind the `://` that was looked at last. */
  urlFor: number;
  url: UrlCredentials | null;
}

/**
 * Whether `[start, end)` may be looked at for a detector, where it overlaps what was looked at for it before.
 *
 * @param weight how often each byte is read
 */
export function mayRead(
  scan: Scan,
  detector: CompiledDetector,
  start: number,
  end: number,
  weight: number,
): boolean {
  const { index } = detector;
  const before = scan.readTo[index] ?? 0;
  const again = Math.min(before, end) - start;
  if (again > 0) {
    const { limits } = scan;
    limits.again -= again * weight;
    if (limits.again < 0) {
      tell(limits, detector, 'overlaps');
      return false;
    }
  }
  if (end > before) scan.readTo[index] = end;
  return true;
}

/** Whether the value may be looked for of a name that may stand in a value which was read before. */
export function mayReadWithin(
  { limits, valueTo }: Scan,
  detector: CompiledDetector,
  nameStart: number,
): boolean {
  if (limits.again >= 0 || nameStart >= valueTo) return true;
  tell(limits, detector, 'overlaps');
  return false;
}

export function haveReadValue(scan: Scan, { start, end }: Assigned): void {
  const again = Math.min(scan.valueTo, end) - start;
  if (again > 0) scan.limits.again -= again * VALUE_READS;
  if (end > scan.valueTo) scan.valueTo = end;
}

/**
 * A part of the input in Latin-1. Where parts are asked for that add up to the whole, they are cut from it from then on:
 * V8 points to them where a copy would take as long as the part.
 */
export function textOf(scan: Scan, start: number, end: number): string {
  if (scan.text !== null) return scan.text.slice(start, end);
  scan.copied += end - start;
  if (scan.copied > scan.length) scan.text = latin1(scan.bytes, 0, scan.length);
  return latin1(scan.bytes, start, end);
}

export function kindOf(scan: Scan): FileKind {
  scan.kind ??= fileKind(scan.judgedAs);
  return scan.kind;
}

type Known = Partial<Pick<Candidate, 'bodyStart' | 'assigned' | 'likeness' | 'url'>>;

/** True when there was more than is reported: then nothing more is looked at. */
export function isFull({ found }: Limits): boolean {
  return found > MOST_OF_ALL;
}

export function add(scan: Scan, detector: CompiledDetector, start: number, end: number, known: Known): void {
  const { limits } = scan;
  const count = (limits.counts[detector.index] ?? 0) + 1;
  limits.counts[detector.index] = count;
  if (count > MOST_OF_ONE) {
    tell(limits, detector, 'matches');
    return;
  }
  limits.found++;
  if (isFull(limits)) {
    tell(limits, detector, 'all');
    return;
  }
  scan.candidates.push({
    detector,
    start,
    end,
    bodyStart: start,
    assigned: null,
    likeness: null,
    url: null,
    near: null,
    ...known,
  });
}
