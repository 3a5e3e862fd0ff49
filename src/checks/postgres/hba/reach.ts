/**
 * Who reaches which entry: first match over every address, transport, database and user at once. What only the server's
 * network or its roles know is kept apart: an entry is reached certainly, or perhaps, or never.
 */
import type { Atom, Names, Row } from './atoms.ts';

/** An entry that takes the addresses in question. `may`: perhaps, as with a host name. */
export interface Taker {
  readonly entry: number;
  readonly certainty: 'must' | 'may';
}

/** What an entry gets of the databases and users that reach it, or what is left at the end. */
export interface Share {
  /** A pair that certainly arrives, by indexes of atoms; null without one. */
  readonly witness: readonly [number, number] | null;
  /** A user for replication. */
  readonly replication: number | null;
  /** Something may arrive that does not certainly do so. */
  readonly perhaps: boolean;
  readonly perhapsReplication: boolean;
  /** The users that certainly arrive, replication left out. */
  readonly users: bigint;
}

export interface Shares {
  readonly byEntry: ReadonlyMap<number, Share>;
  readonly rest: Share;
}

/** Rows compared, at most: a second or so. */
const MOST_STEPS = 5_000_000;

export interface Walker {
  /** Null when there was too much to compare. */
  walk(takers: readonly Taker[]): Shares | null;
}

/** Remembers what it worked out: most areas are taken by the same few entries. */
export function walkerOf(names: Names): Walker {
  const known = new Map<string, Shares>();
  let latest: { readonly takers: readonly Taker[]; readonly shares: Shares } | null = null;
  let steps = 0;
  return {
    walk(takers) {
      if (latest?.takers === takers) return latest.shares;
      const key = takers.map(({ entry, certainty }) => (certainty === 'must' ? entry : `${entry}?`)).join();
      const before = known.get(key);
      if (before !== undefined) {
        latest = { takers, shares: before };
        return before;
      }
      if (steps > MOST_STEPS) return null;
      const { shares, cost } = walkOnce(takers, names);
      steps += cost;
      known.set(key, shares);
      latest = { takers, shares };
      return shares;
    },
  };
}

/** A line that may hold any entry: nothing is known of it. */
export const ANY_ENTRY = -1;

/** What of a database was taken by nobody yet: certainly, and possibly. */
interface Left {
  certain: bigint;
  possible: bigint;
}

function walkOnce(
  takers: readonly Taker[],
  names: Names,
): { readonly shares: Shares; readonly cost: number } {
  const { universe, replication } = names;
  // Only what somebody took from; of the others everything is left. `unread`: perhaps nothing.
  const touched = new Map<number, Left>();
  let unread = false;
  const leftOf = (database: number): Left => {
    const known = touched.get(database);
    if (known !== undefined) return known;
    const all = universe[database] ?? 0n;
    return { certain: unread ? 0n : all, possible: all };
  };
  const byEntry = new Map<number, Share>();
  let isClosed = false;
  let cost = 0;

  const take = (share: Open, { database, must, may }: Row, certainty: Taker['certainty']): void => {
    cost++;
    const left = leftOf(database);
    const open = left.possible & may;
    if (open === 0n) return;
    const sure = certainty === 'must' ? left.certain & must : 0n;
    add(share, database, sure, open & ~sure, replication);
    touched.set(database, {
      certain: left.certain & ~may,
      possible: certainty === 'must' ? left.possible & ~must : left.possible,
    });
  };

  /** All users of all databases: only what was touched need be looked at. */
  const takeWhole = (share: Open): void => {
    let isFirst = true;
    for (const [database, all] of universe.entries()) {
      if (database === replication) continue;
      const left = touched.get(database);
      if (left !== undefined) {
        add(share, database, left.certain, left.possible & ~left.certain, replication);
      } else if (isFirst) {
        isFirst = false;
        cost++;
        add(share, database, unread ? 0n : all, unread ? all : 0n, replication);
      }
    }
  };

  for (const { entry, certainty } of takers) {
    if (entry === ANY_ENTRY) {
      unread = true;
      for (const left of touched.values()) left.certain = 0n;
      continue;
    }
    const share = emptyShare();
    const rows = names.rows[entry] ?? [];
    const isWhole = certainty === 'must' && names.isWhole[entry] === true;
    if (isWhole && !isClosed) takeWhole(share);
    for (const row of rows) {
      if (row.database === replication || !(isWhole || isClosed)) take(share, row, certainty);
    }
    isClosed ||= isWhole;
    byEntry.set(entry, share);
  }
  const rest = emptyShare();
  for (const [database, all] of universe.entries()) {
    if (all === 0n || (isClosed && database !== replication)) continue;
    cost++;
    const { certain, possible } = leftOf(database);
    add(rest, database, certain, possible & ~certain, replication);
  }
  return { shares: { byEntry, rest }, cost };
}

type Open = { -readonly [Key in keyof Share]: Share[Key] };

function emptyShare(): Open {
  return { witness: null, replication: null, perhaps: false, perhapsReplication: false, users: 0n };
}

function add(share: Open, database: number, sure: bigint, unsure: bigint, replication: number): void {
  if (database === replication) {
    if (sure !== 0n) share.replication ??= lowest(sure);
    if (unsure !== 0n) share.perhapsReplication = true;
    return;
  }
  if (sure !== 0n) share.witness ??= [database, lowest(sure)];
  if (unsure !== 0n) share.perhaps = true;
  share.users |= sure;
}

function lowest(bits: bigint): number {
  return (bits & -bits).toString(2).length - 1;
}

/** A pair of atoms as names; the database that is called like its user gets that user's name. */
export function pairNames(
  [database, user]: readonly [number, number],
  { databases, users }: Names,
): { readonly database: string; readonly user: string } {
  const name = nameOf(users[user]);
  const asked = databases[database];
  return { database: asked?.kind === 'same' ? name : nameOf(asked), user: name };
}

function nameOf(atom: Atom | undefined): string {
  return atom?.name ?? '';
}
