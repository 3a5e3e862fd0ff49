import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suites } from '../../../src/checks/nginx/cipher-names.ts';
import { OLDER_SUITES, suiteName, TLS13_SUITES } from '../../../src/checks/tls/suite-names.ts';
import { suiteProperties } from '../../../src/checks/tls/suite-properties.ts';

test('names are those of the registry, and unknown code points stay numbers', () => {
  assert.equal(suiteName(0x1301), 'TLS_AES_128_GCM_SHA256');
  assert.equal(suiteName(0xc02f), 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256');
  assert.equal(suiteName(0x0005), 'TLS_RSA_WITH_RC4_128_SHA');
  assert.equal(suiteName(0xfafa), '0xfafa');
  assert.equal(TLS13_SUITES.length, 5);
  assert.equal(new Set([...OLDER_SUITES, ...TLS13_SUITES].map(suiteName)).size, OLDER_SUITES.length + 5);
});

test('a suite has the same properties live as in a configuration', () => {
  const known = new Set([...OLDER_SUITES].map(suiteName));
  let compared = 0;
  for (const suite of suites()) {
    if (!known.has(suite.standardName)) continue;
    compared++;
    const live = suiteProperties(suite.standardName);
    assert.equal(live.encryption, suite.encryption, suite.standardName);
    assert.equal(live.aead, suite.mac === 'AEAD', suite.standardName);
    assert.equal(live.anonymous, suite.authentication === 'None', suite.standardName);
    assert.equal(live.forwardSecrecy, /^(EC)?DH(E|$)/.test(suite.exchange), suite.standardName);
  }
  assert.ok(compared > 150, `${compared} suites are in both tables`);
});
