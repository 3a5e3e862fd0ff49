/** Entries as rules see them, and what all exposures of an entry say of it. */
import type { HbaEntry } from './entry.ts';
import { keywordOf } from './match.ts';
import type { BadLine } from './parse.ts';

export interface EntryValue {
  readonly line: number;
  readonly path: string;
  readonly type: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  readonly address: string | null;
  readonly method: string;
  readonly options: Readonly<Record<string, string>>;
  readonly anyDatabase: boolean;
  readonly anyUser: boolean;
  readonly clientCertificate: boolean;
}

export function entryValue(entry: HbaEntry): EntryValue {
  const { line, path, type, databases, users, addressText, method, options } = entry;
  return {
    line,
    path,
    type,
    databases: databases.map(({ text }) => text),
    users: users.map(({ text }) => text),
    address: addressText,
    method,
    options: options.size === 0 ? NO_OPTIONS : shownOptions(options),
    anyDatabase: databases.some((name) => keywordOf(name) === 'all'),
    anyUser: users.some((name) => keywordOf(name) === 'all'),
    clientCertificate: method === 'cert' || options.has('clientcert'),
  };
}

const NO_OPTIONS: Readonly<Record<string, string>> = Object.freeze({});

/** These hold passwords, in the clear. */
const SECRETS: ReadonlySet<string> = new Set(['ldapbindpasswd', 'radiussecrets']);

function shownOptions(options: HbaEntry['options']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...options].map(([name, text]) => [name, SECRETS.has(name) ? '[redacted]' : text]),
  );
}

/** A line that is no entry, among the entries. */
export function faultyEntry({ line, path, message }: BadLine) {
  return {
    line,
    path,
    type: null,
    databases: null,
    users: null,
    address: null,
    method: null,
    options: NO_OPTIONS,
    error: message,
    shadowedBy: NOTHING,
    isBypassed: false,
  };
}

const NOTHING: readonly number[] = Object.freeze([]);

/** What connections do with an entry; `isReached` is null where only the server knows. */
export interface EntryFate {
  readonly isReached: boolean | null;
  /** Lines. */
  readonly shadowedBy: readonly number[];
  readonly isBypassed: boolean;
}

export const REACHED: EntryFate = { isReached: true, shadowedBy: NOTHING, isBypassed: false };
export const UNDECIDED_FATE: EntryFate = { isReached: null, shadowedBy: NOTHING, isBypassed: false };

/** The element of `entries`; `reachable` is missing where it is not known. */
export function listedEntry(value: EntryValue, { isReached, shadowedBy, isBypassed }: EntryFate) {
  const { line, path, type, databases, users, address, method, options } = value;
  const error = null;
  // Two literals and no spread: an object that was spread is four times as large.
  return isReached === null
    ? { line, path, type, databases, users, address, method, options, error, shadowedBy, isBypassed }
    : {
        line,
        path,
        type,
        databases,
        users,
        address,
        method,
        options,
        error,
        reachable: isReached,
        shadowedBy,
        isBypassed,
      };
}
