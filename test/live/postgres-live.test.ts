/** A running PostgreSQL judged over the wire: errors, sslmode, drift against files, declared queries, and what is none at all. */
import assert from 'node:assert/strict';
import { once as event } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import {
  about,
  checkLive,
  dsnOf,
  type Environment,
  faultyServer,
  loopbackCertificate,
  PASSWORD,
} from '../support/postgres-live.ts';
import { POSTGRES, type Programs, programsOrSkip } from '../support/postgres-programs.ts';
import type { PostgresServer } from '../support/postgres-server.ts';

for (const programs of POSTGRES) describe(programs.name, () => judge(programs));

function judge(programs: Programs): void {
  let server: PostgresServer | null = null;
  before(async () => {
    if (process.env.SECBASELINE_WITHOUT_LIVE !== '1' && programs.folder !== null)
      server = await faultyServer(programs.folder, 'statement_timeout = 45s\nlog_connections = off', [
        'CREATE TABLE audit (kind text)',
        'GRANT SELECT ON audit TO plain',
        "INSERT INTO audit VALUES ('revoked'), ('revoked')",
      ]);
  });
  after(() => server?.stop());

  const dsn = (role: string, more = '') => dsnOf(server, role, more);

  test('a superuser sees settings, entries, roles and how their passwords are stored', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    const { report, output } = await checkLive(temporaryFolder(t), dsn('admin'), '--dsn-env', 'DSN');
    assert.deepEqual(report.notAnalysed, []);
    assert.match(about(report, 'pg-role-md5')[0]?.message ?? '', /role md5user/);
    assert.match(about(report, 'pg-role-superuser')[0]?.message ?? '', /role admin/);
    assert.equal(about(report, 'pg-connection-unverified').length, 0);
    // Each entry is a finding, at the line that the file has on the server.
    assert.deepEqual(
      about(report, 'pg-hba-weak-method')
        .map(({ message }) => message)
        .toSorted(),
      [
        'line 3 lets everybody on the machine in, without a password',
        'line 5 lets everybody on the machine in, without a password',
        'line 6 authenticates by md5',
      ],
    );
    assert.ok(!output.includes(PASSWORD) && !output.includes(encodeURIComponent(PASSWORD)));
  });

  test('a weaker sslmode is used where it is asked for, and is a finding', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    for (const mode of ['require', 'disable']) {
      const { report } = await checkLive(
        temporaryFolder(t),
        dsn('admin', `&sslmode=${mode}`),
        '--dsn-env',
        'DSN',
        '--rule',
        'pg-connection-unverified',
      );
      assert.match(
        about(report, 'pg-connection-unverified')[0]?.message ?? '',
        new RegExp(`sslmode=${mode}`),
      );
    }
  });

  test('a file and the server that it should configure: what agrees is one finding, what differs is drift', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'postgresql.conf'), "statement_timeout = '20s'\nlog_connections = off\n");
    writeFileSync(
      join(folder, 'pg_hba.conf'),
      'local all all peer\nhostssl all all 127.0.0.1/32 scram-sha-256\n',
    );
    writeFileSync(
      join(folder, 'secbaseline.yaml'),
      `targets:\n  - { id: db, kind: postgres, url: "postgres://127.0.0.1:${server?.port}/postgres", declaredIn: postgresql.conf }\n`,
    );
    const environment = {
      PGUSER: 'admin',
      PGPASSWORD: PASSWORD,
      PGSSLROOTCERT: loopbackCertificate().certificate,
    };
    const consent = ['--live', '--allow-host', '127.0.0.1'];
    const { report } = await checkLive(
      folder,
      environment,
      ...consent,
      '--rule',
      'pg-statement-timeout',
      '--rule',
      'pg-log-connections',
      '--rule',
      'pg-hba-weak-method',
    );
    const seen = (rule: string) =>
      about(report, rule).map(({ evidence, location }) => [evidence, location?.path, location?.startLine]);
    assert.ok(
      seen('pg-statement-timeout').some((one) => one.join() === 'drift,postgresql.conf,1'),
      JSON.stringify(seen('pg-statement-timeout')),
    );
    assert.match(
      about(report, 'pg-statement-timeout').find(({ evidence }) => evidence === 'drift')?.message ?? '',
      /statement_timeout of the server is 45 s/,
    );
    // A role has a value of its own: the file says nothing of it, and does not differ.
    assert.deepEqual(
      about(report, 'pg-statement-timeout').flatMap(({ evidence, message }) =>
        /of role plain/.test(message) ? evidence : [],
      ),
      ['live'],
    );
    assert.ok(seen('pg-log-connections').some((one) => one.join() === 'file,postgresql.conf,2'));
    assert.ok(
      seen('pg-hba-weak-method').some(([evidence, path]) => evidence === 'drift' && path === 'pg_hba.conf'),
      JSON.stringify(seen('pg-hba-weak-method')),
    );
  });

  test('declared queries give facts, and a table that is not there is no fault', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    const folder = temporaryFolder(t);
    writeFileSync(
      join(folder, 'secbaseline.yaml'),
      [
        'targets:',
        '  - id: db',
        '    kind: postgres',
        `    url: "postgres://127.0.0.1:${server?.port}/postgres"`,
        '    queries:',
        '      - { id: revoked-keys-in-use, sql: "SELECT count(*) FROM audit WHERE kind = \'revoked\'" }',
        '      - { id: keys-past-valid-to, sql: "SELECT count(*) FROM no_such_table" }',
        '      - { id: signature-failures-per-hour, sql: "WITH gone AS (DELETE FROM audit RETURNING 1) SELECT count(*) FROM gone" }',
        '      - { id: several, sql: "SELECT 1; COMMIT; DELETE FROM audit" }',
        '      - { id: commit, sql: COMMIT }',
        '',
      ].join('\n'),
    );
    const environment = {
      PGUSER: 'admin',
      PGPASSWORD: PASSWORD,
      PGSSLROOTCERT: loopbackCertificate().certificate,
    };
    const { report } = await checkLive(
      folder,
      environment,
      '--live',
      '--allow-host',
      '127.0.0.1',
      '--rule',
      'pg-query-threshold',
    );
    assert.deepEqual(
      about(report, 'pg-query-threshold').map(({ message }) => message),
      ['query revoked-keys-in-use gives 2; the maximum is 0'],
    );
    const reasons = report.notAnalysed.map(({ reason }) => reason).join('\n');
    assert.match(reasons, /signature-failures-per-hour: cannot execute \w+ in a read-only transaction/);
    assert.match(reasons, /several: cannot insert multiple commands/);
    assert.match(reasons, /query commit is no SELECT, and is not run/);
    assert.doesNotMatch(reasons, /no_such_table/);
    assert.deepEqual(await server?.session.query('SELECT count(*) FROM audit'), [['2']]);
  });

  test('a wrong password, a full server, and an untrusted certificate are told apart, without the password', async (t) => {
    if (programsOrSkip(t, programs) === null) return;
    const folder = temporaryFolder(t);
    const reasons = async (environment: Environment) => {
      const { report, code, output } = await checkLive(folder, environment, '--dsn-env', 'DSN');
      assert.equal(code, 3);
      assert.ok(!output.includes('wrong horse'));
      return report.notAnalysed.map(({ reason }) => reason).join();
    };
    const port = server?.port;
    const root = `sslrootcert=${encodeURIComponent(loopbackCertificate().certificate)}`;
    assert.match(
      await reasons({ DSN: `postgres://admin:wrong%20horse@127.0.0.1:${port}/postgres?${root}` }),
      /password for admin is not accepted/,
    );
    assert.match(
      await reasons({ DSN: `postgres://admin:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres` }),
      /certificate of 127\.0\.0\.1 is not accepted/,
    );
    assert.match(
      await reasons({
        DSN: `postgres://admin:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/nowhere?${root}`,
      }),
      /no database nowhere/,
    );
  });
}

test('what is no PostgreSQL server, or hangs, or refuses, is unknown in time', async (t) => {
  const hung = createServer(() => {});
  const http = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  for (const one of [hung, http]) {
    one.listen(0, '127.0.0.1');
    await event(one, 'listening');
  }
  const portOf = (one: typeof hung) => {
    const address = one.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  try {
    for (const one of [hung, http]) {
      const start = performance.now();
      const { report, code } = await checkLive(
        temporaryFolder(t),
        { DSN: `postgres://a:b@127.0.0.1:${portOf(one)}/x` },
        '--dsn-env',
        'DSN',
      );
      assert.equal(code, 3);
      assert.equal(report.notAnalysed.length, 1);
      assert.ok(performance.now() - start < 15_000);
    }
  } finally {
    hung.close();
    http.close();
  }
});
