import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress } from '../../../../src/checks/postgres/hba/address.ts';
import { sampleOf } from '../../../../src/checks/postgres/hba/expression.ts';
import { type Connection, firstMatch } from '../../../../src/checks/postgres/hba/match.ts';
import { questionOf } from '../../../../src/checks/postgres/hba/question.ts';
import { hbaOf } from '../../../support/hba.ts';

function connection(address: string | null, given: Partial<Connection> = {}): Connection {
  return {
    transport: address === null ? 'local' : 'ssl',
    address: address === null ? null : parseAddress(address),
    database: 'app',
    user: 'alice',
    replication: false,
    groups: [],
    ...given,
  };
}

/** The line that decides, `none`, or `?` with the line that may. */
function decided(text: string, asked: Connection, version = 18): string {
  const decision = firstMatch(hbaOf(text, version).entries, asked);
  if (decision.kind === 'none') return 'none';
  return `${decision.kind === 'unknown' ? '?' : ''}${decision.entry.line}`;
}

test('transports', () => {
  const text = [
    'local all all peer',
    'hostssl all all 10.0.0.1/32 trust',
    'hostnossl all all 10.0.0.1/32 trust',
    'hostgssenc all all 10.0.0.2/32 trust',
    'hostnogssenc all all 10.0.0.2/32 trust',
    'host all all all trust',
  ].join('\n');
  const of = (address: string | null, transport: Connection['transport']): string =>
    decided(text, connection(address, { transport }));
  assert.equal(of(null, 'local'), '1');
  assert.deepEqual([of('10.0.0.1', 'ssl'), of('10.0.0.1', 'nossl'), of('10.0.0.1', 'gss')], ['2', '3', '3']);
  assert.deepEqual([of('10.0.0.2', 'ssl'), of('10.0.0.2', 'nossl'), of('10.0.0.2', 'gss')], ['5', '5', '4']);
  assert.equal(of('::1', 'nossl'), '6');
});

test('addresses', () => {
  const at = (address: string, from: string): string =>
    decided(`host all all ${address} trust`, connection(from));
  assert.equal(at('10.1.2.3/8', '10.9.9.9'), '1');
  assert.equal(at('10.0.0.1 255.0.0.255', '10.7.7.1'), '1');
  assert.equal(at('10.0.0.1 255.0.0.255', '10.7.7.2'), 'none');
  assert.equal(at('127/8', '127.0.0.1'), 'none', '127/8 is 0.0.0.127/8');
  assert.equal(at('0.0.0.0/0', '::1'), 'none');
  assert.equal(at('::/0', '10.0.0.1'), 'none');
  assert.equal(at('::ffff:10.0.0.1/128', '10.0.0.1'), 'none', 'a mapped address is one of IPv6');
  assert.equal(at('samenet', '10.0.0.1'), '?1');
  assert.equal(at('db.test', '10.0.0.1'), '?1');
});

test('names', () => {
  const of = (database: string, user: string, given: Partial<Connection> = {}, version = 18): string =>
    decided(`host ${database} ${user} all trust`, connection('10.0.0.1', given), version);
  assert.equal(of('"all"', 'all'), 'none');
  assert.equal(of('all', '"all"'), 'none');
  assert.equal(of('sameuser', 'all', { database: 'alice' }), '1');
  assert.equal(of('samerole', 'all'), 'none');
  assert.equal(of('samerole', 'all', { groups: ['app'] }), '1');
  assert.equal(of('all', '+dba', { groups: ['dba'] }), '1');
  assert.equal(of('all', '+alice'), '1');
  assert.equal(of('all', '"+dba"', { groups: ['dba'] }), 'none');
  assert.equal(of('all', 'all', { replication: true }), 'none');
  assert.equal(of('replication', 'all', { replication: true }), '1');
  assert.equal(of('replication', 'all', { database: 'replication' }), 'none');
  assert.equal(of('"replication"', 'all', { database: 'replication' }), '1');
  assert.equal(of('/^a', 'all'), '1');
  assert.equal(of('/^a', 'all', {}, 15), 'none');
  assert.equal(of('"/^a.{2}$"', '/^(alice|bob)$'), '1');
  assert.equal(of('/(a)\\1', 'all'), '?1', 'back references are not run');
});

test('an unknown entry counts only where all else matches, and before what decides', () => {
  const text = 'host all bob samenet trust\nhost all alice all reject\nhost all all db.test trust\n';
  assert.equal(decided(text, connection('10.0.0.1')), '2');
  assert.equal(decided(text, connection('10.0.0.1', { user: 'bob' })), '?1');
  assert.equal(decided(text, connection('10.0.0.1', { user: 'eve' })), '?3');
});

test('a question says what is wrong with it', () => {
  const good = { type: 'ssl', address: '10.0.0.1', database: 'a', user: 'b' };
  assert.equal(typeof questionOf(JSON.stringify(good)), 'object');
  assert.equal(typeof questionOf(JSON.stringify({ type: 'local', user: 'b', replication: true })), 'object');
  for (const [wrong, message] of [
    [{ ...good, type: 'tls' }, '`type` is one of local, ssl, nossl, gss'],
    [{ ...good, address: 'db' }, '`address` must be an IPv4 or IPv6 address'],
    [{ ...good, user: 1 }, '`user` must be a text'],
    [{ ...good, database: null }, '`database` must be a text'],
    [{ ...good, groups: [1] }, '`groups` must be a list of texts'],
    [{ ...good, replication: 'no' }, '`replication` must be true or false'],
    [[], 'not an object'],
  ] as const) {
    assert.equal(questionOf(JSON.stringify(wrong)), message);
  }
  assert.equal(questionOf('{'), 'not JSON');
});

test('a sample is a name that the expression matches', () => {
  for (const [expression, sample] of [
    ['/^app_', 'app_'],
    ['/^ap{2}$', 'app'],
    ['/^(app|alice)$', 'app'],
    ['/^db\\d+_(ro|rw)$', 'db1_ro'],
    ['/[xyz]-.*', 'x-'],
    ['/a\\.b', 'a.b'],
    ['/^(a(b|c))$', null],
    ['/.*', null],
    ['/(a)\\1', null],
  ] as const) {
    assert.equal(sampleOf(expression), sample, expression);
  }
});
