/** What a running PostgreSQL says of itself, to a superuser, to a monitor and to a role without rights, is what is judged. */
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { Client } from 'pg';
import { temporaryFolder } from '../support/folder.ts';
import {
  about,
  checkLive,
  dsnOf,
  faultyServer,
  loopbackCertificate,
  PASSWORD,
} from '../support/postgres-live.ts';
import { POSTGRES, type Programs, programsOrSkip } from '../support/postgres-programs.ts';
import type { PostgresServer } from '../support/postgres-server.ts';

const SETTINGS = [
  'statement_timeout = 45s',
  'log_connections = off',
  'max_connections = 10',
  'superuser_reserved_connections = 2',
  'logging_collector = on',
  "log_min_messages = 'log'",
  'log_min_duration_statement = 0',
  '',
].join('\n');

const OBJECTS = [
  'GRANT CREATE ON SCHEMA public TO PUBLIC',
  'CREATE SCHEMA app',
  'GRANT CREATE ON SCHEMA app TO plain',
  "CREATE FUNCTION app.open(text) RETURNS boolean LANGUAGE sql SECURITY DEFINER AS 'SELECT true'",
  "CREATE FUNCTION app.closed(text) RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT true'",
  "CREATE FUNCTION app.callers(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
  `CREATE ROLE "Own Limits" LOGIN SUPERUSER PASSWORD '${PASSWORD}'`,
  'ALTER ROLE "Own Limits" SET statement_timeout = 0',
  'ALTER ROLE ALL IN DATABASE postgres SET lock_timeout = 1234',
];

for (const programs of POSTGRES) describe(programs.name, () => judge(programs));

