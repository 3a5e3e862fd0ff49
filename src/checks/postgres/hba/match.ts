/** Which entry decides on one connection: the first that matches, and no other. */
import { type IpAddress, inRange } from './address.ts';
import type { HbaEntry } from './entry.ts';
import { matchesExpression } from './expression.ts';
import type { Token } from './read.ts';

/** `gss`: encrypted by GSSAPI. */
export type Transport = 'local' | 'ssl' | 'nossl' | 'gss';

export interface Connection {
  readonly transport: Transport;
  /** Null over the Unix socket. */
  readonly address: IpAddress | null;
  readonly database: string;
  readonly user: string;
  /** Physical replication: no database is asked for, whatever its name. */
  readonly replication: boolean;
  /** Roles that the user is a member of, directly or not; itself need not be named. */
  readonly groups: readonly string[];
}

/** What only the network of the server knows: which addresses are its own, and where host names lead. */
export interface Surroundings {
  isNear(kind: 'samehost' | 'samenet', address: IpAddress): boolean | null;
  isHost(name: string, address: IpAddress): boolean | null;
}

/** A file says nothing of it. */
export const UNKNOWN_SURROUNDINGS: Surroundings = { isNear: () => null, isHost: () => null };

export type Decision =
  | { readonly kind: 'match'; readonly entry: HbaEntry }
  | { readonly kind: 'none' }
  /** This entry may match; what follows does not count if it does. */
  | { readonly kind: 'unknown'; readonly entry: HbaEntry };

/** The entry that decides; `none` where the implicit end of the file refuses. */
export function firstMatch(
  entries: readonly HbaEntry[],
  connection: Connection,
  surroundings: Surroundings = UNKNOWN_SURROUNDINGS,
): Decision {
  for (const entry of entries) {
    const matches = matchesEntry(entry, connection, surroundings);
    if (matches === null) return { kind: 'unknown', entry };
    if (matches) return { kind: 'match', entry };
  }
  return { kind: 'none' };
}

/** Whether an entry matches; null where that cannot be told. */
function matchesEntry(entry: HbaEntry, connection: Connection, surroundings: Surroundings): boolean | null {
  if (!takesTransport(entry.type, connection.transport)) return false;
  return allOf([
    matchesAddress(entry, connection.address, surroundings),
    anyOf(entry.databases.map((name) => matchesDatabase(name, connection))),
    anyOf(entry.users.map((name) => matchesUser(name, connection))),
  ]);
}

/** Which transports a connection type takes; GSSAPI encryption is none of TLS. */
export function takesTransport(type: HbaEntry['type'], transport: Transport): boolean {
  switch (type) {
    case 'local':
      return transport === 'local';
    case 'host':
      return transport !== 'local';
    case 'hostssl':
      return transport === 'ssl';
    case 'hostnossl':
      return transport === 'nossl' || transport === 'gss';
    case 'hostgssenc':
      return transport === 'gss';
    case 'hostnogssenc':
      return transport === 'ssl' || transport === 'nossl';
  }
}

function matchesAddress(
  { address }: HbaEntry,
  from: IpAddress | null,
  surroundings: Surroundings,
): boolean | null {
  if (address === null) return true;
  if (from === null) return false;
  switch (address.kind) {
    case 'all':
      return true;
    case 'samehost':
    case 'samenet':
      return surroundings.isNear(address.kind, from);
    case 'host':
      return surroundings.isHost(address.name, from);
    case 'range':
      return inRange(from, address);
  }
}

/** The special meaning of a database or user that is not quoted. */
export function keywordOf({ text, quoted }: Token): string | null {
  return quoted ? null : text;
}

function matchesDatabase(name: Token, { database, user, replication, groups }: Connection): boolean | null {
  const keyword = keywordOf(name);
  if (replication) return keyword === 'replication';
  switch (keyword) {
    case 'all':
      return true;
    case 'sameuser':
      return database === user;
    case 'samerole':
    case 'samegroup':
      return database === user || groups.includes(database);
    case 'replication':
      return false;
    default:
      return matchesName(name, database);
  }
}

function matchesUser(name: Token, { user, groups }: Connection): boolean | null {
  if (!name.quoted && name.text.startsWith('+')) {
    const group = name.text.slice(1);
    return group === user || groups.includes(group);
  }
  return keywordOf(name) === 'all' ? true : matchesName(name, user);
}

/** Literal, or by regular expression where the server knows them (`isExpression` was settled when the file was read). */
function matchesName({ text, isExpression }: Token, name: string): boolean | null {
  return isExpression ? matchesExpression(text, name) : text === name;
}

function allOf(parts: readonly (boolean | null)[]): boolean | null {
  return parts.includes(false) ? false : parts.includes(null) ? null : true;
}

function anyOf(parts: readonly (boolean | null)[]): boolean | null {
  return parts.includes(true) ? true : parts.includes(null) ? null : false;
}
