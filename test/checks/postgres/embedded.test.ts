/** What stands inside of other files, with its place in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../../src/checks/collector.ts';
import { postgresCollector } from '../../../src/checks/postgres/collect.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';

const OPTIONS = { ...COLLECT_DEFAULTS, asked: new Map([['pg.hba.remoteUsers.*.user', ['postgres']]]) };

function collect(files: Readonly<Record<string, string>>) {
  return postgresCollector.collect(memoryProject(files), OPTIONS);
}

/** The text that a position covers. */
function textAt(files: Readonly<Record<string, string>>, fact: Fact, field: string): string | undefined {
  const at = fact.positions[field];
  return at === undefined ? undefined : files[at.path]?.slice(at.start, at.end);
}

/** `line method` of each entry, and whether its method stands where we say. */
function entries(files: Readonly<Record<string, string>>): readonly string[] {
  return collect(files)
    .facts.filter(({ fact }) => fact === 'pg.hba')
    .flatMap((fact) => {
      const list = fact.value.entries;
      assert.ok(Array.isArray(list));
      return list.map((entry, at) => {
        const written = textAt(files, fact, `entries.${at}.method`) ?? '';
        assert.ok(written.includes(entry.method), `${written} is not ${entry.method}`);
        return `${fact.subject}: ${entry.line} ${entry.method}`;
      });
    });
}

function settings(files: Readonly<Record<string, string>>): readonly string[] {
  return collect(files)
    .facts.filter(({ fact, value }) => fact === 'pg.setting' && value.source !== 'default')
    .map((fact) => {
      const { value, subject } = fact;
      return `${subject}: ${value.source} ${value.value} at ${textAt(files, fact, 'value')}`;
    });
}

test('a ConfigMap, with a file beside it', () => {
  const files = {
    'k8s.yaml': [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: { name: pg, namespace: db }',
      'data:',
      '  pg_hba.conf: |',
      '    # first',
      '    local all @users peer',
      '',
      '    host  all all 10.0.0.0/8 md5',
      '  users: "app, bob"',
      '  postgresql.conf: |2-',
      '      ssl = on',
      "    log_statement = 'ddl'",
    ].join('\n'),
  };
  assert.deepEqual(entries(files), [
    'pg_hba.conf of ConfigMap db/pg: 7 peer',
    'pg_hba.conf of ConfigMap db/pg: 9 md5',
  ]);
  assert.deepEqual(settings(files), [
    'ssl of postgresql.conf of ConfigMap db/pg: file on at on',
    "log_statement of postgresql.conf of ConfigMap db/pg: file ddl at 'ddl'",
  ]);
  const defaults = collect(files).facts.filter(({ value }) => value.source === 'default');
  assert.ok(defaults.length > 5, 'a whole postgresql.conf');
});

test('a compose config, and what a command sets', () => {
  const files = {
    'compose.yaml': [
      'services:',
      '  db:',
      '    image: postgres:16',
      '    command: ["-c", "ssl=on", "-cfsync=of", --log-statement=all, -c, "statement_timeout=$(T)"]',
      '  other:',
      '    image: registry.test/x/postgresql:15',
      "    command: postgres -c 'log_line_prefix=%m ' -F",
      '  app:',
      '    image: app',
      '    command: [-c, ssl=off]',
      'configs:',
      '  hba:',
      '    content: |',
      '      host all all 0.0.0.0/0 trust',
    ].join('\n'),
  };
  assert.deepEqual(entries(files), ['hba of compose.yaml: 14 trust']);
  assert.deepEqual(settings(files), [
    'ssl of service db: argument on at on',
    'fsync of service db: argument off at of',
    'log_statement of service db: argument all at all',
    'statement_timeout of service db: argument undefined at $(T)',
    'log_line_prefix of service other: argument %m  at %m ',
    'fsync of service other: argument off at -F',
  ]);
});

test('operators, Patroni and Helm values', () => {
  const files = {
    'cnpg.yaml': [
      'apiVersion: postgresql.cnpg.io/v1',
      'kind: Cluster',
      'metadata: { name: main }',
      'spec:',
      '  postgresql:',
      '    parameters: { statement_timeout: "30s", log_connections: "on", shared_buffers: 1GB }',
      '    pg_hba:',
      '      - host app app 10.0.0.0/8 md5',
      '      - "hostssl all all 10.0.0.0/8 cert"',
    ].join('\n'),
    'values.yaml': [
      'postgresql:',
      '  primary:',
      '    pgHbaConfiguration: |-',
      '      host all all 127.0.0.1/32 trust',
      '    extendedConfiguration: |',
      '      log_statement = mod',
    ].join('\n'),
  };
  assert.deepEqual(entries(files), [
    'pg_hba of Cluster main: 8 md5',
    'pg_hba of Cluster main: 9 cert',
    'pgHbaConfiguration of values.yaml: 4 trust',
  ]);
  assert.deepEqual(settings(files), [
    'statement_timeout of Cluster main: file 30000 at "30s"',
    'log_connections of Cluster main: file on at "on"',
    'log_statement of extendedConfiguration of values.yaml: file mod at mod',
  ]);
  const [partial] = collect(files).facts.filter(({ subject }) => subject === 'pg_hba of Cluster main');
  assert.equal(partial?.value.final, undefined, 'the operator puts entries around these');
});

test('what scripts write', () => {
  const files = {
    'init.sh': [
      '#!/bin/sh',
      'cat > "$PGDATA/pg_hba.conf" <<\'EOF\'',
      'local all all peer',
      'EOF',
      'echo "host all all 0.0.0.0/0 trust" >> "$PGDATA/pg_hba.conf"',
      'cat >> $PGDATA/pg_hba.conf <<-EOF',
      '\thost all all $NETWORK md5',
      '\tEOF',
      'psql <<EOSQL',
      '  ALTER SYSTEM SET log_statement TO ddl;',
      'EOSQL',
    ].join('\n'),
  };
  assert.deepEqual(entries(files), ['pg_hba.conf of init.sh: 3 peer', 'pg_hba.conf of init.sh: 5 trust']);
  assert.deepEqual(settings(files), ['log_statement of ALTER SYSTEM: sql ddl at ddl']);
  assert.deepEqual(collect(files).notAnalysed, [
    { path: 'init.sh', line: 7, reason: 'a variable of the shell stands in a pg_hba.conf' },
  ]);
});

test('templates are not analysed, what says nothing of PostgreSQL is not opened', () => {
  const files = {
    'a.yaml': 'x:\n  pg_hba.conf: "host all all {{ net }} md5"\n',
    'b.yaml': 'command: [-c, ssl=off]\n',
    'c.json': '{"pg_hba.conf": "local all all trust\\nhost all all all md5\\n"}',
  };
  const { notAnalysed } = collect(files);
  assert.deepEqual(notAnalysed, [{ path: 'a.yaml', line: 2, reason: 'template' }]);
  const [json] = collect(files).facts;
  assert.equal(json?.subject, 'pg_hba.conf of c.json');
});
