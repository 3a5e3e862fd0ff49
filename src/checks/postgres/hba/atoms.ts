/**
 * Databases and users that no entry tells apart. Beside every one that is named there are `other` ones, the members of
 * each group, the names that a regular expression stands for, the database with the name of the user, and replication.
 */
import type { HbaEntry } from './entry.ts';
import { matchesExpression, sampleOf } from './expression.ts';
import { keywordOf } from './match.ts';
import type { Token } from './read.ts';

/**
 * `group`: whoever is a member; `expression`: a name that matches, where no example of one is known; `others`: names
 * that match besides the example, if there are any.
 */
export interface Atom {
  readonly kind: 'named' | 'other' | 'group' | 'expression' | 'others' | 'same' | 'replication';
  /** How a witness names it: `+dba` for a member of a group. */
  readonly name: string;
}

/** Which users of which databases an entry takes: certainly, and possibly. Sets of users are bits. */
export interface Row {
  readonly database: number;
  readonly must: bigint;
  readonly may: bigint;
}

export interface Names {
  readonly databases: readonly Atom[];
  readonly users: readonly Atom[];
  /** For each entry, its rows that are not empty. */
  readonly rows: readonly (readonly Row[])[];
  /** For each entry whether it takes every user of every database, replication left out. */
  readonly isWhole: readonly boolean[];
  /** For each database the users that there are with it: all but those that the atom leaves out. */
  readonly universe: readonly bigint[];
  /** Index of the replication atom among the databases. */
  readonly replication: number;
}

/** More would be millions of pairs, in a file that nobody wrote by hand. */
const MOST_ATOMS = 2_000;

/** The atoms of some entries and of users that somebody asks about; null where there are too many. */
export function namesOf(entries: readonly HbaEntry[], asked: readonly string[]): Names | null {
  const databaseTokens = distinct(entries, ({ databases }) => databases);
  const userTokens = distinct(entries, ({ users }) => users);
  const has = (keyword: string): boolean => databaseTokens.some((name) => keywordOf(name) === keyword);
  const byRole = has('samerole') || has('samegroup');
  const coupled = byRole || has('sameuser');
  const databaseNames = new Set([...literals(databaseTokens, DATABASE_WORDS), ...samples(databaseTokens)]);
  const userNames = new Set([...asked, ...literals(userTokens, USER_WORDS), ...samples(userTokens)]);
  if (coupled) {
    // Whether a database is called like its user must be known for every pair.
    for (const name of [...userNames]) databaseNames.add(name);
    for (const name of [...databaseNames]) userNames.add(name);
  }
  const groups = new Set(userTokens.flatMap((name) => groupOf(name) ?? []));
  if (byRole) for (const name of databaseNames) groups.add(name);
  if (databaseNames.size + userNames.size + groups.size > MOST_ATOMS) return null;

  const databases: Atom[] = [...databaseNames].map((name) => ({ kind: 'named', name }));
  databases.push(...expressionAtoms(databaseTokens));
  databases.push({ kind: 'other', name: unusedName('anydb', databaseNames) });
  if (coupled) databases.push({ kind: 'same', name: '' });
  const replication = databases.push({ kind: 'replication', name: 'replication' }) - 1;

  const users: Atom[] = [...userNames].map((name) => ({ kind: 'named', name }));
  users.push(...expressionAtoms(userTokens));
  users.push(...[...groups].map((name): Atom => ({ kind: 'group', name: `+${name}` })));
  users.push({ kind: 'other', name: unusedName('anyuser', userNames) });

  const pairs = pairing(databases, users);
  return {
    databases,
    users,
    rows: rowsOf(entries, users, pairs),
    isWhole: entries.map((entry) => holdsAll(entry.databases) && holdsAll(entry.users)),
    universe: pairs.universe,
    replication,
  };
}

/** The words that are written, each once, in the order of the file. */
function distinct(
  entries: readonly HbaEntry[],
  namesIn: (entry: HbaEntry) => readonly Token[],
): readonly Token[] {
  const found = new Map<string, Token>();
  for (const entry of entries) {
    for (const name of namesIn(entry)) {
      const key = keyOf(name);
      if (!found.has(key)) found.set(key, name);
    }
  }
  return [...found.values()];
}

