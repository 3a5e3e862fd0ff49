import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AddressKind, kindOfAddress } from '../../src/probe/address.ts';

const KINDS: Readonly<Record<string, AddressKind>> = {
  '93.184.216.34': 'ordinary',
  '2606:2800:220:1::1': 'ordinary',
  '127.0.0.1': 'loopback',
  '127.255.0.9': 'loopback',
  '::1': 'loopback',
  '0.0.0.0': 'loopback',
  '::': 'loopback',
  '::ffff:127.0.0.1': 'loopback',
  '10.0.0.1': 'private',
  '172.31.255.255': 'private',
  '172.32.0.0': 'ordinary',
  '192.168.1.1': 'private',
  '100.64.0.1': 'private',
  'fd12:3456::1': 'private',
  '64:ff9b::a00:1': 'private',
  '2002:a00:1::': 'private',
  '169.254.1.1': 'link-local',
  'fe80::1': 'link-local',
  'fe80::1%eth0': 'link-local',
  '::ffff:169.254.1.1': 'link-local',
  '169.254.169.254': 'metadata',
  '::ffff:169.254.169.254': 'metadata',
  '::ffff:a9fe:a9fe': 'metadata',
  '64:ff9b::a9fe:a9fe': 'metadata',
  'fd00:ec2::254': 'metadata',
  '100.100.100.200': 'metadata',
  '168.63.129.16': 'metadata',
  '224.0.0.1': 'none',
  '255.255.255.255': 'none',
  '0.1.2.3': 'none',
  'ff02::1': 'none',
  'api.example.test': 'none',
};

for (const [address, kind] of Object.entries(KINDS)) {
  test(`${address} is ${kind}`, () => {
    assert.equal(kindOfAddress(address), kind);
  });
}
