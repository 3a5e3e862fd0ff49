/** What is found in a text, where, and what never leaves the scanner. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import { createScanner, type SecretMatch } from '../../../src/checks/secrets/scan.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';

const detectors = builtInDetectors();
const scanner = createScanner(compileDetectors(detectors));
const github = detectors.find(({ id }) => id === 'secret-github-personal-token');
assert.ok(github !== undefined);
const token = expandExample('{join gh p_}{base62 30}{checksum}', github, 'test');

function scan(text: string, path = 'app.env'): readonly SecretMatch[] {
  return scanner({ path, bytes: Buffer.from(text) });
}

test('offsets are those of the secret, in bytes', () => {
  const text = `# é\nGITHUB_TOKEN=${token}\n`;
  const [match, ...more] = scan(text);
  assert.equal(more.length, 0);
  assert.equal(Buffer.from(text).subarray(match?.start, match?.end).toString(), token);
  assert.equal(match?.detector, 'secret-github-personal-token');
});

test('a checksum that holds makes it certain, one that does not makes it less sure and drops nothing', () => {
  assert.equal(scan(`t=${token}`)[0]?.confidence, 'certain');
  const broken = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
  assert.equal(scan(`t=${broken}`)[0]?.confidence, 'medium');
});

test('the same scanner finds the same in every file', () => {
  const first = scan(`a=${token}`).length;
  scan('nothing here');
  assert.equal(scan(`a=${token}`).length, first);
});

test('a token is not part of a longer word, and may stand behind an escape', () => {
  assert.equal(scan(`x${token}`, 'notes').length, 0);
  assert.equal(scan(`${token}x`, 'notes').length, 0);
  assert.equal(scan(`"a\\n${token}"`, 'notes').length, 1);
  assert.equal(scan(`token%3D${token}`, 'notes').length, 1);
});

test('a match shows its secret in no way', () => {
  const [match] = scan(`t=${token}`);
  const shown = [
    JSON.stringify(match),
    inspect(match, { depth: 9, showHidden: true }),
    `${match?.secret}`,
    String(match?.secret),
  ];
  for (const text of shown) assert.ok(!text.includes(token.slice(4, 12)));
  assert.match(String(match?.secret), /^\[redacted 40 chars, \d\.\d bits\/char\]$/);
});

test('equal secrets know each other', () => {
  const [a, b] = scan(`a=${token}\nb=${token}`);
  const [other] = scan('password=Tr0ub4dor&3');
  assert.ok(a !== undefined && b !== undefined && other !== undefined);
  assert.ok(a.secret.equals(b.secret) && a.secret.identity === b.secret.identity);
  assert.ok(!a.secret.equals(other.secret) && a.secret.identity !== other.secret.identity);
});
