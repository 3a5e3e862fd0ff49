/** pg.hba: one fact for each file, with everything that lets somebody in. */
import type { Fact } from '../../../engine/fact.ts';
import type { Confidence } from '../../../engine/severity.ts';
import type { Anchor } from '../../../source/span.ts';
import { fileFact } from '../../file-fact.ts';
import { anchorIn } from '../excerpt.ts';
import { type Analysis, analyse, type Certainty } from './analysis.ts';
import type { HbaEntry } from './entry.ts';
import {
  type EntryFate,
  type EntryValue,
  entryValue,
  faultyEntry,
  listedEntry,
  REACHED,
  UNDECIDED_FATE,
} from './entry-value.ts';
import { ExposureValue, type WitnessOf } from './exposure-value.ts';
import { type FactPlaces, factPlaces } from './fact-places.ts';
import type { BadLine, Hba } from './parse.ts';
import { remoteUsersOf } from './remote-users.ts';

export interface HbaFactOptions {
  readonly subject: string;
  readonly confidence: Confidence;
  /** Users whose ways in a rule asks for. */
  readonly users: readonly string[];
  /** Entries that others stand around: nothing is said of the beginning and the end. */
  readonly isPartial?: boolean;
  /** Of entries that are written in another form: where everything of them stands. Nothing there can be replaced. */
  readonly derivedFrom?: Anchor;
}

export const UNDECIDED =
  'host names, networks or roles that only the server knows decide whether anything arrives here';

/**
 * The fact of a file. What is said of it is small; the entries and the analysis are ten times as large, so that they are
 * dropped, and made once more by `read` where somebody asks for places or witnesses, which is where something is at fault.
 */
export function hbaFact(hba: Hba, read: () => Hba, options: HbaFactOptions): Fact {
  const lines = linesOf(hba);
  const isPartial = options.isPartial ?? false;
  const isRefused = hba.faults.length > 0 || (!isPartial && isEmpty(hba));
  const { users } = options;
  const worked = (one: Hba): Analysis | null => (isRefused ? null : analyse(one, { askedUsers: users }));
  const again = lazily(() => {
    const one = read();
    return { hba: one, analysis: worked(one) };
  });
  const places = lazily(() => {
    const { hba: one, analysis } = again();
    const made = factPlaces(one, linesOf(one), analysis);
    const { derivedFrom } = options;
    return derivedFrom === undefined ? made : placedAt(derivedFrom, made);
  });
  const { value, unknown } = contentOf(
    hba,
    lines,
    isRefused,
    worked(hba),
    (at) => again().analysis?.exposures[at]?.witness() ?? null,
  );
  if (isPartial) withoutEnds(value, unknown);
  return fileFact({
    fact: 'pg.hba',
    subject: options.subject,
    at: wholeAnchor(hba, lines),
    value,
    unknown,
    confidence: options.confidence,
    positions: () => places().positions,
    provenance: () => places().provenance,
  });
}

