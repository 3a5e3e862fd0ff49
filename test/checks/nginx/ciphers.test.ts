import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { ALIASES, type Suite, suites } from '../../../src/checks/nginx/cipher-names.ts';
import { selectSuites } from '../../../src/checks/nginx/ciphers.ts';

const selected = (text: string): readonly string[] =>
  (selectSuites(text, false) ?? []).map((suite) => suite.name);

/** OpenSSL's own answer, TLS 1.3 left out; null where it refuses the string. */
function openssl(text: string): readonly string[] | null {
  const run = spawnSync('openssl', ['ciphers', text], { encoding: 'utf8' });
  if (run.status !== 0) return null;
  return run.stdout
    .trim()
    .split(':')
    .filter((name) => !name.startsWith('TLS_'));
}

/** Aliases that mean something only to builds with suites that are gone. */
const GONE = new Set(['3DES', 'RC4', 'RC2', 'IDEA', 'SEED', 'DES', 'LOW', 'MEDIUM', 'EXP', 'EXPORT']);

test('selecting, excluding and killing', () => {
  assert.deepEqual(selected('ECDHE+AESGCM:!ECDSA'), [
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ]);
  assert.deepEqual(selected('AES128-SHA:AES256-SHA:-AES128-SHA'), ['AES256-SHA']);
  assert.deepEqual(selected('!AES128-SHA:AES128-SHA:AES256-SHA'), ['AES256-SHA']);
  assert.deepEqual(selected('AES128-SHA:AES256-SHA:+AES128-SHA'), ['AES256-SHA', 'AES128-SHA']);
});

test('strings that OpenSSL refuses select nothing', () => {
  for (const text of ['', 'FOO', 'AES^128', '@FOO', 'AES:@SECLEVEL=9', 'AES+', 'aes', 'AES128+AES256']) {
    assert.equal(selectSuites(text, false), null, text);
  }
});

test('suites that only old builds have are selected by name and by group, and not by ALL where they are gone for good', () => {
  const old = (text: string): readonly string[] =>
    (selectSuites(text, true) ?? []).map((suite) => suite.name);
  assert.deepEqual(old('DES-CBC3-SHA:RC4-MD5'), ['DES-CBC3-SHA', 'RC4-MD5']);
  assert.deepEqual(old('EDH-RSA-DES-CBC3-SHA'), ['DHE-RSA-DES-CBC3-SHA']);
  assert.ok(old('ALL').includes('RC4-SHA'));
  assert.ok(!old('ALL').includes('EXP-RC4-MD5'));
  assert.ok(old('EXPORT').includes('EXP-RC4-MD5'));
  assert.ok(!old('HIGH:!aNULL:!MD5').some((name) => /RC4|CBC3/.test(name)));
});

test('random strings mean what openssl ciphers says', (t) => {
  const probe = openssl('ALL:COMPLEMENTOFALL');
  if (probe === null) return t.skip('openssl is not on this machine');
  const ours = suites().filter((suite) => !suite.legacy);
  const known = ours.map((suite) => suite.name);
  if ([...probe].sort().join() !== known.sort().join()) {
    return t.skip('this build of OpenSSL has other suites');
  }
  const takesStandardNames = openssl('TLS_RSA_WITH_AES_128_CBC_SHA') !== null;
  const namesOf = (suite: Suite): readonly string[] =>
    takesStandardNames ? [suite.name, suite.standardName] : [suite.name];
  const names = [...[...ALIASES.keys()].filter((name) => !GONE.has(name)), 'NOSUCH'];
  const word = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...names) },
    { weight: 2, arbitrary: fc.constantFrom(...ours.flatMap(namesOf)) },
  );
  const rule = fc
    .tuple(fc.constantFrom('', '', '', '-', '+', '!'), fc.array(word, { minLength: 1, maxLength: 3 }))
    .map(([sign, words]) => sign + words.join('+'));
  const special = fc.constantFrom('@STRENGTH', '@SECLEVEL=1', '', '@SECLEVEL=7', 'A^B');
  const item = fc.oneof({ weight: 12, arbitrary: rule }, { weight: 1, arbitrary: special });
  const text = fc
    .tuple(
      fc.constantFrom('', '', 'DEFAULT:', 'DEFAULT', 'SUITEB128', 'ALL:'),
      fc.array(fc.tuple(item, fc.constantFrom(':', ' ', ',', ';')), { minLength: 1, maxLength: 6 }),
    )
    .map(([start, items]) => start + items.map(([word, separator]) => word + separator).join(''))
    .filter((candidate) => !candidate.startsWith('-'));
  fc.assert(
    fc.property(text, (candidate) => {
      const mine = selectSuites(candidate, false);
      assert.deepEqual(mine === null ? null : mine.map((suite) => suite.name), openssl(candidate));
    }),
    { numRuns: 150 },
  );
});
