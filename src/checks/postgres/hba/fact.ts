/** pg.hba: one fact for each file, with everything that lets somebody in. */
import type { Fact } from '../../../engine/fact.ts';
import type { Confidence } from '../../../engine/severity.ts';
import type { Anchor } from '../../../source/span.ts';
import { fileFact } from '../../file-fact.ts';
import { anchorIn } from '../excerpt.ts';
import { inRange, maskOf, parseAddress } from './address.ts';
import { type Analysis, analyse, type Exposure, type Witness } from './analysis.ts';
import type { HbaEntry } from './entry.ts';
import { factPlaces } from './fact-places.ts';
import { keywordOf } from './match.ts';
import type { BadLine, Hba } from './parse.ts';
import { remoteUsersOf } from './remote-users.ts';

export interface HbaFactOptions {
  readonly subject: string;
  readonly confidence: Confidence;
  /** Users whose ways in a rule asks for. */
  readonly users: readonly string[];
  /** Entries that others stand around: nothing is said of the beginning and the end. */
  readonly isPartial?: boolean;
}

export const UNDECIDED =
  'host names, networks or roles that only the server knows decide whether anything arrives here';

export function hbaFact(hba: Hba, options: HbaFactOptions): Fact {
  const lines = linesOf(hba);
  const isPartial = options.isPartial ?? false;
  const isRefused = hba.faults.length > 0 || (!isPartial && isEmpty(hba));
  const work = (): Analysis | null => (isRefused ? null : analyse(hba, { askedUsers: options.users }));
  // It is ten times as large as what is said of it, and asked again only where something is at fault.
  const again = lazily(work);
  const { value, unknown } = contentOf(
    hba,
    lines,
    isRefused,
    work(),
    (at) => again()?.exposures[at]?.witness() ?? null,
  );
  if (isPartial) withoutEnds(value, unknown);
  return fileFact({
    fact: 'pg.hba',
    subject: options.subject,
    at: wholeAnchor(hba, lines),
    value,
    unknown,
    confidence: options.confidence,
    positions: () => factPlaces(hba, lines, again()).positions,
    provenance: () => factPlaces(hba, lines, again()).provenance,
  });
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
  const entries = lines.map((line, at) => {
    if (line.kind === 'fault') return faultyEntry(line.fault);
    const { entry, index } = line;
    const reached = analysis?.reached[index];
    if (reached === 'perhaps') unknown[`entries.${at}.reachable`] = reasonOf(hba);
    const shadows = reached === 'no' ? (analysis?.shadowedBy(index) ?? []) : [];
    return {
      ...plainEntry(entry),
      ...(reached === undefined || reached === 'perhaps' ? {} : { reachable: reached === 'yes' }),
      shadowedBy: shadows.map((one) => hba.entries[one]?.line ?? 0),
      isBypassed: entry.method === 'reject' && shadows.some((one) => hba.entries[one]?.method !== 'reject'),
    };
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
  addExposures(hba, analysis, witness, value, unknown);
  return { value, unknown };
}

function faultyEntry({ line, path, message }: BadLine) {
  const nothing = { type: null, databases: null, users: null, address: null, method: null, options: {} };
  return { line, path, ...nothing, error: message, shadowedBy: [], isBypassed: false };
}

function plainEntry({ line, path, type, databases, users, addressText, method, options }: HbaEntry) {
  return {
    line,
    path,
    type: type as string | null,
    databases: databases.map(({ text }) => text),
    users: users.map(({ text }) => text),
    address: addressText,
    method: method as string | null,
    options: Object.fromEntries([...options].map(([name, text]) => [name, isSecret(name) ? SECRET : text])),
    error: null as string | null,
  };
}

/** These hold passwords, in the clear. */
function isSecret(option: string): boolean {
  return option === 'ldapbindpasswd' || option === 'radiussecrets';
}

const SECRET = '[redacted]';

function addExposures(
  hba: Hba,
  analysis: Analysis,
  witness: WitnessOf,
  value: Record<string, unknown>,
  unknown: Record<string, string>,
): void {
  const entries = hba.entries.map(ofEntry);
  value.exposures = analysis.exposures.flatMap((exposure, at) => {
    const own = entries[exposure.entry];
    if (own === undefined) return [];
    if (!exposure.certain) unknown[`exposures.${at}.certain`] = reasonOf(hba);
    if (exposure.moreRanges) unknown[`exposures.${at}.ranges.${exposure.ranges.length}`] = MORE_RANGES;
    return exposureValue(exposure, own, at, witness);
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
  const own = analysis.exposures.filter((one) => !one.replication && isFromItself(one));
  if (own.length > 0 && !own.some(({ certain }) => certain)) unknown.localAccess = reasonOf(hba);
  else if (own.length === 0 && hba.missing.length > 0) unknown.localAccess = reasonOf(hba);
  else value.localAccess = own.length > 0;
}

const MORE_RANGES = 'a mask with holes stands for more ranges than are listed';

/** Why something is not certain: a file that is not at hand, else what only the server knows. */
function reasonOf({ missing }: Hba): string {
  return missing[0]?.message ?? UNDECIDED;
}

/** The witness of an exposure, by its index. */
type WitnessOf = (at: number) => Witness | null;

function exposureValue(exposure: Exposure, own: ReturnType<typeof ofEntry>, at: number, witness: WitnessOf) {
  const { transport, replication, certain, ranges, names } = exposure;
  const { line, type, databases, users, method, anyDatabase, anyUser, clientCertificate } = own;
  return {
    line,
    type,
    databases,
    users,
    method,
    transport,
    replication,
    certain: certain ? true : undefined,
    ranges,
    names,
    anyDatabase,
    anyUser,
    clientCertificate,
    get witness() {
      return witness(at);
    },
  };
}

/** What all exposures of an entry say of it. */
function ofEntry({ line, type, databases, users, method, options }: HbaEntry) {
  return {
    line,
    type,
    databases: databases.map(({ text }) => text),
    users: users.map(({ text }) => text),
    method,
    anyDatabase: databases.some((name) => keywordOf(name) === 'all'),
    anyUser: users.some((name) => keywordOf(name) === 'all'),
    clientCertificate: options.has('clientcert') || method === 'cert',
  };
}

const LOOPBACK = ['127.0.0.1', '::1'].flatMap((text) => parseAddress(text) ?? []);

/** From the machine that the server runs on. */
function isFromItself({ transport, ranges, names }: Exposure): boolean {
  if (transport === 'local' || names.includes('samehost')) return true;
  return ranges.some((range) => {
    const [base = '', length = ''] = range.split('/');
    const first = parseAddress(base);
    if (first === null) return false;
    const bits = { ...first, mask: maskOf(Number(length), first.family) };
    return LOOPBACK.some((address) => inRange(address, bits));
  });
}