/** Routes stay apart, since fingerprints are made of them. */
function placedAt({ start, end }: Anchor, { positions }: FactPlaces): FactPlaces {
  const moved = Object.entries(positions).map(([field, at]) => [field, { ...at, start, end }] as const);
  return { positions: Object.fromEntries(moved), provenance: {} };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Entries and faulty lines in the order of the file. */
export type HbaLine =
  | { readonly kind: 'entry'; readonly entry: HbaEntry; readonly index: number }
  | { readonly kind: 'fault'; readonly fault: BadLine };

function linesOf({ entries, faults }: Hba): readonly HbaLine[] {
  const lines: HbaLine[] = [];
  let next = 0;
  entries.forEach((entry, index) => {
    for (let fault = faults[next]; fault !== undefined && fault.before <= index; fault = faults[++next]) {
      lines.push({ kind: 'fault', fault });
    }
    lines.push({ kind: 'entry', entry, index });
  });
  for (const fault of faults.slice(next)) lines.push({ kind: 'fault', fault });
  return lines;
}

/** A file without entries is refused, too. */
function isEmpty({ entries, faults, missing, isTooLarge }: Hba): boolean {
  return entries.length === 0 && faults.length === 0 && missing.length === 0 && !isTooLarge;
}

/** The first line stands for the file. */
function wholeAnchor({ excerpt }: Hba, [first]: readonly HbaLine[]): Anchor {
  const at = first?.kind === 'entry' ? first.entry.at : first?.fault.at;
  return at !== undefined && at.path === excerpt.path
    ? { ...at, route: excerpt.route }
    : anchorIn(excerpt, 0, 0);
}

interface Content {
  readonly value: Record<string, unknown>;
  readonly unknown: Record<string, string>;
}

/** What depends on the entries around is left out. */
function withoutEnds(value: Record<string, unknown>, unknown: Record<string, string>): void {
  for (const field of ['final', 'localAccess', 'empty']) delete value[field];
  for (const field of ['final.ipv4', 'final.ipv6', 'final.replication', 'localAccess']) delete unknown[field];
}

function contentOf(
  hba: Hba,
  lines: readonly HbaLine[],
  isRefused: boolean,
  analysis: Analysis | null,
  witness: WitnessOf,
): Content {
  const unknown: Record<string, string> = {};
  const values = hba.entries.map(entryValue);
  const entries = lines.map((line, at) => {
    if (line.kind === 'fault') return faultyEntry(line.fault);
    const value = values[line.index] ?? entryValue(line.entry);
    const reached = analysis?.reached[line.index];
    if (reached === 'perhaps') unknown[`entries.${at}.reachable`] = reasonOf(hba);
    return listedEntry(value, reached === 'yes' ? REACHED : fateOf(hba, line, reached, analysis));
  });
  const value: Record<string, unknown> = {
    loadable: !isRefused,
    empty: isEmpty(hba),
    entries,
    lastLine: hba.entries.at(-1)?.line ?? null,
  };
  if (isRefused) return { value, unknown };
  if (analysis === null) {
    const reason = 'the file is too large, or its masks have too many holes, to say who gets in';
    for (const field of ['exposures', 'remoteUsers', 'final', 'localAccess']) unknown[field] = reason;
    entries.forEach((_, at) => {
      unknown[`entries.${at}.reachable`] = reason;
    });
    return { value, unknown };
  }
  addExposures({ hba, values, analysis, witness }, value, unknown);
  return { value, unknown };
}

/** What becomes of an entry that is not certainly reached. */
function fateOf(
  { entries }: Hba,
  { entry, index }: Extract<HbaLine, { kind: 'entry' }>,
  reached: Certainty | undefined,
  analysis: Analysis | null,
): EntryFate {
  if (reached !== 'no' || analysis === null) return UNDECIDED_FATE;
  const shadows = analysis.shadowedBy(index);
  return {
    isReached: false,
    shadowedBy: shadows.map((one) => entries[one]?.line ?? 0),
    isBypassed: entry.method === 'reject' && shadows.some((one) => entries[one]?.method !== 'reject'),
  };
}

interface Judged {
  readonly hba: Hba;
  readonly values: readonly EntryValue[];
  readonly analysis: Analysis;
  readonly witness: WitnessOf;
}

function addExposures(
  { hba, values, analysis, witness }: Judged,
  value: Record<string, unknown>,
  unknown: Record<string, string>,
): void {
  value.exposures = analysis.exposures.flatMap((exposure, at) => {
    const own = values[exposure.entry];
    if (own === undefined) return [];
    if (!exposure.certain) unknown[`exposures.${at}.certain`] = reasonOf(hba);
    if (exposure.moreRanges) unknown[`exposures.${at}.ranges.${exposure.ranges.length}`] = MORE_RANGES;
    return new ExposureValue(exposure, own, at, witness);
  });
  if (hba.missing.length > 0) unknown[`exposures.${analysis.exposures.length}`] = reasonOf(hba);
  value.remoteUsers = remoteUsersOf(analysis).map(({ entry, ...found }) => ({
    ...found,
    line: hba.entries[entry]?.line ?? 0,
    method: hba.entries[entry]?.method ?? '',
  }));
  const final: Record<string, boolean> = {};
  for (const [family, certainty] of Object.entries(analysis.open)) {
    if (certainty === 'perhaps') unknown[`final.${family}`] = reasonOf(hba);
    else final[family] = certainty === 'no';
  }
  value.final = final;
  const own = analysis.exposures.filter(({ replication, fromItself }) => !replication && fromItself);
  if (own.length > 0 && !own.some(({ certain }) => certain)) unknown.localAccess = reasonOf(hba);
  else if (own.length === 0 && hba.missing.length > 0) unknown.localAccess = reasonOf(hba);
  else value.localAccess = own.length > 0;
}

const MORE_RANGES = 'a mask with holes stands for more ranges than are listed';

/** Why something is not certain: a file that is not at hand, else what only the server knows. */
function reasonOf({ missing }: Hba): string {
  return missing[0]?.message ?? UNDECIDED;
}
