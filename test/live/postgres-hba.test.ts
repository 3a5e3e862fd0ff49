/** Random files of pg_hba.conf against real servers: what they refuse, whom they let in, and whether witnesses are real. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileAgrees, linesAgree, parsed, verdictOf } from '../../scripts/conformance/hba.ts';
import { parseAddress } from '../../src/checks/postgres/hba/address.ts';
import { analyse } from '../../src/checks/postgres/hba/analysis.ts';
import { type Hba, isLoadable } from '../../src/checks/postgres/hba/parse.ts';
import { preference } from '../../src/checks/postgres/hba/witness.ts';
import { formatAddress } from '../../src/engine/cidr.ts';
import { generatedCases } from '../support/generated.ts';
import { hbaText, PLAIN, type Vocabulary, WILD } from '../support/hba-generator.ts';
import { POSTGRES, programsOrSkip } from '../support/postgres-programs.ts';
import { type PostgresServer, socketOf, startPostgres } from '../support/postgres-server.ts';
import { type Answer, knock } from '../support/postgres-session.ts';
import { random } from '../support/random.ts';

const AUX = { 'dbs.txt': 'app\npostgres # c\n', 'users.txt': 'app, alice\n"bob"\n' };
const ADDRESSES = ['127.0.0.1', '127.0.0.9', '127.0.1.5', '127.1.2.3', '127.200.0.1'];
const REQUESTS = [
  ['app', 'app', false],
  ['alice', 'alice', false],
  ['postgres', 'bob', false],
  ['postgres', 'app', true],
] as const;
const FIRST_SEED = 1000 * Number(process.env.SECBASELINE_SEED ?? '1');

const ROLES = [
  "CREATE ROLE app LOGIN PASSWORD 'a'",
  "CREATE ROLE alice LOGIN PASSWORD 'a'",
  "CREATE ROLE bob LOGIN SUPERUSER PASSWORD 'a'",
  'CREATE ROLE "all" LOGIN',
  'CREATE ROLE legacy LOGIN',
  'CREATE ROLE team',
  'GRANT team TO alice',
  'CREATE DATABASE app',
  'CREATE DATABASE alice',
];

for (const programs of POSTGRES) {
  describe(programs.name, () => {
    test('refuses the files and lines that we refuse', async (t) => {
      await withServer(t, programs, async (server) => {
        const count = generatedCases(2000);
        const seen = { loaded: 0, refused: 0, skipped: 0 };
        for (let seed = FIRST_SEED; seen.loaded + seen.refused < count; seed++) {
          await compareFile(server, hbaText(random(seed), WILD), seen);
        }
        t.diagnostic(`${server.version}: ${JSON.stringify(seen)}`);
        assert.ok(seen.loaded > count / 40 && seen.refused > count / 40);
      });
    });

    test('lets in and refuses whom we say, and every witness', async (t) => {
      await withServer(t, programs, async (server) => {
        const seen = { files: 0, connections: 0, witnesses: 0 };
        const count = generatedCases(100);
        for (let seed = FIRST_SEED; seen.files < count; seed++) {
          const words: Vocabulary = seed % 3 === 0 ? WILD : PLAIN;
          await compareConnections(server, hbaText(random(seed), words), seen);
        }
        t.diagnostic(`${server.version}: ${JSON.stringify(seen)}`);
        assert.ok(seen.witnesses > count);
      });
    });

    test('follows includes and regular expressions where it knows them', async (t) => {
      await withServer(t, programs, async (server) => {
        server.write('more.conf', 'host all alice 127.0.0.0/8 reject\ninclude_if_exists none.conf\n');
        const texts = [
          'include more.conf\nhost all all all trust\n',
          'include_if_exists none.conf\nlocal all all trust\n',
          'include none.conf\nlocal all all trust\n',
          'host /^ap{2}$ /^(app|alice)$ all trust\nhost all "/o" all password\n',
          'host all /[[:alpha:]]+ all trust\n',
          'host all /a(?=b) all trust\nhost all all all reject\n',
          `host all /${'a'.repeat(300)} all trust\n`,
          `host all ${'a'.repeat(11_000)} all trust\n`,
        ];
        for (const text of texts)
          await compareFile(server, text, { loaded: 0, refused: 0, skipped: 0 }, MORE);
        if (server.version < 16) return;
        for (const text of [texts[0] ?? '', texts[3] ?? '']) {
          await compareConnections(server, text, { files: 0, connections: 0, witnesses: 0 }, MORE);
        }
      });
    });
  });
}

const MORE = { 'more.conf': 'host all alice 127.0.0.0/8 reject\ninclude_if_exists none.conf\n' };

async function withServer(
  t: Parameters<typeof programsOrSkip>[0],
  programs: (typeof POSTGRES)[number],
  body: (server: PostgresServer) => Promise<void>,
): Promise<void> {
  const folder = programsOrSkip(t, programs);
  if (folder === null) return;
  const server = await startPostgres(folder);
  try {
    for (const sql of ROLES) await server.session.query(sql);
    for (const [name, text] of Object.entries(AUX)) server.write(name, text);
    await body(server);
  } finally {
    await server.stop();
  }
}

interface Row {
  readonly line_number: number;
  readonly type: string | null;
  readonly error: string | null;
}

async function rowsOf(server: PostgresServer): Promise<readonly Row[]> {
  const own = server.version < 16 ? '' : " WHERE file_name LIKE '%pg_hba.conf' OR file_name IS NULL";
  const rows = await server.session.query(`SELECT line_number, type, error FROM pg_hba_file_rules${own}`);
  return rows.map(([line, type = null, error = null]) => ({ line_number: Number(line), type, error }));
}

/** Methods that this build lacks are not our business. */
const MISSING_IN_BUILD = /not supported by this build|oauth_validator_libraries/;

