/** Rows of pg_hba_file_rules as a file: the same entries at the same lines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hbaText } from '../../../../src/checks/postgres/live/hba-text.ts';
import type { HbaRow } from '../../../../src/checks/postgres/live/queries.ts';
import { hbaOf } from '../../../support/hba.ts';

const ROW: HbaRow = {
  at: 1,
  file_name: '/data/pg_hba.conf',
  line_number: 1,
  type: 'host',
  database: ['all'],
  user_name: ['all'],
  address: '10.0.0.0',
  netmask: '255.0.0.0',
  auth_method: 'scram-sha-256',
  options: null,
  error: null,
};

test('entries keep their lines, their order and what their names mean', () => {
  const rows: readonly HbaRow[] = [
    {
      ...ROW,
      at: 2,
      line_number: 9,
      database: ['app', 'a b'],
      user_name: ['+dba', 'x"y'],
      auth_method: 'md5',
    },
    {
      ...ROW,
      at: 1,
      line_number: 4,
      type: 'local',
      address: null,
      netmask: null,
      auth_method: 'peer',
      options: ['map=m x'],
    },
    { ...ROW, at: 3, line_number: 10, address: 'samenet', netmask: null, database: ['replication'] },
  ];
  const { entries, faults } = hbaOf(hbaText(rows));
  assert.deepEqual(faults, []);
  assert.deepEqual(
    entries.map(({ line, databases, users, addressText, method, options }) => [
      line,
      databases.map(({ text, quoted }) => (quoted ? `"${text}"` : text)).join(),
      users.map(({ text, quoted }) => (quoted ? `"${text}"` : text)).join(),
      addressText,
      method,
      [...options].join(),
    ]),
    [
      [4, 'all', 'all', null, 'peer', 'map,m x'],
      [9, '"app","a b"', '+dba,"x"y"', '10.0.0.0 255.0.0.0', 'md5', ''],
      [10, 'replication', 'all', 'samenet', 'scram-sha-256', ''],
    ],
  );
});

test('what the server refuses is refused, wherever a server says it stands', () => {
  const rows = [
    { ...ROW, line_number: 2_000_000_000 },
    { ...ROW, at: 2, line_number: 3, type: null, error: 'invalid' },
    { ...ROW, at: 3, line_number: 3, type: null },
  ];
  const { entries, faults } = hbaOf(hbaText(rows));
  assert.deepEqual([entries.length, faults.length], [1, 2]);
  const several = [ROW, { ...ROW, at: 2, file_name: '/data/more.conf', line_number: 1 }];
  assert.deepEqual(
    hbaOf(hbaText(several)).entries.map(({ line }) => line),
    [1, 2],
  );
});
