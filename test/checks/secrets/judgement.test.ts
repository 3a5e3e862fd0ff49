/** What separates a leak from noise: names, values, files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileKind } from '../../../src/checks/secrets/file-kind.ts';
import { namedBy } from '../../../src/checks/secrets/identifier.ts';
import { isRandom } from '../../../src/checks/secrets/likeness.ts';
import { surprise } from '../../../src/checks/secrets/surprise.ts';
import { traitsOf } from '../../../src/checks/secrets/value.ts';

test('names of passwords, of other secrets, and of neither', () => {
  for (const name of ['password', 'DB_PASSWORD', 'dbPass', 'cachePassword', 'mysql.root.pwd', 'passphrase2'])
    assert.equal(namedBy(name), 'password', name);
  for (const name of [
    'client_secret',
    'API_KEY',
    'apiKey',
    'accessToken',
    'aws_secret_access_key',
    'JWT_SECRET_PROD',
  ])
    assert.equal(namedBy(name), 'secret', name);
  for (const name of [
    'password_hash',
    'passwordField',
    'publicKey',
    'next_token',
    'nextToken',
    'primary_key',
    'keyboard',
    'compass',
    'token_type',
    'forgotPassword',
    'csrf_token',
  ])
    assert.equal(namedBy(name), null, name);
});

test('references are no values', () => {
  for (const value of [
    '$DB_PASSWORD',
    ['$', '{DB_PASSWORD}'].join(''),
    '{{ .Values.password }}',
    '%(password)s',
    'process.env.TOKEN',
    'os.environ["TOKEN"]',
    '<password>',
    'vault:secret/data/app#password',
    '/run/secrets/db_password',
    'getenv("TOKEN")',
    '!Ref DbPassword',
    'required|min:8|confirmed',
    '$$PASSWORD',
    's.password',
  ])
    assert.ok(traitsOf(value, true).reference, value);
  for (const value of ['Tr0ub4dor&3', 'x9$kq(2', 'a/b+c==', 's.winter9'] as const)
    assert.ok(!traitsOf(value, true).reference, value);
});

test('placeholders are no values, and a random value is none', () => {
  for (const value of [
    'changeme',
    'your-api-key-here',
    'xxxxxxxx',
    'example-secret',
    '********',
    'password1',
    '123456',
    'qwerty',
  ])
    assert.ok(traitsOf(value, true).placeholder, value);
  for (const value of ['kX93jdkQpw02mzLs', 'password2019', 'shopkeeper@123456'])
    assert.ok(!traitsOf(value, true).placeholder, value);
});

test('what is encrypted or hashed is none', () => {
  const hash = ['$2b', '10', 'N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'].join('$');
  const maven = '{COQLCE6DU6GtcS5P=}';
  for (const value of ['ENC[AES256_GCM,data:abc]', '{cipher}abc', hash, 'vault:v1:abc', maven])
    assert.ok(traitsOf(value, true).encrypted, value);
});

test('what Sealed Secrets holds is encrypted, whichever length its key has', () => {
  for (const bits of [2048, 4096])
    for (let byte = 0; byte < 256; byte += 15) {
      const length = Buffer.from([bits >> 11, 0]);
      const sealed = Buffer.concat([length, Buffer.alloc(bits / 8, byte), Buffer.alloc(40, 7)]);
      assert.ok(traitsOf(sealed.toString('base64'), true).encrypted, `${bits} ${byte}`);
    }
});

test('random text is told from words', () => {
  for (const text of [
    'getElementById',
    'application_default_credentials',
    'ThisIsASecret',
    'max-age-in-seconds',
  ])
    assert.ok(!isRandom(text), text);
  for (const text of ['kX93jdkQpw02mzLs', 'zq8vprtxk2lm', '9f86d081884c7d659a2feaa0c55ad015'])
    assert.ok(isRandom(text), text);
  assert.ok(surprise('configuration') < 4.5 && surprise('xkqzvwjpf') > 6);
});

test('files by their paths', () => {
  assert.equal(fileKind('src/app.ts').bare, 'none');
  assert.equal(fileKind('config/app.yaml').bare, 'line');
  assert.equal(fileKind('.env.production').bare, 'line');
  assert.equal(fileKind('Dockerfile').bare, 'word');
  assert.equal(fileKind('notes').bare, 'doubtful');
  assert.ok(
    fileKind('test/app.ts').isTest && fileKind('app_test.go').isTest && fileKind('AppTest.java').isTest,
  );
  assert.ok(!fileKind('src/contest.ts').isTest);
  assert.ok(fileKind('.env.example').isExample && fileKind('README.md').isExample);
  assert.ok(fileKind('yarn.lock').isLock && fileKind('go.sum').isLock);
  assert.ok(fileKind('dist/app.js').isGenerated && fileKind('a.min.js').isGenerated);
});
