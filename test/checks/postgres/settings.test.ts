import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../../src/checks/collector.ts';
import { postgresCollector } from '../../../src/checks/postgres/collect.ts';
import { knownSettings } from '../../../src/checks/postgres/settings/known.ts';
import { sqlEffects } from '../../../src/checks/postgres/settings/sql.ts';
import { readValue } from '../../../src/checks/postgres/settings/value.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';

function collect(files: Readonly<Record<string, string>>, postgresVersion: string | null = null) {
  return postgresCollector.collect(memoryProject(files), { ...COLLECT_DEFAULTS, postgresVersion });
}

function setting(facts: readonly Fact[], name: string): Fact | undefined {
  return facts.find(({ value }) => value.name === name);
}

test('values read as on the server', () => {
  const value = (name: string, raw: string) => {
    const known = knownSettings(15).get(name);
    assert.ok(known !== undefined);
    const read = readValue(known, raw);
    return read.kind === 'value' ? read.value : null;
  };
  assert.deepEqual(
    ['on', 'of', 'o', 'T', '1', 'yes', 'nO', '2', ''].map((raw) => value('ssl', raw)),
    ['on', 'off', null, 'on', 'on', 'on', 'off', null, null],
  );
  assert.deepEqual(
    ['30s', ' 1 min ', '1.5s', '2500us', '1M', '-1', '0x10', '010', '08', '25d', '.5s'].map((raw) =>
      value('statement_timeout', raw),
    ),
    [30_000, 60_000, 1500, 2, null, null, 16, 8, null, null, 500],
  );
  assert.equal(value('authentication_timeout', '1min'), 60);
  assert.equal(value('authentication_timeout', '500ms'), null, 'rounds to 0, below the minimum');
  assert.equal(value('log_statement', 'DDL'), 'ddl');
  assert.equal(value('log_statement', 'some'), null);
});

test('the last value counts, over includes, and postgresql.auto.conf after all', () => {
  const { facts, notAnalysed } = collect({
    'db/postgresql.conf': "ssl = on\nfsync on\ninclude_dir 'conf.d'\nlog_statement = all\n",
    'db/conf.d/10.conf': "ssl = off\nlog_statement = none\nlock_timeout = 3s\ninclude '../more.conf'\n",
    'db/more.conf': 'row_security = off\n',
    'db/postgresql.auto.conf': "lock_timeout = '7s'\n",
  });
  assert.deepEqual(notAnalysed, []);
  const of = (name: string) => {
    const fact = setting(facts, name);
    return [fact?.value.value, fact?.value.source, fact?.positions.value?.path];
  };
  assert.deepEqual(of('ssl'), ['off', 'file', 'db/conf.d/10.conf']);
  assert.deepEqual(of('log_statement'), ['all', 'file', 'db/postgresql.conf']);
  assert.deepEqual(of('row_security'), ['off', 'file', 'db/more.conf']);
  assert.deepEqual(of('lock_timeout'), [7000, 'auto', 'db/postgresql.auto.conf']);
  assert.deepEqual(of('statement_timeout'), [0, 'default', 'db/postgresql.conf']);
  assert.equal(
    facts.filter(({ value }) => value.name === 'ssl').length,
    1,
    'included files are not judged alone',
  );
});

test('a file that is not at hand makes unknown what it may set', () => {
  const { facts, notAnalysed } = collect({
    'postgresql.conf': "ssl = on\ninclude '/etc/pg/more.conf'\nfsync = on\n",
  });
  assert.deepEqual(notAnalysed, [
    { path: 'postgresql.conf', line: 2, reason: 'the file /etc/pg/more.conf lies outside the repository' },
  ]);
  assert.equal(setting(facts, 'ssl')?.value.value, undefined);
  assert.match(setting(facts, 'ssl')?.unknown.value ?? '', /lies outside/);
  assert.equal(setting(facts, 'fsync')?.value.value, 'on');
  assert.match(setting(facts, 'lock_timeout')?.unknown.seconds ?? '', /lies outside/);
});

test('a file that the server refuses is not analysed; a value that it refuses is unknown', () => {
  const refused = collect({ 'postgresql.conf': 'ssl = on\nfsync = = off\n' });
  assert.deepEqual(
    refused.facts.map(({ fact, value }) => ({ fact, ...value })),
    [
      {
        fact: 'pg.conf',
        errors: [{ name: null, path: 'postgresql.conf', line: 2, message: '`=` is not expected here' }],
      },
    ],
  );
  assert.deepEqual(refused.notAnalysed, [
    { path: 'postgresql.conf', line: 2, reason: 'the server refuses the file: `=` is not expected here' },
  ]);
  const [whole, fact] = collect({ 'postgresql-extra.conf': 'statement_timeout = 30S\n' }).facts;
  assert.equal(whole?.fact, 'pg.conf');
  assert.equal(whole?.confidence, 'high');
  assert.match(fact?.unknown.value ?? '', /case counts/);
});

test('which files are taken', () => {
  const { claims } = collect({
    'postgresql.conf.sample': 'port = 1\n',
    'postgres/conf.d/tune.conf': 'shared_buffers = 1GB\n',
    'postgres/conf.d/other.conf': 'server { }\n',
    'nginx/app.conf': 'log_statement = all\n',
    'my.cnf': 'log_statement = all\n',
  });
  assert.deepEqual(claims.map(({ path }) => path).sort(), [
    'postgres/conf.d/tune.conf',
    'postgresql.conf.sample',
  ]);
});

test('defaults of versions', () => {
  const of = (version: string, name: string) =>
    setting(collect({ 'postgresql.conf': 'port = 1\n' }, version).facts, name)?.value.value;
  assert.deepEqual(
    [of('13', 'password_encryption'), of('14.2', 'password_encryption')],
    ['md5', 'scram-sha-256'],
  );
  assert.deepEqual(
    [of('12', 'ssl_min_protocol_version'), of('18', 'ssl_min_protocol_version')],
    ['TLSv1', 'TLSv1.2'],
  );
});

test('SQL: what counts, and what only looks like it', () => {
  const effects = sqlEffects(`
    -- ALTER SYSTEM SET ssl = off;
    /* ALTER SYSTEM /* nested */ SET fsync = off; */
    SELECT 'ALTER SYSTEM SET fsync = off;', $x$; ALTER SYSTEM SET fsync = off; $x$;
    \\set ON_ERROR_STOP on
    ALTER SYSTEM SET "Log_Statement" TO 'it''s', b;
    ALTER ROLE "My App" IN DATABASE shop SET statement_timeout = -1;
    ALTER USER ALL SET lock_timeout TO DEFAULT;
    ALTER DATABASE shop SET lock_timeout = :'timeout';
    ALTER SYSTEM RESET ssl;
    CREATE EXTENSION IF NOT EXISTS "plpython3u";
    GRANT ALL ON TABLE x TO PUBLIC;
    SELECT pg_reload_conf()`);
  assert.deepEqual(
    effects.map((effect) => {
      if (effect.kind !== 'setting') return effect.kind;
      return `${effect.by} ${effect.role} ${effect.database} ${effect.name}=${effect.raw}`;
    }),
    [
      "system null null log_statement=it's, b",
      'role My App shop statement_timeout=-1',
      'database null shop lock_timeout=null',
      'extension',
      'reload',
    ],
  );
});

test('a MySQL dump is none of ours', () => {
  const { facts } = collect({
    'dump.sql': 'CREATE TABLE x (a INT AUTO_INCREMENT);\nGRANT ALL ON SCHEMA public TO PUBLIC;\n',
  });
  assert.deepEqual(facts, []);
});
