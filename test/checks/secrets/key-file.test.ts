import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { keyFile } from '../../../src/checks/secrets/key-file/key-file.ts';
import { createScanner } from '../../../src/checks/secrets/scan.ts';
import { compiledBuiltInDetectors } from '../../../src/cli/built-in-detectors.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { generatedCases } from '../../support/generated.ts';
import { findProgram, liveOrSkip } from '../../support/live.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed25519 = generateKeyPairSync('ed25519').privateKey;
/** In no list of passwords. */
const RARE = 'Vkz3-9quill';
const plain = rsa.export({ type: 'pkcs8', format: 'der' });

test('private keys in DER, and what is none', () => {
  const keys = (bytes: Buffer) => keyFile(bytes);
  assert.deepEqual(keys(plain), { format: 'pkcs8', keys: 'plain' });
  assert.deepEqual(keys(ed25519.export({ type: 'pkcs8', format: 'der' })), {
    format: 'pkcs8',
    keys: 'plain',
  });
  assert.deepEqual(keys(rsa.export({ type: 'pkcs1', format: 'der' })), { format: 'pkcs1', keys: 'plain' });
  assert.deepEqual(keys(p256.privateKey.export({ type: 'sec1', format: 'der' })), {
    format: 'sec1',
    keys: 'plain',
  });
  const sealed = rsa.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' });
  assert.deepEqual(keys(sealed), { format: 'pkcs8', keys: 'protected' });
  assert.equal(keys(p256.publicKey.export({ type: 'spki', format: 'der' })), null);
  assert.equal(keys(plain.subarray(0, -1)), null, 'cut');
  assert.equal(keys(Buffer.concat([plain, Buffer.from('x')])), null, 'something behind it');
});

test('key stores that openssl writes', (t) => {
  const openssl = liveOrSkip(t, 'openssl');
  if (openssl === null) return;
  const { folder, run } = certified(t, openssl);
  const stored = (password: string, ...options: readonly string[]) => {
    run(
      'pkcs12',
      '-export',
      '-in',
      'cert.pem',
      '-out',
      'store.p12',
      '-passout',
      `pass:${password}`,
      ...options,
    );
    return keyFile(readFileSync(join(folder, 'store.p12')));
  };
  const store = (...options: readonly string[]) => stored(RARE, ...options);
  const key = ['-inkey', 'key.pem'];
  assert.deepEqual(store(...key), { format: 'pkcs12', keys: 'protected' });
  assert.deepEqual(store(...key, '-keypbe', 'NONE', '-certpbe', 'NONE'), { format: 'pkcs12', keys: 'plain' });
  assert.deepEqual(store('-nokeys'), { format: 'pkcs12', keys: 'unknown' });
  assert.equal(store('-nokeys', '-certpbe', 'NONE'), null, 'certificates in the clear');
  for (const known of ['', 'notasecret'])
    for (const digest of ['sha1', 'sha256', 'sha384', 'sha512'])
      assert.deepEqual(stored(known, ...key, '-macalg', digest), { format: 'pkcs12', keys: 'open' }, digest);
  assert.deepEqual(stored('changeit', ...key, '-iter', '50000'), { format: 'pkcs12', keys: 'protected' });
  store(...key);
  assert.deepEqual(
    keyFile(readFileSync(join(folder, 'store.p12')), { left: 1000 }),
    { format: 'pkcs12', keys: 'protected', isUntried: true },
    'too many stores before',
  );
});

