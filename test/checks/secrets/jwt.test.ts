/** What JSON Web Tokens say of themselves, and what is said about it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { tokenClaims } from '../../../src/checks/secrets/jwt.ts';
import { createScanner } from '../../../src/checks/secrets/scan.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';

function token(header: unknown, payload: unknown, signature = 'c2lnbmF0dXJlLW9mLXRlc3Q'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}

const signed = { alg: 'RS256', typ: 'JWT' };

test('how it is signed, and how long it is valid', () => {
  assert.deepEqual(tokenClaims(token(signed, { iat: 1000, exp: 1900 })), {
    algorithm: 'RS256',
    expires: true,
    lifetime: 900,
  });
  assert.deepEqual(tokenClaims(token({ alg: 'none' }, { exp: 1900 }, '')), {
    algorithm: 'none',
    expires: true,
  });
  assert.deepEqual(tokenClaims(token({ typ: 'JWT' }, { iat: 1 })), { algorithm: null, expires: false });
});

test('what makes no sense is not told', () => {
  assert.deepEqual(tokenClaims(token({ alg: 'a secret value?' }, { iat: 9, exp: 1 })), {
    algorithm: 'other',
    expires: true,
  });
  assert.deepEqual(tokenClaims(token({ alg: 7 }, { iat: '1', exp: Number.NaN })), {
    algorithm: null,
    expires: false,
  });
  for (const value of [
    '',
    'eyJ.eyJ.',
    'eyJhbGciOiJub25lIn0',
    token([1], {}).slice(2),
    `eyJ${'A'.repeat(20_000)}`,
  ]) {
    assert.equal(tokenClaims(value), null);
  }
});

test('matches of tokens carry it, wherever they stand', () => {
  const scan = createScanner(compileDetectors(builtInDetectors()));
  for (const header of [signed, { alg: 'none' }, { alg: 'None' }]) {
    const text = `TOKEN=${token(header, { sub: 'somebody', iat: 0, exp: 86_400 })}\n`;
    const [match] = scan({ path: 'app.env', bytes: Buffer.from(text) });
    assert.deepEqual(match?.context.token, { algorithm: header.alg, expires: true, lifetime: 86_400 });
  }
});
