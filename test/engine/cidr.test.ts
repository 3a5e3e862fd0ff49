import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOutside, parseRange } from '../../src/engine/cidr.ts';

function outside(range: string, ...ranges: string[]): string | null {
  const parsed = parseRange(range);
  assert.ok(parsed !== null, range);
  return addressOutside(
    parsed,
    ranges.map((text) => parseRange(text)).filter((one) => one !== null),
  );
}

test('what is an address or range', () => {
  for (const text of [
    '10.0.0.1',
    '0.0.0.0/0',
    '10.1.2.3/8',
    '::',
    '::/0',
    '::1',
    'fe80::1',
    '1::8',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7::',
    '::ffff:10.0.0.1',
    '64:ff9b::192.0.2.1',
    'FE80::A/10',
  ]) {
    assert.ok(parseRange(text) !== null, text);
  }
  for (const text of [
    '',
    'localhost',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1/33',
    '10.0.0.1/',
    '10.0.0.1/8/8',
    '10.0.0.1/-1',
    '1.2.3.4.5',
    ':',
    ':::',
    '1:2',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '12345::',
    'fe80::1%eth0',
    '::/129',
    '[::1]',
    '1:2:3:4:5:6:7:8::',
    '1.2.3.4::',
  ]) {
    assert.equal(parseRange(text), null, text);
  }
});

test('a range lies in a union exactly where every address does; the witness is the first outside', () => {
  assert.equal(outside('10.0.0.0/8', '10.0.0.0/8'), null);
  assert.equal(outside('10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9'), null);
  assert.equal(outside('10.0.0.0/8', '10.128.0.0/9', '10.0.0.0/9'), null);
  assert.equal(outside('10.0.0.0/8', '10.0.0.0/9', '10.129.0.0/16'), '10.128.0.0');
  assert.equal(outside('10.0.0.0/8', '10.0.0.0/9'), '10.128.0.0');
  assert.equal(outside('10.0.0.0/8', '10.0.0.1/32'), '10.0.0.0');
  assert.equal(outside('0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1'), null);
  assert.equal(outside('0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3'), '224.0.0.0');
  assert.equal(outside('::/0', '0.0.0.0/0'), '::');
  assert.equal(outside('::/0', '::/1'), '8000::');
  assert.equal(outside('2001:db8::/32', '2001:db8::/33', '2001:db8:8000::/33'), null);
  assert.equal(outside('255.255.255.255', '255.255.255.254'), '255.255.255.255');
});

test('IPv4 addresses written as IPv6 are IPv4 addresses', () => {
  assert.equal(outside('::ffff:10.1.2.3', '10.0.0.0/8'), null);
  assert.equal(outside('::ffff:8.8.8.8', '10.0.0.0/8'), '8.8.8.8');
  assert.equal(outside('::ffff:10.0.0.0/104', '10.0.0.0/8'), null);
});
