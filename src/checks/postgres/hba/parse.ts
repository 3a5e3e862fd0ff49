/** A whole pg_hba.conf: its entries, and everything that the server would refuse it for. */
import type { Excerpt } from '../excerpt.ts';
import { type HbaDialect, hbaDialect } from './dialect.ts';
import { type HbaEntry, parseEntry } from './entry.ts';
import { type Fault, type NamedFiles, NO_FILES, readLines } from './read.ts';

/** A line that is no entry: a fault, or one that depends on a file that is not at hand. */
export interface BadLine extends Fault {
  readonly path: string;
  /** The first physical line, from 1. */
  readonly line: number;
  /** The number of entries before it. */
  readonly before: number;
}

export interface Hba {
  readonly excerpt: Excerpt;
  readonly dialect: HbaDialect;
  /** In order, those of includes in their place. */
  readonly entries: readonly HbaEntry[];
  readonly faults: readonly BadLine[];
  /** Lines that could not be read because of a file that is not at hand. */
  readonly missing: readonly BadLine[];
  /** More lines than are read. */
  readonly isTooLarge: boolean;
}

/** Parses a text as the server of a version does. Never throws. */
export function parseHba(excerpt: Excerpt, version: number, files: NamedFiles = NO_FILES): Hba {
  const dialect = hbaDialect(version);
  const lines = readLines(excerpt, files, dialect);
  const entries: HbaEntry[] = [];
  const faults: BadLine[] = [];
  const missing: BadLine[] = [];
  for (const line of lines ?? []) {
    const outcome = parseEntry(line, dialect);
    if (outcome.kind === 'entry') {
      entries.push(outcome.entry);
      continue;
    }
    const bad = { ...outcome.fault, path: line.path, line: line.number, before: entries.length };
    (bad.missing === undefined ? faults : missing).push(bad);
  }
  return { excerpt, dialect, entries, faults, missing, isTooLarge: lines === null };
}

/** True where a server that has the same files would load this one: no fault, and at least one entry. */
export function isLoadable({ entries, faults, missing, isTooLarge }: Hba): boolean {
  const lacksFile = missing.some((line) => line.missing === 'needed');
  return entries.length > 0 && faults.length === 0 && !lacksFile && !isTooLarge;
}
