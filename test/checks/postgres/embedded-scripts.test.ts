/** SQL and scripts inside of manifests, what scripts hand to psql, and what operators and images make into entries. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../../src/checks/collector.ts';
import { postgresCollector } from '../../../src/checks/postgres/collect.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';

function collect(files: Readonly<Record<string, string>>) {
  return postgresCollector.collect(memoryProject(files), COLLECT_DEFAULTS);
}

/** Each fact with the text that a field of it, or the whole of it, stands at. */
function said(files: Readonly<Record<string, string>>, fact: string, field?: string): readonly string[] {
  return collect(files)
    .facts.filter((one) => one.fact === fact)
    .map((one) => {
      const at = field === undefined ? one.at : (one.positions[field] ?? null);
      return `${one.subject}: ${at === null ? '' : files[at.path]?.slice(at.start, at.end)}`;
    });
}

test('SQL and scripts in a ConfigMap, and statements of CloudNativePG', () => {
  const files = {
    'init.yaml': [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: { name: postgres-init }',
      'data:',
      '  a.sql: |',
      '    CREATE EXTENSION dblink;',
      '    ALTER SYSTEM SET fsync = off;',
      '  b.sh: |',
      '    # postgresql',
      '    psql -U postgres -c "GRANT CREATE ON SCHEMA public TO PUBLIC"',
      '    echo "host all all 0.0.0.0/0 trust" >> pg_hba.conf',
    ].join('\n'),
    'cluster.yaml': [
      'apiVersion: postgresql.cnpg.io/v1',
      'kind: Cluster',
      'metadata: { name: main }',
      'spec:',
      '  bootstrap:',
      '    initdb:',
      '      postInitSQL: ["CREATE EXTENSION file_fdw"]',
      '      postInitApplicationSQL:',
      "        - ALTER SYSTEM SET log_statement = 'none'",
    ].join('\n'),
  };
  assert.deepEqual(said(files, 'pg.extension'), ['extension file_fdw: file_fdw', 'extension dblink: dblink']);
  assert.deepEqual(said(files, 'pg.setting', 'value'), [
    "log_statement of ALTER SYSTEM: 'none'",
    'fsync of ALTER SYSTEM: off',
  ]);
  assert.deepEqual(said(files, 'pg.grant'), [
    'GRANT ON SCHEMA public: GRANT CREATE ON SCHEMA public TO PUBLIC',
  ]);
  assert.deepEqual(said(files, 'pg.hba', 'entries.0.method'), [
    'pg_hba.conf of b.sh of ConfigMap postgres-init: trust',
  ]);
  const [hba] = collect(files).facts.filter(({ fact }) => fact === 'pg.hba');
  assert.match(JSON.stringify(hba?.value.entries), /"line":11/);
});

test('SQL of other servers is left alone, that of PostgreSQL needs no other word', () => {
  const grant = 'GRANT CREATE ON SCHEMA public TO PUBLIC;';
  const files = {
    'mysql.yaml': `postgres: no\ndata:\n  a.sql: |\n    CREATE TABLE t (a int) ENGINE=InnoDB;\n    ${grant}\n`,
    'mysql.sql': `CREATE TABLE t (a int) ENGINE=InnoDB;\n${grant}\n`,
    'db.yaml': `data:\n  a.sql: |\n    CREATE EXTENSION dblink;\n    ${grant}\n`,
  };
  assert.deepEqual(said(files, 'pg.grant'), [`GRANT ON SCHEMA public: ${grant.slice(0, -1)}`]);
  assert.equal(collect(files).claims.length, 1);
});

test('commands of psql in all their forms', () => {
  const commands = [
    'psql -c "ALTER SYSTEM SET ssl = on"',
    "psql -qAtc 'ALTER SYSTEM SET fsync = on'",
    'psql -U "$USER" --command="ALTER SYSTEM SET row_security = on" -c "ALTER ROLE app SET lock_timeout = 5000"',
    'psql \\',
    '  -d app \\',
    '  -c "ALTER DATABASE app SET statement_timeout =',
    '     30000"',
    'grep -c "ALTER SYSTEM SET log_statement = none" x # psql',
  ];
  const text = commands.join('\n');
  assert.deepEqual(said({ 'init.sh': text }, 'pg.setting', 'value'), [
    'ssl of ALTER SYSTEM: on',
    'fsync of ALTER SYSTEM: on',
    'row_security of ALTER SYSTEM: on',
    'lock_timeout of role app: 5000',
    'statement_timeout of database app: 30000',
  ]);
  // A quote that nothing closes, and many of them.
  collect({ 'a.sh': `psql -c "ALTER SYSTEM SET ssl = off`, 'b.sh': 'psql -c "ALTER SYSTEM '.repeat(50_000) });
});

