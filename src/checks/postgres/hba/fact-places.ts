/** Where the fields of a pg.hba fact stand. */
import type { ProvenanceStep } from '../../../engine/fact.ts';
import type { Anchor } from '../../../source/span.ts';
import type { Analysis } from './analysis.ts';
import type { HbaEntry } from './entry.ts';
import type { HbaLine } from './fact.ts';
import type { Hba } from './parse.ts';
import { remoteUsersOf } from './remote-users.ts';

export interface FactPlaces {
  readonly positions: Record<string, Anchor>;
  readonly provenance: Record<string, readonly ProvenanceStep[]>;
}

/** Entries by their words: routes must survive edits elsewhere in the file. */
function named(at: Anchor, entry: HbaEntry): Anchor {
  const { type, databases, users, addressText } = entry;
  const words = [type, names(databases), names(users), ...(addressText === null ? [] : [addressText])];
  return { ...at, route: [...(at.route ?? []), words.join(' ')] };
}

function names(list: HbaEntry['databases']): string {
  return list.map(({ text }) => text).join(',');
}

export function factPlaces(hba: Hba, lines: readonly HbaLine[], analysis: Analysis | null): FactPlaces {
  const positions: Record<string, Anchor> = {};
  const provenance: Record<string, readonly ProvenanceStep[]> = {};
  lines.forEach((line, at) => {
    const field = `entries.${at}`;
    if (line.kind === 'fault') positions[field] = line.fault.at;
    else entryPlaces(line.entry, field, positions);
  });
  if (analysis === null) return { positions, provenance };
  analysis.exposures.forEach(({ entry: index }, at) => {
    const entry = hba.entries[index];
    if (entry === undefined) return;
    const field = `exposures.${at}`;
    entryPlaces(entry, field, positions);
    const type = named(entry.places.type, entry);
    positions[`${field}.ranges`] = positions[`${field}.address`] ?? named(entry.at, entry);
    positions[`${field}.names`] = positions[`${field}.ranges`] ?? type;
    positions[`${field}.transport`] = type;
    provenance[`${field}.type`] = [{ what: 'set', span: type }];
  });
  remoteUserPlaces(hba, analysis, positions);
  endPlaces(hba, positions, provenance);
  return { positions, provenance };
}

function entryPlaces(entry: HbaEntry, field: string, positions: Record<string, Anchor>): void {
  positions[field] = named(entry.at, entry);
  for (const [name, at] of Object.entries(entry.places)) {
    if (at !== null) positions[`${field}.${name}`] = named(at, entry);
  }
}

function remoteUserPlaces(hba: Hba, analysis: Analysis, positions: Record<string, Anchor>): void {
  remoteUsersOf(analysis).forEach(({ entry: index }, at) => {
    const entry = hba.entries[index];
    if (entry === undefined) return;
    positions[`remoteUsers.${at}`] = named(entry.places.users, entry);
  });
}

/** What is left at the end stands with the last entry, behind which a reject would go if the file ends there. */
function endPlaces(
  hba: Hba,
  positions: Record<string, Anchor>,
  provenance: Record<string, readonly ProvenanceStep[]>,
): void {
  const last = hba.entries.findLast(({ path }) => path === hba.excerpt.path);
  if (last === undefined) return;
  const at = { ...last.at, route: [...hba.excerpt.route, 'end'] };
  for (const field of ['final', 'final.ipv4', 'final.ipv6', 'final.replication']) {
    positions[field] = at;
    if (last === hba.entries.at(-1)) provenance[field] = [{ what: 'set', span: at }];
  }
}
