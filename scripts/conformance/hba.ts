/** Texts of pg_hba.conf, and what a real PostgreSQL 15 made of them: whole files, lines, connections. */
import { readFileSync } from 'node:fs';
import { type Excerpt, wholeFile } from '../../src/checks/postgres/excerpt.ts';
import { type IpAddress, parseAddress } from '../../src/checks/postgres/hba/address.ts';
import { type Decision, firstMatch, type Surroundings } from '../../src/checks/postgres/hba/match.ts';
import { type Hba, isLoadable, parseHba } from '../../src/checks/postgres/hba/parse.ts';
import type { NamedFiles } from '../../src/checks/postgres/hba/read.ts';
import { sourceText } from '../../src/source/text.ts';
import { type Agreement, jsonLines } from './agreement.ts';

export interface HbaCase {
  readonly id: string;
  readonly hba: string;
  readonly aux?: Readonly<Record<string, string>>;
  readonly loads: boolean;
  readonly rules: readonly {
    readonly line_number: number;
    readonly type: string | null;
    readonly error: string | null;
  }[];
  readonly conns: readonly HbaConnection[];
}

export interface HbaConnection {
  readonly src: string;
  readonly ssl: boolean;
  readonly user: string;
  readonly db: string;
  readonly repl: boolean;
  readonly verdict: string;
}

export function hbaCases(folder: string): readonly HbaCase[] {
  const chosen: unknown = JSON.parse(readFileSync(`${folder}/edge-cases.json`, 'utf8'));
  return [...(chosen as readonly HbaCase[]), ...(jsonLines(`${folder}/hba-fuzz-500.jsonl.gz`) as HbaCase[])];
}

/** Every file, line and connection on which the server agrees. */
export function hbaAgreement(folder: string): Agreement {
  let agreed = 0;
  let total = 0;
  for (const one of hbaCases(folder)) {
    const hba = parsed(one);
    for (const isRight of [fileAgrees(one, hba), ...linesAgree(one, hba), ...connectionsAgree(one, hba)]) {
      total++;
      if (isRight) agreed++;
    }
  }
  return { agreed, total };
}

export function parsed({ hba, aux = {} }: Pick<HbaCase, 'hba' | 'aux'>, version = 15): Hba {
  const files: NamedFiles = {
    read(path) {
      const text = aux[path];
      return text === undefined
        ? { kind: 'missing', reason: 'is not there' }
        : { kind: 'text', excerpt: excerptOf(path, text) };
    },
    list: () => null,
  };
  return parseHba(excerptOf('pg_hba.conf', hba), version, files);
}

function excerptOf(path: string, text: string): Excerpt {
  return wholeFile(sourceText(path, text));
}

export function fileAgrees({ loads }: Pick<HbaCase, 'loads'>, hba: Hba): boolean {
  return isLoadable(hba) === loads;
}

/** One verdict for each line that the server or we see. */
export function linesAgree({ rules }: Pick<HbaCase, 'rules'>, hba: Hba): readonly boolean[] {
  const theirs = new Map(rules.map((row) => [row.line_number, row.error === null && row.type !== null]));
  const ours = new Map<number, boolean>(hba.entries.map(({ line }) => [line, true]));
  for (const { line } of [...hba.faults, ...hba.missing]) ours.set(line, false);
  return [...new Set([...theirs.keys(), ...ours.keys()])].map((line) => theirs.get(line) === ours.get(line));
}

function connectionsAgree(one: HbaCase, hba: Hba): readonly boolean[] {
  return one.conns.map((connection) => verdictOf(connection, hba) === connection.verdict);
}

/** What the recorded server's own network says, from the README of the data. */
const SURROUNDINGS: Surroundings = {
  isNear: (kind, { value }) => (kind === 'samenet' ? value >> 24n === 127n : value === LOOPBACK),
  isHost: (name, { value }) => name === 'localhost' && value === LOOPBACK,
};
const LOOPBACK = (127n << 24n) | 1n;

/** The verdict of our decision, in the words of the data. */
export function verdictOf(connection: Omit<HbaConnection, 'verdict'>, hba: Hba): string {
  const { src, ssl, user, db, repl } = connection;
  const decision = firstMatch(
    hba.entries,
    {
      transport: src === 'local' ? 'local' : ssl ? 'ssl' : 'nossl',
      address: src === 'local' ? null : addressOf(src),
      database: db,
      user,
      replication: repl,
      groups: user === 'alice' ? ['team'] : [],
    },
    SURROUNDINGS,
  );
  return wordOf(decision);
}

function wordOf(decision: Decision): string {
  if (decision.kind !== 'match') return decision.kind === 'none' ? 'nomatch' : 'unknown';
  const { method, options } = decision.entry;
  // The certificate is asked for before the method.
  if (options.has('clientcert')) return 'cert';
  return method === 'md5' || method === 'scram-sha-256' ? 'scram' : method;
}

function addressOf(text: string): IpAddress {
  const address = parseAddress(text);
  if (address === null) throw new Error(`not an address: ${text}`);
  return address;
}