test('key stores that keytool writes', (t) => {
  const openssl = liveOrSkip(t, 'openssl');
  const keytool = findProgram('keytool');
  if (openssl === null) return;
  if (keytool === null) return t.skip('keytool is not installed');
  const { folder } = certified(t, openssl);
  let password = RARE;
  const store = (type: string, ...command: readonly string[]) => {
    const name = `${command[0]}-${password.length}.${type}`;
    const secrets = ['-storepass', password, ...(type === 'PKCS12' ? [] : ['-keypass', password])];
    const options = [...command, '-alias', 'a', '-keystore', name, '-storetype', type, ...secrets];
    execFileSync(keytool, options, { cwd: folder, stdio: 'ignore' });
    return keyFile(readFileSync(join(folder, name)));
  };
  const pair = ['-genkeypair', '-keyalg', 'RSA', '-dname', 'CN=a'];
  const secret = ['-genseckey', '-keyalg', 'AES', '-keysize', '128'];
  const certificate = ['-importcert', '-noprompt', '-file', 'cert.pem'];
  assert.deepEqual(store('JKS', ...pair), { format: 'jks', keys: 'protected' });
  assert.deepEqual(store('JCEKS', ...pair), { format: 'jceks', keys: 'protected' });
  assert.deepEqual(store('JCEKS', ...secret), { format: 'jceks', keys: 'protected' });
  assert.deepEqual(store('PKCS12', ...pair), { format: 'pkcs12', keys: 'protected' });
  assert.deepEqual(store('PKCS12', ...secret), { format: 'pkcs12', keys: 'protected' });
  password = 'changeit';
  for (const [type, format] of [
    ['JKS', 'jks'],
    ['PKCS12', 'pkcs12'],
  ] as const)
    assert.deepEqual(store(type, ...pair), { format, keys: 'open' });
  for (const type of ['JKS', 'JCEKS']) assert.equal(store(type, ...certificate), null, `${type} of trust`);
  assert.deepEqual(store('PKCS12', ...certificate), { format: 'pkcs12', keys: 'unknown' });
});

test('lengths that are not told and strings in parts, as Bouncy Castle writes them', () => {
  const bag = '300e 060b 2a864886f70d010c0a0102 0000'.replaceAll(' ', '');
  const shrouded = `3080 060b2a864886f70d010c0a0102 a080 3000 0000 0000`.replaceAll(' ', '');
  assert.equal(keyFile(Buffer.from(bag, 'hex')), null);
  const bags = `3080${shrouded}0000`;
  const content = (hex: string) => {
    const half = (hex.length >> 2) << 1;
    const part = (text: string) => `04${(text.length / 2).toString(16).padStart(2, '0')}${text}`;
    return `a080 2480 ${part(hex.slice(0, half))} ${part(hex.slice(half))} 0000 0000`.replaceAll(' ', '');
  };
  const info = (hex: string) => `308006092a864886f70d010701${content(hex)}0000`;
  const store = Buffer.from(`3080020103${info(`3080${info(bags)}0000`)}0000`, 'hex');
  assert.deepEqual(keyFile(store), { format: 'pkcs12', keys: 'protected' });
});

test('whatever the bytes, it is told in time and without an exception', () => {
  const seeds = [
    plain,
    Buffer.from('feedfeed00000002ffffffff', 'hex'),
    Buffer.from('0000000200000014', 'hex'),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(40),
      (seed, noise, at) => {
        keyFile(Buffer.concat([seed.subarray(0, at), noise, seed.subarray(at)]));
      },
    ),
    { numRuns: generatedCases(10_000) },
  );
  for (const hex of ['3080', '30840fffffff', '3000', 'a0803080', '2480'])
    assert.equal(keyFile(Buffer.from('3080020103'.concat(hex.repeat(400_000)), 'hex')), null, hex);
  assert.equal(keyFile(Buffer.concat([Buffer.from('00000002000000', 'hex'), Buffer.alloc(3_000_000)])), null);
});

test('one finding, which covers the file; of tests and examples it is less sure', () => {
  const scan = createScanner(compiledBuiltInDetectors());
  const [match, ...more] = scan({ path: 'deploy/server.der', bytes: plain });
  assert.deepEqual(more, []);
  assert.equal(match?.detector, 'secret-key-file-der');
  assert.deepEqual([match?.start, match?.end, match?.confidence], [0, plain.length, 'high']);
  assert.equal(scan({ path: 'test/fixtures/server.der', bytes: plain })[0]?.confidence, 'medium');
});

/** A folder with a certificate and its key. */
function certified(t: TestContext, openssl: string) {
  const folder = temporaryFolder(t);
  const run = (...options: readonly string[]) =>
    execFileSync(openssl, options, { cwd: folder, stdio: 'ignore' });
  writeFileSync(join(folder, 'key.pem'), rsa.export({ type: 'pkcs8', format: 'pem' }));
  run('req', '-x509', '-key', 'key.pem', '-out', 'cert.pem', '-days', '9', '-subj', '/CN=a');
  return { folder, run };
}