test('what scripts write into postgresql.conf', () => {
  const files = {
    'init.sh': [
      "cat >> $PGDATA/postgresql.conf <<'EOF'",
      'fsync = off',
      'EOF',
      'echo "log_statement = ddl" >> /data/postgresql.conf',
      "printf 'ssl = on\\n' >> postgresql.auto.conf",
      'cat > postgresql.conf <<EOF',
      'lock_timeout = $LOCK',
      'EOF',
      'psql -f postgresql.conf <<EOF',
      'SELECT 1',
      'EOF',
    ].join('\n'),
  };
  assert.deepEqual(said(files, 'pg.setting', 'value').toSorted(), [
    'fsync of postgresql.conf of init.sh: off',
    'log_statement of postgresql.conf of init.sh: ddl',
    'ssl of postgresql.conf of init.sh: on',
  ]);
  assert.deepEqual(collect(files).notAnalysed, [
    { path: 'init.sh', line: 7, reason: 'a variable of the shell stands in a postgresql.conf' },
  ]);
});

test('what Crunchy’s operator makes of its rules and parameters', () => {
  const files = {
    'pg.yaml': [
      'apiVersion: postgres-operator.crunchydata.com/v1beta1',
      'kind: PostgresCluster',
      'metadata: { name: hippo }',
      'spec:',
      '  config:',
      '    parameters: { fsync: "off" }',
      '  authentication:',
      '    rules:',
      '      - { connection: hostssl, method: trust, databases: [app], users: [alice, "b,c"] }',
      '      - { connection: local, method: peer }',
      '      - hba: host all all 10.0.0.0/8 password',
    ].join('\n'),
  };
  assert.deepEqual(said(files, 'pg.setting', 'value'), ['fsync of PostgresCluster hippo: "off"']);
  const found = collect(files).facts.filter(({ fact }) => fact === 'pg.hba');
  assert.deepEqual(
    found.map(({ value }) => {
      const [entry] = value.entries as readonly Record<string, unknown>[];
      return [entry?.line, entry?.type, entry?.databases, entry?.users, entry?.address, entry?.method];
    }),
    [
      [9, 'hostssl', ['app'], ['alice', 'b,c'], 'all', 'trust'],
      [10, 'local', ['all'], ['all'], null, 'peer'],
      [11, 'host', ['all'], ['all'], '10.0.0.0/8', 'password'],
    ],
  );
  assert.deepEqual(said(files, 'pg.hba', 'exposures.0.method'), [
    'authentication of PostgresCluster hippo: trust',
    'authentication of PostgresCluster hippo: peer',
    'authentication of PostgresCluster hippo: host all all 10.0.0.0/8 password',
  ]);
  for (const { provenance, value } of found) {
    assert.deepEqual(provenance, {}, 'nothing that a fix could replace');
    assert.equal(value.final, undefined);
  }
});

test('what the environment tells the official image', () => {
  const files = {
    'compose.yaml': [
      'services:',
      '  a: { image: postgres, environment: { POSTGRES_HOST_AUTH_METHOD: trust } }',
      '  b: { image: postgres, environment: ["POSTGRES_HOST_AUTH_METHOD=md5"] }',
      '  c: { image: postgres, environment: { POSTGRES_HOST_AUTH_METHOD: "$METHOD" } }',
      '  d: { image: postgres, environment: { POSTGRES_HOST_AUTH_METHOD: } }',
    ].join('\n'),
  };
  assert.deepEqual(said(files, 'pg.image', 'hostAuthMethod'), [
    'POSTGRES_HOST_AUTH_METHOD of service a: trust',
    'POSTGRES_HOST_AUTH_METHOD of service b: md5',
    'POSTGRES_HOST_AUTH_METHOD of service c: "$METHOD"',
  ]);
  const [, , later] = collect(files).facts;
  assert.equal(later?.value.hostAuthMethod, undefined);
  assert.match(later?.unknown.hostAuthMethod ?? '', /filled in later/);
});
