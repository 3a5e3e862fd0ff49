/**
 * The scanner: one pass of the automaton over the bytes of a file, and where a keyword ends a look at what stands around
 * it. Everything that is looked at is bounded, so that no file takes longer than its length allows.
 */
import type { Confidence } from '../../engine/severity.ts';
import { type Assigned, assignedValue, latin1 } from './assigned.ts';
import { bodyAfter } from './body-after.ts';
import { byteEntropy } from './byte-entropy.ts';
import type {
  CompiledAssignment,
  CompiledDetector,
  CompiledDetectors,
  CompiledRegex,
  CompiledToken,
  CompiledUrl,
} from './compile.ts';
import type { Context } from './context.ts';
import { linesOf } from './file-bound.ts';
import { type FileKind, fileKind } from './file-kind.ts';
import { type Candidate, judged } from './judge.ts';
import { keyFile } from './key-file/key-file.ts';
import { keyRouteOf } from './key-route.ts';
import { literalEnd } from './keyword-index.ts';
import { LONGEST_LIKELY, likenessOf } from './likeness.ts';
import { literalSearch } from './literal-search.ts';
import { withNeighbours } from './near.ts';
import { withoutOverlaps } from './overlap.ts';
import { Secret } from './secret.ts';
import { serviceKeyAfter } from './service-key.ts';
import { tokenEnd } from './token.ts';
import { type UrlCredentials, urlCredentials } from './url.ts';
import { LONGEST_VALUE, wordEnd } from './value-extent.ts';

export interface ScanInput {
  /** From the root, with `/`: the kind of file and allowances are told by it. */
  readonly path: string;
  /** The part of the path that says what kind of file it is; the whole where it is not given. */
  readonly judgedAs?: string;
  /** A whole file or blob, or a chunk of a large one. */
  readonly bytes: Buffer;
  /** Told of a detector (by its id) that fits more texts than are looked at. */
  readonly tooMany?: (detector: string) => void;
}

/** Of one detector in one input, and of all together: whoever has more made the file so, and each costs time. */
export const MOST_OF_ONE = 1000;
const MOST_OF_ALL = 10_000;

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

/** What one file's scan knows. */
interface Scan {
  readonly path: string;
  readonly judgedAs: string;
  readonly bytes: Buffer;
  readonly length: number;
  kind: FileKind | null;
  readonly candidates: Candidate[];
  /** Per detector: up to where matches were found, or values looked at. */
  readonly doneTo: Int32Array;
  /** Per detector: how many candidates it has. */
  readonly counts: Uint16Array;
  tooMany: Set<string> | null;
  /** The whole input in Latin-1, when parts of it have been copied that add up to it; how many bytes those had. */
  text: string | null;
  copied: number;
  /** The assignment around the keyword that was looked at last. */
  assignedFor: number;
  assigned: Assigned | null;
  /** The credentials behind the `://` that was looked at last. */
  urlFor: number;
  url: UrlCredentials | null;
}

/** A scanner for one thread; it keeps nothing of what it was given. */
export function createScanner(detectors: CompiledDetectors, search = literalSearch(detectors)): Scanner {
  const doneTo = new Int32Array(detectors.size);
  const counts = new Uint16Array(detectors.size);
  return ({ path, judgedAs = path, bytes, tooMany }) => {
    const { length } = bytes;
    doneTo.fill(-1);
    counts.fill(0);
    const scan: Scan = {
      path,
      judgedAs,
      bytes,
      length,
      kind: null,
      candidates: [],
      doneTo,
      counts,
      tooMany: null,
      text: null,
      copied: 0,
      assignedFor: -1,
      assigned: null,
      urlFor: -1,
      url: null,
    };
    search(bytes, (role, start) => look(scan, detectors, role, start), kindOf(scan).bare === 'none');
    for (const index of detectors.boundTo(path)) lookAtLines(scan, detectors.detectorAt(index));
    lookAtWhole(scan, detectors);
    if (scan.tooMany !== null) for (const detector of scan.tooMany) tooMany?.(detector);
    return scan.candidates.length === 0 ? NOTHING : matchesOf(scan);
  };
}

const NOTHING: readonly SecretMatch[] = [];

