/** A whole pg_hba.conf: its entries, and everything that the server would refuse it for. */
import type { Excerpt } from '../excerpt.ts';
import { type HbaDialect, hbaDialect } from './dialect.ts';
import { type HbaEntry, parseEntry } from './entry.ts';
import { type Fault, type NamedFiles, NO_FILES, readLines, type TokenLine } from './read.ts';

/** A line that is no entry: a fault, or one that depends on a file that is not at hand. */
export interface BadLine extends Fault {
  readonly path: string;
  /** The first physical line, from 1. */
  readonly line: number;
}

export interface Hba {
  readonly excerpt: Excerpt;
  readonly dialect: HbaDialect;
  /** In order, those of includes in their place. */
  readonly entries: readonly HbaEntry[];
  readonly faults: readonly BadLine[];
  /** Lines that could not be read because of a file that is not at hand, with the number of entries before them. */
  readonly missing: readonly (BadLine & { readonly before: number })[];
  /** More lines than are read. */
  readonly isTooLarge: boolean;
}

/** Parses a text as the server of a version does. Never throws. */
export function parseHba(excerpt: Excerpt, version: number, files: NamedFiles = NO_FILES): Hba {
  const dialect = hbaDialect(version);
  const lines = readLines(excerpt, files, dialect);
  const entries: HbaEntry[] = [];
  const faults: BadLine[] = [];
  const missing: (BadLine & { readonly before: number })[] = [];
  for (const line of lines ?? []) {
    const outcome = parseEntry(line, dialect);
    if (outcome.kind === 'entry') entries.push(outcome.entry);
    else if (outcome.fault.missing === undefined) faults.push(badLine(line, outcome.fault));
    else missing.push({ ...badLine(line, outcome.fault), before: entries.length });
  }
  return { excerpt, dialect, entries, faults, missing, isTooLarge: lines === null };
}

function badLine({ path, number }: TokenLine, fault: Fault): BadLine {
  return { ...fault, path, line: number };
}

/** True where a server that has the same files would load this one: no fault, and at least one entry. */
export function isLoadable({ entries, faults, missing, isTooLarge }: Hba): boolean {
  const lacksFile = missing.some((line) => line.missing === 'needed');
  return entries.length > 0 && faults.length === 0 && !lacksFile && !isTooLarge;
}
