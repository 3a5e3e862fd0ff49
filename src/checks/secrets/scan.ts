/**
 * The scanner: one pass of the automaton over the bytes of a file, and where a keyword ends a look at what stands around
 * it. Everything that is looked at is bounded, so that no file takes longer than its length allows.
 */
import type { Confidence } from '../../engine/severity.ts';
import { latin1 } from './assigned.ts';
import { byteEntropy } from './byte-entropy.ts';
import type {
  CompiledDetector,
  CompiledDetectors,
  CompiledRegex,
  CompiledToken,
  CompiledUrl,
} from './compile.ts';
import type { Context } from './context.ts';
import { linesOf } from './file-bound.ts';
import { judged } from './judge.ts';
import { keyFile } from './key-file/key-file.ts';
import { keyRouteOf } from './key-route.ts';
import { literalEnd } from './keyword-index.ts';
import { literalSearch } from './literal-search.ts';
import { lookForAssignment } from './look-assignment.ts';
import { withNeighbours } from './near.ts';
import { withoutOverlaps } from './overlap.ts';
import {
  add,
  isFull,
  kindOf,
  type Limit,
  limitsFor,
  MOST_OF_ONE,
  mayRead,
  type Scan,
  startLimits,
  tell,
  textOf,
} from './scan-state.ts';
import { Secret } from './secret.ts';
import { tokenEnd } from './token.ts';
import { type UrlCredentials, urlCredentials } from './url.ts';

export interface ScanInput {
  /** From the root, with `/`: the kind of file and allowances are told by it. */
  readonly path: string;
  /** The part of the path that says what kind of file it is; the whole where it is not given. */
  readonly judgedAs?: string;
  /** A whole file or blob, or a chunk of a large one. */
  readonly bytes: Buffer;
  /** Of an archive, of which another member was looked at before: they share what takes long. */
  readonly isMember?: boolean;
  /** What is decoded from the input before shares its limits. */
  readonly isLayer?: boolean;
  /** Told of a detector (by its id) that not all was looked at for, and why. */
  readonly tooMany?: (detector: string, limit: Limit) => void;
}

export interface SecretMatch {
  /** Id of the detector. */
  readonly detector: string;
  /** Byte offsets of the secret itself. */
  readonly start: number;
  readonly end: number;
  readonly secret: Secret;
  readonly confidence: Confidence;
  /** Bytes. */
  readonly length: number;
  /** Bits per byte. */
  readonly entropy: number;
  readonly context: Context;
  /** The names that lead to it, such as the identifier it is assigned to; empty where nothing names it. */
  readonly keyRoute: readonly string[];
}

/** All matches of one input, those that their context dismisses included, in the order of the file. */
export type Scanner = (input: ScanInput) => readonly SecretMatch[];

/** A scanner for one thread; it keeps nothing of what it was given. */
export function createScanner(detectors: CompiledDetectors, search = literalSearch(detectors)): Scanner {
  const doneTo = new Int32Array(detectors.size);
  const readTo = new Int32Array(detectors.size);
  const limits = limitsFor(detectors.size);
  return ({ path, judgedAs = path, bytes, isMember = false, isLayer = false, tooMany }) => {
    const { length } = bytes;
    doneTo.fill(-1);
    readTo.fill(0);
    if (!isLayer) startLimits(limits, { length, isMember, tooMany: tooMany ?? IGNORED });
    const scan: Scan = {
      path,
      judgedAs,
      bytes,
      length,
      limits,
      kind: null,
      candidates: [],
      doneTo,
      readTo,
      text: null,
      copied: 0,
      assignedFor: -1,
      assigned: null,
      word: null,
      valueTo: -1,
      wordFrom: -1,
      wordTo: -1,
      urlFor: -1,
      url: null,
    };
    search(bytes, (role, start) => look(scan, detectors, role, start), kindOf(scan).bare === 'none');
    for (const index of detectors.boundTo(path)) lookAtLines(scan, detectors.detectorAt(index));
    lookAtWhole(scan, detectors);
    return scan.candidates.length === 0 ? NOTHING : matchesOf(scan);
  };
}

const NOTHING: readonly SecretMatch[] = [];
const IGNORED = (): void => {};

/** Looks for whoever has the role, if its literal stands at `start`. */
function look(scan: Scan, detectors: CompiledDetectors, role: number, start: number): void {
  if (isFull(scan.limits)) return;
  const end = literalEnd(detectors, role, scan.bytes, start);
  if (end < 0) return;
  const detector = detectors.detectorAt(detectors.detectors[role] ?? 0);
  if ((scan.limits.counts[detector.index] ?? 0) > MOST_OF_ONE) return;
  if (detector.isFor !== null && !detector.isFor(scan.path)) return;
  switch (detector.kind) {
    case 'token':
      lookForToken(scan, detector, start, end);
      break;
    case 'assignment':
      lookForAssignment(scan, detector, start, end);
      break;
    case 'regex':
      lookForRegex(scan, detector, start);
      break;
    case 'url':
      lookForUrl(scan, detector, end);
      break;
    case 'key-file':
      break;
  }
}