/** Looks for whoever has the role, if its literal stands at `start`. */
function look(scan: Scan, detectors: CompiledDetectors, role: number, start: number): void {
  const end = literalEnd(detectors, role, scan.bytes, start);
  if (end < 0) return;
  const detector = detectors.detectorAt(detectors.detectors[role] ?? 0);
  if ((scan.counts[detector.index] ?? 0) > MOST_OF_ONE) return;
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

function lookForAssignment(scan: Scan, detector: CompiledAssignment, start: number, end: number): void {
  const { value } = detector;
  if (value.kind === 'body') {
    const found = bodyAfter(scan.bytes, scan.length, end, value.body);
    if (found === null || found.start < (scan.doneTo[detector.index] ?? 0)) return;
    if (!isQualified(scan, detector, start, found.start)) return;
    if (detector.entropy > 0 && byteEntropy(scan.bytes, found.start, found.end) < detector.entropy) return;
    scan.doneTo[detector.index] = found.end;
    add(scan, detector, found.start, found.end, {});
    return;
  }
  if (value.kind === 'like' && value.like === 'service-key') {
    if (start < (scan.doneTo[detector.index] ?? 0)) return;
    const found = serviceKeyAfter(scan.bytes, scan.length, end);
    if (found === null) return;
    scan.doneTo[detector.index] = found.end;
    if (found.isKey) add(scan, detector, found.start, found.end, {});
    return;
  }
  // A name may begin where the last value does.
  if (start + 1 < (scan.doneTo[detector.index] ?? 0)) return;
  const assigned = assignedAround(scan, start, end);
  if (assigned === null || assigned.start < (scan.doneTo[detector.index] ?? 0)) return;
  if (value.kind === 'pattern') {
    lookForPattern(scan, detector, value, start, assigned);
    return;
  }
  if (!isQualified(scan, detector, start, assigned.start)) return;
  scan.doneTo[detector.index] = Math.max(assigned.start + 1, endlessTo(scan, assigned));
  const word = asWord(scan, assigned);
  const likeness = likenessOf(scan.bytes, word, value.like, kindOf(scan));
  if (likeness !== null) add(scan, detector, word.start, word.end, { assigned: word, likeness });
}

/** The shape first, which little has, and then whether the name is that of a service. */
function lookForPattern(
  scan: Scan,
  detector: CompiledAssignment,
  { matches }: Extract<CompiledAssignment['value'], { readonly kind: 'pattern' }>,
  start: number,
  assigned: Assigned,
): void {
  const fits = ({ start: from, end }: Assigned): boolean => matches(textOf(scan, from, end), 0) !== null;
  const word = asWord(scan, assigned);
  const isWhole = fits(assigned);
  const isFound = isWhole || (word.end < assigned.end && fits(word));
  const endless = endlessTo(scan, assigned);
  if ((!isFound && endless < 0) || !isQualified(scan, detector, start, assigned.start)) return;
  scan.doneTo[detector.index] = Math.max(assigned.start + 1, endless);
  if (isFound) add(scan, detector, assigned.start, isWhole ? assigned.end : word.end, { assigned });
}

/** Where nothing is known of the file, a value may be the rest of the line or its first word. */
function asWord(scan: Scan, assigned: Assigned): Assigned {
  const { start, form, identifierStart, identifierEnd, operator } = assigned;
  if (form !== 'doubtful') return assigned;
  const end = Math.min(assigned.end, wordEnd(scan.bytes, scan.length, start));
  return { start, end, form, identifierStart, identifierEnd, operator };
}

/**
 * Where a value is one word without an end, every name in it has one too: up to there nothing need be looked at. Quotes end
 * words, so that none of them is passed over.
 */
function endlessTo(scan: Scan, { start, end, form }: Assigned): number {
  if (form === 'quoted' || form === 'tag' || end - start < LONGEST_VALUE) return -1;
  const to = wordEnd(scan.bytes, scan.length, start);
  return to - start < LONGEST_VALUE ? -1 : to - LONGEST_LIKELY;
}

/** The same for all names of one identifier, and for all detectors that ask for one of them. */
function assignedAround(scan: Scan, start: number, end: number): Assigned | null {
  if (scan.assignedFor !== end) {
    scan.assigned = assignedValue(scan.bytes, scan.length, start, end, kindOf(scan).bare);
    scan.assignedFor = end;
  }
  return scan.assigned;
}

/** Qualifiers may stand before the name or between it and the value: `heroku_api_key`, `KEY_FOR_HEROKU`. */
function isQualified(
  scan: Scan,
  { shape }: CompiledAssignment,
  nameStart: number,
  valueStart: number,
): boolean {
  if (shape.qualifiers.length === 0) return true;
  const from = Math.max(0, nameStart - 40);
  const around = latin1(scan.bytes, from, valueStart);
  const folded = around
    .slice(around.lastIndexOf('\n', nameStart - from) + 1)
    .toLowerCase()
    .replace(/[_\-. ]/g, '');
  return shape.qualifiers.some((qualifier) => folded.includes(qualifier));
}

/** A window is looked at once; the next keyword inside it may begin another match behind the last. */
function lookForRegex(scan: Scan, detector: CompiledRegex, start: number): void {
  if (start < (scan.doneTo[detector.index] ?? 0)) return;
  const { before, window } = detector.shape;
  const from = Math.max(0, start - before);
  const found = detector.match(textOf(scan, from, Math.min(scan.length, start + window)), start - from);
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
    if ((scan.counts[detector.index] ?? 0) > MOST_OF_ONE) return;
  }
}

function lookAtWhole(scan: Scan, detectors: CompiledDetectors): void {
  const found = detectors.ofKeyFiles.length === 0 ? null : keyFile(scan.bytes);
  if (found === null) return;
  for (const index of detectors.ofKeyFiles) {
    const detector = detectors.detectorAt(index);
    if (detector.kind !== 'key-file' || (detector.isFor !== null && !detector.isFor(scan.path))) continue;
    const { formats, keys } = detector.shape;
    if (formats.includes(found.format) && keys === found.keys) add(scan, detector, 0, scan.length, {});
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

/**
 * A part of the input in Latin-1. Where parts are asked for that add up to the whole, they are cut from it from then on:
 * V8 points to them where a copy would take as long as the part.
 */
function textOf(scan: Scan, start: number, end: number): string {
  if (scan.text !== null) return scan.text.slice(start, end);
  scan.copied += end - start;
  if (scan.copied > scan.length) scan.text = latin1(scan.bytes, 0, scan.length);
  return latin1(scan.bytes, start, end);
}

function kindOf(scan: Scan): FileKind {
  scan.kind ??= fileKind(scan.judgedAs);
  return scan.kind;
}

type Known = Partial<Pick<Candidate, 'bodyStart' | 'assigned' | 'likeness' | 'url'>>;

function add(scan: Scan, detector: CompiledDetector, start: number, end: number, known: Known): void {
  const count = (scan.counts[detector.index] ?? 0) + 1;
  scan.counts[detector.index] = count;
  if (count > MOST_OF_ONE || scan.candidates.length >= MOST_OF_ALL) {
    scan.tooMany ??= new Set();
    scan.tooMany.add(detector.id);
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
