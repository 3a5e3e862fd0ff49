import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startsName } from '../../../src/checks/secrets/name-start.ts';

/** Whether the name starts a part of the identifier that holds it. */
function starts(identifier: string, name: string): boolean {
  const start = identifier.toLowerCase().indexOf(name);
  return startsName(Buffer.from(identifier), start, start + name.length);
}

test('a short name begins a part of its identifier', () => {
  for (const [identifier, name] of [
    ['okta_token', 'okta'],
    ['OKTA_TOKEN', 'okta'],
    ['myOktaToken', 'okta'],
    ['my-okta-token', 'okta'],
    ['MY_OKTA_TOKEN', 'okta'],
    ['x2okta', 'okta'],
  ] as const) {
    assert.equal(starts(identifier, name), true, identifier);
  }
  for (const [identifier, name] of [
    ['rooktable', 'okta'],
    ['ROOKTABLE', 'okta'],
    ['collateral', 'atera'],
    ['DirectoryCheck', 'hec'],
    ['Check', 'hec'],
  ] as const) {
    assert.equal(starts(identifier, name), false, identifier);
  }
});

test('a long name counts wherever it stands', () => {
  assert.equal(starts('mysendgridkey', 'sendgrid'), true);
});
