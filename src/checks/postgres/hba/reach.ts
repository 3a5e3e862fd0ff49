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
  /** The entries that were asked, in order, and beside each of them what it gets. */
  readonly entries: readonly number[];
  readonly shares: readonly Share[];
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
      const key = keyOf(takers);
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

function keyOf(takers: readonly Taker[]): string {
  let key = '';
  for (const { entry, certainty } of takers) key += certainty === 'must' ? `${entry},` : `${entry}?`;
  return key;
}

/** A line that may hold any entry: nothing is known of it. */
export const ANY_ENTRY = -1;

/** Of each database what was taken by nobody yet, certainly and possibly; `touched` where somebody took of it. */
interface Left {
  readonly certain: bigint[];
  readonly possible: bigint[];
  readonly touched: boolean[];
}

function walkOnce(
  takers: readonly Taker[],
  names: Names,
): { readonly shares: Shares; readonly cost: number } {
  const { universe, replication } = names;
  const left: Left = { certain: universe.slice(), possible: universe.slice(), touched: [] };
  const entries: number[] = [];
  const shares: Share[] = [];
  let isClosed = false;
  let cost = 0;
  for (const { entry, certainty } of takers) {
    if (entry === ANY_ENTRY) {
      left.certain.fill(0n);
      continue;
    }
    const share = emptyShare();
    const isWhole = certainty === 'must' && names.isWhole[entry] === true;
    if (isWhole && !isClosed) cost += takeWhole(share, left, replication);
    for (const row of names.rows[entry] ?? NO_ROWS) {
      if (row.database !== replication && (isWhole || isClosed)) continue;
      cost++;
      take(share, row, certainty, left, replication);
    }
    isClosed ||= isWhole;
    entries.push(entry);
    shares.push(share);
  }
  const rest = emptyShare();
  for (let database = 0; database < universe.length; database++) {
    if (universe[database] === 0n || (isClosed && database !== replication)) continue;
    cost++;
    const certain = left.certain[database] ?? 0n;
    add(rest, database, certain, (left.possible[database] ?? 0n) & ~certain, replication);
  }
  return { shares: { entries, shares, rest }, cost };
}

const NO_ROWS: readonly Row[] = [];

function take(
  share: Open,
  { database, must, may }: Row,
  certainty: Taker['certainty'],
  { certain, possible, touched }: Left,
  replication: number,
): void {
  const before = possible[database] ?? 0n;
  const open = before & may;
  if (open === 0n) return;
  const known = certain[database] ?? 0n;
  const sure = certainty === 'must' ? known & must : 0n;
  add(share, database, sure, open & ~sure, replication);
  certain[database] = known & ~may;
  if (certainty === 'must') possible[database] = before & ~must;
  touched[database] = true;
}

/** All users of all databases: of those that nobody touched, one stands for all. Gives what it cost. */
function takeWhole(share: Open, { certain, possible, touched }: Left, replication: number): number {
  let cost = 0;
  for (let database = 0; database < certain.length; database++) {
    if (database === replication || (touched[database] !== true && cost > 0)) continue;
    if (touched[database] !== true) cost = 1;
    const known = certain[database] ?? 0n;
    add(share, database, known, (possible[database] ?? 0n) & ~known, replication);
  }
  return cost;
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