function lookForToken(scan: Scan, detector: CompiledToken, start: number, bodyStart: number): void {
  if (start < (scan.doneTo[detector.index] ?? 0)) return;
  const end = tokenEnd(detector, scan.bytes, scan.length, bodyStart);
  if (end < 0) return;
  if (detector.entropy > 0 && byteEntropy(scan.bytes, bodyStart, end) < detector.entropy) return;
  scan.doneTo[detector.index] = end;
  add(scan, detector, start, end, { bodyStart });
}

/** Bytes; to read so many for each keyword takes no longer than to find it. */
const SHORT_WINDOW = 256;

/** A window is looked at once; the next keyword inside it may begin another match behind the last. */
function lookForRegex(scan: Scan, detector: CompiledRegex, start: number): void {
  if (start < (scan.doneTo[detector.index] ?? 0)) return;
  const { before, window } = detector.shape;
  const from = Math.max(0, start - before);
  const to = Math.min(scan.length, start + window);
  if (window > SHORT_WINDOW && !mayRead(scan, detector, from, to, 1)) return;
  const found = detector.match(textOf(scan, from, to), start - from);
  if (found === null) return;
  const [secretStart, secretEnd] = [from + found.start, from + found.end];
  if (secretStart < (scan.doneTo[detector.index] ?? 0)) return;
  if (detector.entropy > 0 && byteEntropy(scan.bytes, secretStart, secretEnd) < detector.entropy) return;
  scan.doneTo[detector.index] = secretEnd;
  add(scan, detector, secretStart, secretEnd, {});
}

/** For a detector without keywords, in one of its files. */
function lookAtLines(scan: Scan, detector: CompiledDetector): void {
  if (detector.kind !== 'regex') return;
  for (const { start, text } of linesOf(scan.bytes)) {
    const found = detector.match(text, 0);
    if (found === null) continue;
    const [from, to] = [start + found.start, start + found.end];
    if (detector.entropy > 0 && byteEntropy(scan.bytes, from, to) < detector.entropy) continue;
    add(scan, detector, from, to, {});
    if ((scan.limits.counts[detector.index] ?? 0) > MOST_OF_ONE) return;
  }
}

function lookAtWhole(scan: Scan, detectors: CompiledDetectors): void {
  const found = detectors.ofKeyFiles.length === 0 ? null : keyFile(scan.bytes, scan.limits.rounds);
  if (found === null) return;
  for (const index of detectors.ofKeyFiles) {
    const detector = detectors.detectorAt(index);
    if (detector.kind !== 'key-file' || (detector.isFor !== null && !detector.isFor(scan.path))) continue;
    const { formats, keys } = detector.shape;
    if (!formats.includes(found.format) || keys !== found.keys) continue;
    add(scan, detector, 0, scan.length, {});
    if (found.isUntried === true) tell(scan.limits, detector, 'passwords');
  }
}

function lookForUrl(scan: Scan, detector: CompiledUrl, end: number): void {
  if (scan.urlFor !== end) {
    scan.url = urlCredentials(scan.bytes, scan.length, end);
    scan.urlFor = end;
  }
  const found = scan.url;
  if (found === null || !hasScheme(scan, detector, found)) return;
  add(scan, detector, found.passwordStart, found.passwordEnd, { url: found });
}

function hasScheme(scan: Scan, { shape }: CompiledUrl, { schemeStart, schemeEnd }: UrlCredentials): boolean {
  const scheme = latin1(scan.bytes, schemeStart, schemeEnd).toLowerCase();
  return shape.schemes.includes(scheme) || (shape.schemes.includes('*') && scheme !== '');
}

function matchesOf(scan: Scan): readonly SecretMatch[] {
  const kind = kindOf(scan);
  return withoutOverlaps(withNeighbours(scan.candidates, scan.bytes)).map((candidate): SecretMatch => {
    const { detector, start, end } = candidate;
    const { context, confidence } = judged(candidate, scan.bytes, kind);
    const secret = new Secret(scan.bytes.subarray(start, end));
    const { length, entropy } = secret;
    const keyRoute = keyRouteOf(scan.bytes, start, candidate.assigned);
    return { detector: detector.id, start, end, secret, confidence, length, entropy, context, keyRoute };
  });
}