async function compareFile(
  server: PostgresServer,
  text: string,
  seen: { loaded: number; refused: number; skipped: number },
  beside: Readonly<Record<string, string>> = {},
): Promise<void> {
  server.write('pg_hba.conf', text);
  const rows = await rowsOf(server);
  if (rows.some(({ error }) => MISSING_IN_BUILD.test(error ?? ''))) {
    seen.skipped++;
    return;
  }
  const loads = rows.length > 0 && rows.every(({ error, type }) => error === null && type !== null);
  const hba = ownLines(parsed({ hba: text, aux: { ...AUX, ...beside } }, server.version));
  const context = `${text}\n${JSON.stringify(rows)}\n${JSON.stringify([...hba.faults, ...hba.missing])}`;
  assert.ok(fileAgrees({ loads }, hba), `the file: ${context}`);
  assert.ok(!linesAgree({ rules: rows }, hba).includes(false), `a line: ${context}`);
  if (loads) seen.loaded++;
  else seen.refused++;
}

/** Without the entries of other files, which the view numbers by themselves. */
function ownLines(hba: Hba): Hba {
  const isOwn = ({ path }: { readonly path: string }): boolean => path === 'pg_hba.conf';
  const needed = hba.missing.filter(({ missing }) => missing === 'needed');
  return { ...hba, entries: hba.entries.filter(isOwn), faults: hba.faults.filter(isOwn), missing: needed };
}

async function compareConnections(
  server: PostgresServer,
  text: string,
  seen: { files: number; connections: number; witnesses: number },
  beside: Readonly<Record<string, string>> = {},
): Promise<void> {
  const hba = parsed({ hba: text, aux: { ...AUX, ...beside } }, server.version);
  if (!isLoadable(hba)) return;
  server.write('pg_hba.conf', text);
  const rows = await rowsOf(server);
  if (rows.some(({ error }) => MISSING_IN_BUILD.test(error ?? ''))) return;
  seen.files++;
  await server.session.query('SELECT pg_reload_conf()');
  for (const [db, user, repl] of REQUESTS) {
    for (const [src, ssl] of [
      ['local', false],
      ...ADDRESSES.flatMap((one) => [
        [one, false],
        [one, true],
      ]),
    ] as const) {
      const request = { src: String(src), ssl: ssl === true, user, db, repl };
      const expected = asked(verdictOf(request, hba));
      const answer = await ask(server, request);
      assert.equal(
        verdictWord(answer),
        expected,
        `${text}\n${JSON.stringify(request)} ${JSON.stringify(answer)}`,
      );
      seen.connections++;
    }
  }
  await replayWitnesses(server, hba, seen);
}

/** Witnesses from 127.0.0.0/8, since only from there we can come. */
const REACHABLE = preference(ADDRESSES, ['127.0.0.0/8'], []);

async function replayWitnesses(server: PostgresServer, hba: Hba, seen: { witnesses: number }): Promise<void> {
  for (const exposure of analyse(hba, { prefer: REACHABLE })?.exposures ?? []) {
    const witness = exposure.witness();
    const entry = hba.entries[exposure.entry];
    if (witness === null || entry === undefined || exposure.transport === 'gss') continue;
    const address = witness.address === null ? null : parseAddress(witness.address);
    if (witness.address !== null && (address?.family !== 4 || address.value >> 24n !== 127n)) continue;
    const isMember = witness.user.startsWith('+');
    if (isMember && witness.user !== '+team') continue;
    const request = {
      src: address === null ? 'local' : formatAddress(4, address.value),
      ssl: exposure.transport === 'ssl',
      user: isMember ? 'alice' : witness.user,
      db: exposure.replication
        ? 'postgres'
        : isMember && witness.database === witness.user
          ? 'alice'
          : witness.database,
      repl: exposure.replication,
    };
    // Stands for names that match an expression, and is none.
    if (witness.user.startsWith('/') || witness.database.startsWith('/')) continue;
    if (isMember && hba.entries.some(({ users }) => users.some(({ text: name }) => name === 'alice')))
      continue;
    const answer = await ask(server, request);
    const context = `${hba.excerpt.text}\n${JSON.stringify({ request, answer, line: entry.line })}`;
    assert.equal(verdictWord(answer), asked(verdictOf(request, hba)), context);
    assert.notEqual(verdictWord(answer), 'nomatch', context);
    assert.notEqual(verdictWord(answer), 'reject', context);
    seen.witnesses++;
  }
}

function ask(
  server: PostgresServer,
  { src, ssl, user, db, repl }: Parameters<typeof verdictOf>[0],
): Promise<Answer> {
  return knock({
    socket: src === 'local' ? socketOf(server) : null,
    port: server.port,
    from: src,
    tls: ssl,
    database: db,
    user,
    replication: repl,
  });
}

/** What a client is asked for by methods that pass its password on. */
function asked(verdict: string): string {
  return ['ldap', 'pam', 'radius'].includes(verdict) ? 'password' : verdict;
}

/** An answer in the words of the conformance data. */
function verdictWord(answer: Answer): string {
  if (answer.kind === 'asks') {
    const words: Readonly<Record<number, string>> = {
      0: 'trust',
      3: 'password',
      5: 'md5',
      10: 'scram',
      7: 'gss',
    };
    return words[answer.code] ?? `code ${answer.code}`;
  }
  const { message } = answer;
  if (/^no pg_hba\.conf entry/.test(message)) return 'nomatch';
  if (/^pg_hba\.conf rejects/.test(message)) return 'reject';
  if (/certificate/i.test(message)) return 'cert';
  const method = /^(\w+) authentication failed/i.exec(message)?.[1];
  return method?.toLowerCase() ?? message;
}
