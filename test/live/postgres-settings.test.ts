/** Settings against real servers: what they are, how values read, and what a postgresql.conf says line by line. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { wholeFile } from '../../src/checks/postgres/excerpt.ts';
import { parseConf } from '../../src/checks/postgres/settings/conf.ts';
import { knownSettings } from '../../src/checks/postgres/settings/known.ts';
import { readValue } from '../../src/checks/postgres/settings/value.ts';
import { lineOf, sourceText } from '../../src/source/text.ts';
import { generatedCases } from '../support/generated.ts';
import { POSTGRES, programsOrSkip } from '../support/postgres-programs.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { type Random, random } from '../support/random.ts';

for (const programs of POSTGRES) {
  describe(programs.name, () => {
    test('knows settings, values and lines as we do', async (t) => {
      const folder = programsOrSkip(t, programs);
      if (folder === null) return;
      const server = await startPostgres(folder);
      try {
        await compareTable(server);
        await compareValues(server, generatedCases(3000));
        const lines = await compareFiles(server, generatedCases(500));
        t.diagnostic(`${server.version}: ${lines} lines`);
      } finally {
        await server.stop();
      }
    });
  });
}

/** Where a server's start-up changes the default, and what the file locations become. */
const OTHERWISE = new Set(['hba_file', 'log_connections']);

async function compareTable({ session, version }: PostgresServer): Promise<void> {
  for (const known of knownSettings(version).values()) {
    const [row] = await session.query(
      `SELECT vartype, unit, min_val, max_val, array_to_string(enumvals, ','), boot_val, context FROM pg_settings WHERE name = '${known.name}'`,
    );
    assert.ok(row !== undefined, known.name);
    const [type, unit, least, most, options, fallback, context] = row;
    const types: Readonly<Record<string, string>> = {
      bool: 'boolean',
      integer: 'integer',
      enum: 'enum',
      string: 'text',
    };
    assert.equal(known.type, types[type ?? ''], known.name);
    assert.equal(known.unit, unit, known.name);
    if (known.type === 'integer')
      assert.deepEqual([String(known.minimum), String(known.maximum)], [least, most], known.name);
    if (known.type === 'enum') {
      assert.deepEqual(
        known.options.toSorted(),
        (options ?? '')
          .split(',')
          .filter((one) => one !== '')
          .sort(),
        known.name,
      );
    }
    if (!OTHERWISE.has(known.name)) assert.equal(String(known.fallback), fallback, known.name);
    assert.ok((context ?? '').includes(known.context), `${known.name}: ${context}`);
  }
}

const VALUES = [
  ...[
    'on',
    'off',
    'of',
    'o',
    'true',
    't',
    'TRUE',
    'yes',
    'y',
    'no',
    'n',
    'false',
    'fa',
    '1',
    '0',
    '',
    ' ',
    'onn',
  ],
  ...[
    '30s',
    '30 s',
    ' 30s ',
    '30S',
    '1min',
    '1 min',
    '2h',
    '1d',
    '500us',
    '501us',
    '1500us',
    '2500us',
    '1.5s',
    '0.0005s',
  ],
  ...[
    '.5s',
    '5.',
    '1e3',
    '1e3ms',
    '0x10',
    '0x10s',
    '010',
    '08',
    '-1',
    '+5',
    '2147483647',
    '2147483648',
    '25d',
    '24d',
  ],
  ...[
    '1kB',
    '1MB',
    's',
    '1 2',
    'md5',
    'MD5',
    'scram-sha-256',
    'Scram-SHA-256',
    'none',
    '1m',
    '1.5',
    '2.5',
    '0.5',
    '1ms2',
  ],
];
/** Not statement_timeout, which would end the queries that ask for it. */
const SETTABLE = [
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'row_security',
  'password_encryption',
];