function judge(programs: Programs): void {
  let server: PostgresServer | null = null;
  before(async () => {
    if (process.env.SECBASELINE_WITHOUT_LIVE === '1' || programs.folder === null) return;
    server = await faultyServer(programs.folder, SETTINGS, OBJECTS);
  });
  after(() => server?.stop());

  const run = (t: TestContext, role: string, ...args: readonly string[]) =>
    checkLive(temporaryFolder(t), dsnOf(server, encodeURIComponent(role)), '--dsn-env', 'DSN', ...args);
  const onServer = async (sql: string) => (await server?.session.query(sql)) ?? [];

  test('settings are those of the server, not those of the session that asks', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    const rules = ['--rule', 'pg-statement-timeout', '--rule', 'pg-lock-timeout'];
    const { report } = await run(t, 'admin', ...rules);
    const messages = report.findings.map(({ message }) => message);
    assert.deepEqual(messages.filter((one) => one.startsWith('statement')).toSorted(), [
      'statement_timeout of role Own Limits is 0, which stands for no limit; the maximum is 30 s',
      'statement_timeout of role plain is 0, which stands for no limit; the maximum is 30 s',
      'statement_timeout of the server is 45 s; the maximum is 30 s',
    ]);
    // Everybody in this database has another value: what the server has is in its files or nowhere.
    assert.deepEqual(
      report.findings.filter(({ message }) => message.startsWith('lock')).map(({ message }) => message),
      [
        'lock_timeout of the server could not be evaluated: admin has a value of its own (ALTER ROLE, ALTER DATABASE or PGOPTIONS); a role without one sees what the server has for others',
      ],
    );
    const own = await run(t, 'Own Limits', ...rules);
    assert.ok(
      about(own.report, 'pg-statement-timeout').some(({ message }) => /of the server is 45 s/.test(message)),
      'the files say it where the session has a value of its own',
    );
  });

  test('rights, functions, roles and extensions are judged by the rules for SQL', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    const { report } = await run(t, 'admin');
    const said = (rule: string) => about(report, rule).map(({ message }) => message);
    assert.deepEqual(said('pg-public-create'), [
      'GRANT ON SCHEMA public lets every role create objects in it',
    ]);
    assert.deepEqual(said('pg-security-definer-search-path'), [
      "function app.open runs with its owner's rights and its caller's search_path",
    ]);
    assert.deepEqual(said('pg-role-md5'), ['role md5user has a password stored as MD5']);
    assert.deepEqual(said('pg-role-superuser').toSorted(), [
      'role Own Limits is a superuser that may log in',
      'role admin is a superuser that may log in',
    ]);
    const risky = ['dblink', 'file_fdw'];
    const available = await onServer(
      `SELECT name FROM pg_available_extensions WHERE name IN ('${risky.join("', '")}') ORDER BY name`,
    );
    assert.deepEqual(said('pg-extension-risky'), []);
    for (const [name] of available) await onServer(`CREATE EXTENSION ${name}`);
    const after = (await run(t, 'plain', '--rule', 'pg-extension-risky')).report;
    assert.deepEqual(
      about(after, 'pg-extension-risky').map(({ message }) => message),
      available.map(([name]) => `extension ${name} reaches beyond the database`),
    );
  });

  test('who is connected in plain text is told', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    const client = plainClient('plain');
    await client.connect();
    try {
      for (const role of ['admin', 'watcher']) {
        const { report } = await run(
          t,
          role,
          ...['--rule', 'pg-plain-text-session', '--param', 'pg-plain-text-session.allowed=10.0.0.0/8'],
        );
        assert.deepEqual(
          about(report, 'pg-plain-text-session').map(({ message }) => message),
          ['1 session of plain from 127.0.0.1 in plain text'],
        );
      }
    } finally {
      await client.end();
    }
  });

  test('what a role may not read is unknown, and the grants that are named allow it', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    for (const [role, count] of [
      ['watcher', 3],
      ['plain', 4],
    ] as const) {
      const { report, code, output } = await run(t, role);
      assert.ok(!output.includes(PASSWORD));
      assert.equal(report.status, 'incomplete');
      const reasons = report.notAnalysed.map(({ reason }) => reason);
      assert.equal(reasons.length, count, reasons.join('\n'));
      assert.notEqual(code, 0);
      const hidden = report.findings.filter(({ message }) => /would allow it/.test(message));
      assert.equal(hidden.length, role === 'plain' ? 2 : 0, JSON.stringify(hidden));
      for (const reason of [...reasons, ...hidden.map(({ message }) => message)]) {
        for (const [grant] of reason.matchAll(/GRANT [^;]*? TO \w+/g)) await onServer(grant);
      }
      const after = (await run(t, role)).report;
      assert.deepEqual(after.notAnalysed, [], `after the grants for ${role}`);
      assert.ok(about(after, 'pg-role-md5').length > 0 && about(after, 'pg-hba-weak-method').length > 0);
    }
  });

  test('a rule that everybody may judge is not incomplete for what others would need', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    await onServer(`CREATE ROLE nobody LOGIN PASSWORD '${PASSWORD}'`);
    const { report, code } = await run(t, 'nobody', '--rule', 'pg-fsync-off');
    assert.deepEqual(report.notAnalysed, []);
    assert.deepEqual([report.findings.length, code], [1, 1]);
  });

  test('files that the server refuses or has not taken in are told', async (t) => {
    if (programsOrSkip(t, programs) === null || server === null) return;
    const conf = join(server.data, 'postgresql.conf');
    const whole = readFileSync(conf, 'utf8');
    const rules = ['--rule', 'pg-conf-invalid', '--rule', 'pg-pending-restart'];
    assert.deepEqual((await run(t, 'admin', ...rules)).report.findings, []);
    appendFileSync(conf, 'log_disconnections = on\n');
    const waiting = (await run(t, 'admin', ...rules)).report;
    assert.deepEqual(
      waiting.findings.map(({ message }) => message),
      ['log_disconnections was changed in the files and is in force only after a reload'],
    );
    for (const [line, message] of [
      ['row_secrity = on', /line \d+, row_secrity: unrecognized configuration parameter/],
      ['log_lock_waits = perhaps', /line \d+, log_lock_waits: setting could not be applied/],
    ] as const) {
      server.write('postgresql.conf', `${whole}${line}\n`);
      const { report } = await run(t, 'admin', ...rules);
      assert.match(about(report, 'pg-conf-invalid')[0]?.message ?? '', message);
    }
    appendFileSync(conf, "primary_conninfo = 'x' hunter2hunter2\n");
    const { report, output } = await run(t, 'admin', ...rules);
    assert.match(about(report, 'pg-conf-invalid')[0]?.message ?? '', /syntax error/);
    assert.doesNotMatch(output, /hunter2/);
    server.write('postgresql.conf', whole);
    await onServer('ALTER SYSTEM SET max_connections = 11');
    await onServer('SELECT pg_reload_conf()');
    await onServer('SELECT pg_sleep(0.3)');
    assert.deepEqual(
      (await run(t, 'admin', ...rules)).report.findings.map(({ message }) => message),
      ['max_connections was changed and is in force only after a restart'],
    );
    await onServer('ALTER SYSTEM SET max_connections = 10');
    await onServer('SELECT pg_reload_conf()');
  });

  test('a plain run makes few queries and takes little of the server', async (t) => {
    if (programsOrSkip(t, programs) === null || server === null) return;
    const before = logOf(server).length;
    await run(t, 'admin');
    const durations = [
      ...logOf(server)
        .slice(before)
        .matchAll(/duration: ([\d.]+) ms {2}(?:statement|execute)/g),
    ];
    assert.ok(durations.length >= 4, 'the log tells them');
    const selects = [
      ...logOf(server)
        .slice(before)
        .matchAll(/duration: [\d.]+ ms {2}(?:statement|execute[^:]*): \(?SELECT/g),
    ];
    assert.ok(selects.length <= 6, `${selects.length} queries`);
    const sum = durations.reduce((whole, [, ms]) => whole + Number(ms), 0);
    t.diagnostic(`${server.version}: ${selects.length} queries, ${sum.toFixed(1)} ms of server time`);
  });

  test('a server that is full, and one connection less', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    const clients: Client[] = [];
    try {
      for (;;) {
        const client = plainClient('plain');
        client.on('error', () => {});
        try {
          await client.connect();
        } catch {
          break;
        }
        clients.push(client);
      }
      assert.ok(clients.length >= 5 && clients.length < 10);
      const { report, code, output } = await run(t, 'plain');
      assert.equal(code, 3);
      assert.match(
        report.notAnalysed.map(({ reason }) => reason).join(),
        /: the server has no connection left$/,
      );
      assert.ok(!output.includes(PASSWORD));
      // A superuser has places of its own, and one run takes no more than one.
      const reserved = await run(t, 'admin', '--rule', 'pg-fsync-off');
      assert.equal(reserved.report.status, 'complete');
    } finally {
      for (const client of clients) await client.end();
    }
  });

  test('a server that hangs ends the run in time, a table that somebody locks costs only itself', async (t) => {
    if (programsOrSkip(t, programs) === null || server === null) return;
    await onServer('BEGIN');
    await onServer('LOCK TABLE pg_extension IN ACCESS EXCLUSIVE MODE');
    try {
      const { report } = await run(t, 'admin', '--rule', 'pg-extension-risky', '--rule', 'pg-role-md5');
      assert.match(
        report.notAnalysed.map(({ reason }) => reason).join(),
        /: extension: canceling statement due to lock timeout$/,
      );
      assert.equal(about(report, 'pg-role-md5').length, 1);
    } finally {
      await onServer('ROLLBACK');
    }
    const postmaster = Number(readFileSync(join(server.data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    process.kill(postmaster, 'SIGSTOP');
    try {
      const { report, code } = await run(t, 'admin');
      assert.equal(code, 3);
      assert.match(
        report.notAnalysed.map(({ reason }) => reason).join(),
        /: no answer in time: is it a PostgreSQL server\?$/,
      );
    } finally {
      process.kill(postmaster, 'SIGCONT');
    }
  });

  test('without TLS on the server nobody enters unless a person says so, and both are told', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    await onServer('ALTER SYSTEM SET ssl = off');
    await onServer('SELECT pg_reload_conf()');
    await onServer('SELECT pg_sleep(0.3)');
    try {
      const { report, code } = await run(t, 'admin');
      assert.equal(code, 3);
      assert.match(
        report.notAnalysed.map(({ reason }) => reason).join(),
        /: the server does not offer TLS, and sslmode=verify-full wants it$/,
      );
      const environment = dsnOf(server, 'admin', '&sslmode=disable');
      const plain = (await checkLive(temporaryFolder(t), environment, '--dsn-env', 'DSN')).report;
      assert.deepEqual(
        ['pg-ssl-off', 'pg-connection-unverified'].flatMap((rule) =>
          about(plain, rule).map(({ message }) => message),
        ),
        [
          'ssl of the server is off',
          `the connection to 127.0.0.1:${server?.port} is made with sslmode=disable`,
        ],
      );
    } finally {
      await onServer('ALTER SYSTEM SET ssl = on');
      await onServer('SELECT pg_reload_conf()');
    }
  });

  test('the password may come from a password file, and the rest from a service file', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    const folder = temporaryFolder(t);
    const home = temporaryFolder(t);
    const [passwords, services] = [join(home, 'pgpass'), join(home, 'services')];
    writeFileSync(passwords, `127.0.0.1:*:postgres:admin:${PASSWORD}\n`, { mode: 0o600 });
    writeFileSync(
      services,
      `[db]\nhost=127.0.0.1\nport=${server?.port}\nuser=admin\ndbname=postgres\nsslrootcert=${loopbackCertificate().certificate}\n`,
    );
    const environment = { PGPASSFILE: passwords, PGSERVICEFILE: services, DSN: 'service=db' };
    const { report, output } = await checkLive(
      folder,
      environment,
      '--dsn-env',
      'DSN',
      '--rule',
      'pg-fsync-off',
    );
    assert.deepEqual(report.notAnalysed, []);
    assert.deepEqual(
      report.findings.map(({ message }) => message),
      ['fsync of the server is off'],
    );
    assert.ok(!output.includes(PASSWORD));
  });

  function plainClient(role: string): Client {
    const { port } = server ?? { port: 0 };
    return new Client({
      host: '127.0.0.1',
      port,
      user: role,
      password: PASSWORD,
      database: 'postgres',
      ssl: false,
    });
  }
}

function logOf({ data }: PostgresServer): string {
  const folder = join(data, 'log');
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}