/** The same for words that mean the same. */
function keyOf({ text, quoted }: Token): string {
  return quoted ? `"${text}` : text;
}

const DATABASE_WORDS = new Set(['all', 'sameuser', 'samerole', 'samegroup', 'replication']);
const USER_WORDS = new Set(['all']);

function literals(names: readonly Token[], words: ReadonlySet<string>): readonly string[] {
  return names.filter((name) => isLiteral(name, words)).map(({ text }) => text);
}

/** Stands for itself and nothing else. */
function isLiteral(name: Token, words: ReadonlySet<string>): boolean {
  return !name.isExpression && groupOf(name) === null && !words.has(keywordOf(name) ?? '');
}

/** The group of `+dba`. Databases have none, but a name that begins so is as rare as a group there. */
function groupOf({ text, quoted }: Token): string | null {
  return !quoted && text.startsWith('+') ? text.slice(1) : null;
}

/** An example of the names that each expression matches, where one is easily seen. */
function samples(names: readonly Token[]): readonly string[] {
  return names.flatMap(({ text, isExpression }) => (isExpression ? (sampleOf(text) ?? []) : []));
}

/** Stands for the names that an expression matches, or for those besides its example: what takes that need not take them. */
function expressionAtoms(names: readonly Token[]): readonly Atom[] {
  const texts = new Set(names.flatMap(({ text, isExpression }) => (isExpression ? [text] : [])));
  return [...texts].map((name) => ({ kind: sampleOf(name) === null ? 'expression' : 'others', name }));
}

function unusedName(base: string, used: ReadonlySet<string>): string {
  for (let number = 0; ; number++) {
    const name = number === 0 ? base : `${base}${number}`;
    if (!used.has(name)) return name;
  }
}

interface Pairing {
  readonly universe: readonly bigint[];
  /** The rows that one of an entry's databases takes, whoever its users are. */
  takenBy(name: Token): readonly Row[];
}

function pairing(databases: readonly Atom[], users: readonly Atom[]): Pairing {
  const all = bitsWhere(users, () => true);
  const unnamed = bitsWhere(users, ({ kind }) => kind !== 'named');
  const strangers = bitsWhere(users, ({ kind }) => kind === 'other');
  const universe = databases.map(({ kind }) => (kind === 'same' ? unnamed : all));
  const sameUser = ({ kind, name }: Atom): bigint => {
    if (kind === 'same') return unnamed;
    return kind === 'named' ? bitsWhere(users, (user) => user.kind === 'named' && user.name === name) : 0n;
  };
  const members = ({ kind, name }: Atom): bigint =>
    kind === 'named' ? bitsWhere(users, (user) => user.kind === 'group' && user.name === `+${name}`) : 0n;
  const row = (name: Token, atom: Atom, database: number): Row => {
    const there = universe[database] ?? 0n;
    const keyword = keywordOf(name);
    const same = keyword?.startsWith('same') === true ? sameUser(atom) : 0n;
    const rowOf = (must: bigint, may = must): Row => ({ database, must: must & there, may: may & there });
    if (atom.kind === 'replication') return rowOf(keyword === 'replication' ? all : 0n);
    switch (keyword) {
      case 'all':
        return rowOf(all);
      case 'replication':
        return rowOf(0n);
      case 'sameuser':
        return rowOf(same);
      case 'samerole':
      case 'samegroup':
        return rowOf(same | members(atom), atom.kind === 'named' ? (all & ~strangers) | same : all);
      default: {
        const taken = takesName(name, atom);
        return taken === true ? rowOf(all) : taken === null ? rowOf(0n, all) : rowOf(0n);
      }
    }
  };
  const named = indexesByName(databases);
  return {
    universe,
    takenBy(name) {
      if (!isLiteral(name, DATABASE_WORDS)) {
        return databases.map((atom, at) => row(name, atom, at)).filter(({ may }) => may !== 0n);
      }
      const database = named.get(name.text);
      const taken = database === undefined ? 0n : (universe[database] ?? 0n);
      return database === undefined || taken === 0n ? [] : [{ database, must: taken, may: taken }];
    },
  };
}

/** Where each name stands among the atoms. */
function indexesByName(atoms: readonly Atom[]): ReadonlyMap<string, number> {
  const indexes = new Map<string, number>();
  for (const [at, { kind, name }] of atoms.entries()) if (kind === 'named') indexes.set(name, at);
  return indexes;
}