async function compareValues({ session, version }: PostgresServer, count: number): Promise<void> {
  const source = random(7);
  const known = knownSettings(version);
  const pairs = SETTABLE.flatMap((name) => VALUES.map((value) => [name, value] as const));
  for (let at = 0; at < count; at++) pairs.push([source.pick(SETTABLE), randomValue(source)]);
  for (const [name, raw] of pairs) {
    const setting = known.get(name);
    assert.ok(setting !== undefined);
    const ours = readValue(setting, raw);
    let theirs: string | null = null;
    try {
      await session.query(`SELECT set_config('${name}', '${raw.replaceAll("'", "''")}', false)`);
      theirs =
        (await session.query(`SELECT setting FROM pg_settings WHERE name = '${name}'`))[0]?.[0] ?? null;
    } catch {
      theirs = null;
    }
    // The server puts nothing in place of an empty text here, and resets the setting.
    if (raw === '') continue;
    assert.equal(ours.kind === 'value' ? String(ours.value) : null, theirs, `${name} = '${raw}'`);
  }
  for (const name of SETTABLE) await session.query(`RESET ${name}`);
}

function randomValue(source: Random): string {
  const number = source.pick([
    '1',
    '30',
    '0',
    '007',
    '1.25',
    '59999',
    '2.5',
    '-3',
    '0x1f',
    '1e2',
    '99999999999',
  ]);
  return number + source.pick(['', '', ' ', 's', 'ms', ' min', 'us', 'h', 'd', 'kB', 'S', ' ms ', '\t']);
}

const NAMES = [
  'statement_timeout',
  'fsync',
  'Log_Statement',
  'log_line_prefix',
  'my.setting',
  'ssl',
  '1x',
  'my.',
  'hba_file',
];
const WRITTEN = [
  ...[
    'on',
    "'on'",
    "'it''s'",
    "'a\\'b'",
    "'a\\tb'",
    "'\\101'",
    '30s',
    '-1',
    '0x1F',
    '1.5',
    'md5',
    'a.b',
    'a-b/c:d',
    "'open",
  ],
  ...[
    "'a' 'b'",
    "'#'",
    '#',
    '',
    '=',
    'x y',
    '1 min',
    "'1 min'",
    '*',
    "'*'",
    '.5',
    '5.',
    '1e3',
    'ddl,mod',
    "''",
    '10MB',
    '@x',
  ],
];

async function compareFiles(server: PostgresServer, count: number): Promise<number> {
  let lines = 0;
  for (let seed = 1; seed <= count; seed++) {
    const source = random(seed);
    const end = source.chance(0.1) ? '\r\n' : '\n';
    const text =
      source
        .several(1, 8, () => {
          if (source.chance(0.1)) return source.pick(['', '# comment', '   ', '\t#x']);
          const gap = source.pick([' = ', '=', ' ', '\t', ' == ', ' =']);
          const tail = source.pick(['', '', ' ', ' # tail', '#tail', ';']);
          return source.pick(['', ' ']) + source.pick(NAMES) + gap + source.pick(WRITTEN) + tail;
        })
        .join(end) + (source.chance(0.8) ? end : '');
    server.write('postgresql.conf', text);
    const rows = await server.session.query(
      "SELECT sourceline, name, setting, error FROM pg_file_settings WHERE sourcefile LIKE '%postgresql.conf' ORDER BY sourceline",
    );
    const file = sourceText('postgresql.conf', text);
    const conf = parseConf(wholeFile(file));
    const refused = rows.filter(([, , , error]) => error === 'syntax error').map(([line]) => Number(line));
    const context = `${text}\n${JSON.stringify(rows)}\n${JSON.stringify(conf)}`;
    // The server stops at the first.
    const faulty = conf.faults.slice(0, 1).map(({ at, message }) => {
      const line = lineOf(file, at.start);
      // Where the text ends within a line that lacks its value, the server names the line before.
      const isCut = message === 'a value is missing' && line === file.lineStarts.length;
      return isCut ? line - 1 : line;
    });
    assert.deepEqual(faulty, refused.slice(0, 1), context);
    if (refused.length === 0) {
      const theirs = rows.map(([line, name, setting]) => `${line} ${name?.toLowerCase()} ${setting}`);
      const ours = conf.items.map(({ name, raw, nameAt }) => `${lineOf(file, nameAt.start)} ${name} ${raw}`);
      assert.deepEqual(ours, theirs, context);
    }
    lines += rows.length;
  }
  return lines;
}
