/** What --fix makes of a pg_hba.conf, taken by real servers: it loads, and refuses what it is to refuse. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { generatedCases } from '../support/generated.ts';
import { settled } from '../support/hba-fixed.ts';
import { hbaText, PLAIN } from '../support/hba-generator.ts';
import { POSTGRES, type Programs, programsOrSkip } from '../support/postgres-programs.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { knock } from '../support/postgres-session.ts';
import { random } from '../support/random.ts';

const SECBASELINE = resolve('bin/secbaseline.js');

const WRITTEN = [
  'local   all             all                                     peer',
  'host    app             app             127.0.0.0/8             scram-sha-256  # the application',
  'host    replication     repl            127.0.0.9/32            scram-sha-256',
  '',
].join('\n');

for (const programs of POSTGRES) describe(programs.name, () => judge(programs));

function judge(programs: Programs): void {
  let server: PostgresServer | null = null;
  before(async () => {
    if (process.env.SECBASELINE_WITHOUT_LIVE === '1' || programs.folder === null) return;
    server = await startPostgres(programs.folder);
    for (const sql of ['CREATE ROLE app LOGIN', 'CREATE ROLE repl LOGIN REPLICATION', 'CREATE DATABASE app'])
      await server.session.query(sql);
  });
  after(() => server?.stop());

  /** What the server says of a file: the error of each line. */
  async function errorsOf(text: string): Promise<readonly (string | null)[]> {
    server?.write('pg_hba.conf', text);
    const rows = await server?.session.query(
      "SELECT coalesce(error, CASE WHEN type IS NULL THEN 'invalid' END) FROM pg_hba_file_rules",
    );
    return (rows ?? []).map(([error]) => error ?? null);
  }

  /** Whether somebody is asked for a password, or refused, and how. */
  async function answerTo(from: string, tls: boolean, replication = false): Promise<string> {
    const user = replication ? 'repl' : 'app';
    const port = server?.port ?? 0;
    const answer = await knock({ socket: null, port, from, tls, database: 'app', user, replication });
    if (answer.kind === 'asks') return 'asks';
    return /^pg_hba\.conf rejects/.test(answer.message) ? 'rejects' : 'no entry';
  }

  test('host becomes hostssl, and the end of the file rejects', async (t) => {
    if (programsOrSkip(t, programs) === null || server === null) return;
    assert.deepEqual(await errorsOf(WRITTEN), [null, null, null]);
    await server.session.query('SELECT pg_reload_conf()');
    assert.deepEqual(
      [await answerTo('127.0.0.1', false), await answerTo('127.0.0.2', false, true)],
      ['asks', 'no entry'],
    );
    const folder = temporaryFolder(t);
    const file = join(folder, 'pg_hba.conf');
    // Somebody who takes loopback for a network like any other.
    const local = ['--param', 'pg-hba-plaintext.local=::1/128'];
    writeFileSync(file, WRITTEN);
    const argv = [SECBASELINE, 'check', '--profile', 'strict', '--fix', '--unsafe', '--exit-zero', ...local];
    execFileSync('node', argv, { cwd: folder, stdio: 'ignore' });
    const fixed = readFileSync(file, 'utf8');
    assert.match(fixed, /^hostssl +app .*# the application$/m);
    assert.deepEqual([...new Set(await errorsOf(fixed))], [null], fixed);
    assert.equal((await errorsOf(fixed)).length, 6, fixed);
    await server.session.query('SELECT pg_reload_conf()');
    assert.deepEqual(
      [
        await answerTo('127.0.0.1', false),
        await answerTo('127.0.0.1', true),
        await answerTo('127.0.0.2', false, true),
        await answerTo('127.0.0.9', true, true),
      ],
      ['rejects', 'asks', 'rejects', 'asks'],
      fixed,
    );
  });

  test('whatever is fixed still loads', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    let fixed = 0;
    for (let seed = 1; fixed < generatedCases(100); seed++) {
      const text = hbaText(random(seed), PLAIN);
      const before = await errorsOf(text);
      if (before.length === 0 || before.some((error) => error !== null)) continue;
      const after = settled(text, (findings) => findings);
      if (after.text === text) continue;
      fixed++;
      const errors = await errorsOf(after.text);
      assert.deepEqual([...new Set(errors)], [null], `${text}\n${after.text}`);
      assert.ok(errors.length >= before.length, `${text}\n${after.text}`);
    }
    t.diagnostic(`${fixed} fixed files load`);
  });
}
