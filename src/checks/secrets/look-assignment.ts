/** Looks at what is assigned to a name, for detectors that know the name. */
import { type Assigned, assignedValue, latin1 } from './assigned.ts';
import { bodyAfter } from './body-after.ts';
import { byteEntropy } from './byte-entropy.ts';
import type { CompiledAssignment } from './compile.ts';
import { LONGEST_LIKELY, likenessOf } from './likeness.ts';
import { add, haveReadValue, kindOf, mayRead, mayReadWithin, type Scan, textOf } from './scan-state.ts';
import { serviceKeyAfter } from './service-key.ts';
import { LONGEST_VALUE, wordEnd } from './value-extent.ts';

/** How often a value is read to tell what it looks like. */
const LIKENESS_READS = 16;

export function lookForAssignment(
  scan: Scan,
  detector: CompiledAssignment,
  start: number,
  end: number,
): void {
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
  const assigned = assignedAround(scan, detector, start, end);
  if (assigned === null || assigned.start < (scan.doneTo[detector.index] ?? 0)) return;
  if (value.kind === 'pattern') {
    lookForPattern(scan, detector, value, start, assigned);
    return;
  }
  if (!isQualified(scan, detector, start, assigned.start)) return;
  scan.doneTo[detector.index] = Math.max(assigned.start + 1, endlessTo(scan, assigned));
  const word = asWord(scan, assigned);
  const length = word.end - word.start;
  if (length > LONGEST_LIKELY || !mayRead(scan, detector, word.start, word.end, LIKENESS_READS)) return;
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
  if (!mayRead(scan, detector, assigned.start, assigned.end, 1)) return;
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
  if (assigned.form !== 'doubtful') return assigned;
  if (assigned === scan.assigned && scan.word !== null) return scan.word;
  const { start, form, identifierStart, identifierEnd, operator } = assigned;
  const end = Math.min(assigned.end, wordEndFrom(scan, start));
  scan.word = { start, end, form, identifierStart, identifierEnd, operator };
  return scan.word;
}

/** Words within the word that was read last end where it does, or behind it. */
function wordEndFrom(scan: Scan, start: number): number {
  const isWithin = scan.wordFrom <= start && start < scan.wordTo;
  scan.wordTo = wordEnd(scan.bytes, scan.length, start, isWithin ? scan.wordTo : start);
  scan.wordFrom = start;
  return scan.wordTo;
}

/**
 * Where a value is one word without an end, every name in it has one too: up to there nothing need be looked at. Quotes end
 * words, so that none of them is passed over.
 */
function endlessTo(scan: Scan, { start, end, form }: Assigned): number {
  if (form === 'quoted' || form === 'tag' || end - start < LONGEST_VALUE) return -1;
  const to = wordEndFrom(scan, start);
  return to - start < LONGEST_VALUE ? -1 : to - LONGEST_LIKELY;
}

/** The same for all names of one identifier, and for all detectors that ask for one of them. */
function assignedAround(
  scan: Scan,
  detector: CompiledAssignment,
  start: number,
  end: number,
): Assigned | null {
  if (scan.assignedFor === end) return scan.assigned;
  if (!mayReadWithin(scan, detector, start)) return null;
  const assigned = assignedValue(scan.bytes, scan.length, start, end, kindOf(scan).bare);
  if (assigned !== null) haveReadValue(scan, assigned);
  scan.assigned = assigned;
  scan.assignedFor = end;
  scan.word = null;
  return assigned;
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