function bitsWhere(atoms: readonly Atom[], test: (atom: Atom) => boolean): bigint {
  let bits = 0n;
  for (let at = 0; at < atoms.length; at++) {
    const atom = atoms[at];
    if (atom !== undefined && test(atom)) bits |= bitOf(at);
  }
  return bits;
}

const BITS: bigint[] = [];

/** Asked for again and again, and each would be a number of its own. */
function bitOf(at: number): bigint {
  let bit = BITS[at];
  if (bit === undefined) {
    bit = 1n << BigInt(at);
    BITS[at] = bit;
  }
  return bit;
}

/** Users or databases that a name takes, as bits. */
interface Taken {
  readonly must: bigint;
  readonly may: bigint;
}

const NOBODY: Taken = { must: 0n, may: 0n };

function holdsAll(names: readonly Token[]): boolean {
  return names.some((name) => keywordOf(name) === 'all');
}

function rowsOf(
  entries: readonly HbaEntry[],
  users: readonly Atom[],
  pairs: Pairing,
): readonly (readonly Row[])[] {
  const named = indexesByName(users);
  const usersOf = remembering((name): Taken => {
    if (!isLiteral(name, USER_WORDS)) return takenOf(users, (user) => takesUser(name, user));
    const at = named.get(name.text);
    return at === undefined ? NOBODY : { must: bitOf(at), may: bitOf(at) };
  });
  const databasesOf = remembering((name) => pairs.takenBy(name));
  return entries.map((entry) => {
    const [user, ...others] = entry.users;
    let who = user === undefined ? NOBODY : usersOf(user);
    for (const name of others) who = union(who, usersOf(name));
    const [only] = entry.databases;
    if (entry.databases.length === 1 && only !== undefined) return rowsFor(databasesOf(only), who);
    const rows = new Map<number, Taken>();
    for (const name of entry.databases) {
      for (const row of rowsFor(databasesOf(name), who)) {
        rows.set(row.database, union(rows.get(row.database) ?? NOBODY, row));
      }
    }
    return [...rows]
      .map(([database, { must, may }]) => ({ database, must, may }))
      .sort((a, b) => a.database - b.database);
  });
}

/** What some users get of rows that are there for all. */
function rowsFor(rows: readonly Row[], who: Taken): readonly Row[] {
  const own: Row[] = [];
  for (const { database, must, may } of rows) {
    const possible = may & who.may;
    if (possible !== 0n) own.push({ database, must: must & who.must, may: possible });
  }
  return own;
}

/** The same words come again and again. */
function remembering<T>(make: (name: Token) => T): (name: Token) => T {
  const known = new Map<string, T>();
  return (name) => {
    const key = keyOf(name);
    let value = known.get(key);
    if (value === undefined) {
      value = make(name);
      known.set(key, value);
    }
    return value;
  };
}

function union(a: Taken, b: Taken): Taken {
  return { must: a.must | b.must, may: a.may | b.may };
}

function takenOf(atoms: readonly Atom[], takes: (atom: Atom) => boolean | null): Taken {
  let must = 0n;
  let may = 0n;
  for (const [at, atom] of atoms.entries()) {
    const taken = takes(atom);
    if (taken === false) continue;
    may |= bitOf(at);
    if (taken === true) must |= bitOf(at);
  }
  return { must, may };
}

function takesUser(name: Token, user: Atom): boolean | null {
  const group = groupOf(name);
  if (group === null) return keywordOf(name) === 'all' ? true : takesName(name, user);
  switch (user.kind) {
    case 'group':
      return user.name === `+${group}` ? true : null;
    case 'other':
      return false;
    default:
      return user.name === group ? true : null;
  }
}

/** A literal or an expression against an atom that may stand for many names. */
function takesName({ text, isExpression }: Token, atom: Atom): boolean | null {
  if (atom.kind === 'named') return isExpression ? matchesExpression(text, atom.name) : text === atom.name;
  if (!isExpression) return false;
  if (atom.kind === 'expression') return text === atom.name ? true : null;
  // The stand-in for all other names is none that an expression was seen to match, unless it matches everything.
  if (atom.kind === 'other') return matchesExpression(text, atom.name);
  return null;
}
