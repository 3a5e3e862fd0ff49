import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressRefusal, consentTo, hostRefusal, normalHost } from '../../src/probe/consent.ts';

test('hosts are compared without case, brackets, zone and final dot', () => {
  assert.equal(normalHost('API.Example.Test.'), 'api.example.test');
  assert.equal(normalHost('[::1]'), '::1');
  assert.equal(normalHost('fe80::1%eth0'), 'fe80::1');
});

test('only a named host is probed, and no other of its domain', () => {
  const consent = consentTo(['API.example.test']);
  assert.equal(hostRefusal(consent, 'api.example.test.'), null);
  assert.match(hostRefusal(consent, 'www.api.example.test') ?? '', /--allow-host www\.api\.example\.test/);
  assert.match(hostRefusal(consentTo([]), '127.0.0.1') ?? '', /nobody named 127\.0\.0\.1/);
});

test('naming a host allows private and loopback addresses, and metadata only where they are named', () => {
  const consent = consentTo(['api.example.test', '169.254.170.2', 'fe80::1']);
  for (const address of [
    '10.1.2.3',
    '127.0.0.1',
    '::1',
    'fd00::1',
    '93.184.216.34',
    '169.254.170.2',
    'fe80::1%eth0',
  ])
    assert.equal(addressRefusal(consent, address), null, address);
  assert.match(
    addressRefusal(consent, '169.254.169.254') ?? '',
    /metadata service: --allow-host 169\.254\.169\.254/,
  );
  assert.match(addressRefusal(consent, '::ffff:169.254.169.254') ?? '', /metadata/);
  assert.match(addressRefusal(consent, 'fe80::2') ?? '', /link-local/);
  assert.match(addressRefusal(consent, '224.0.0.1') ?? '', /single host/);
});
