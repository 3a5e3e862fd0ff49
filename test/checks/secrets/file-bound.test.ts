/** Detectors that look only into files of certain names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import { linesOf, pathTest } from '../../../src/checks/secrets/file-bound.ts';
import { createScanner } from '../../../src/checks/secrets/scan.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';

test('a glob is about the name of a file, or the end of its path', () => {
  const isFor = pathTest(['.pgpass', '*.htpasswd', '.cargo/cred?ntials', 'deploy/**/key.txt']);
  for (const path of [
    '.pgpass',
    'home/ops/.pgpass',
    'backup.tgz!/root/.pgpass',
    'users.htpasswd',
    'x/.cargo/credentials',
    'deploy/key.txt',
    'a/deploy/b/c/key.txt',
  ]) {
    assert.ok(isFor(path), path);
  }
  for (const path of ['x.pgpass', '.pgpass/x', '.pgpass2', 'htpasswd', 'credentials', 'cargo/credentials']) {
    assert.ok(!isFor(path), path);
  }
});

test('characters that mean something in a regular expression stand for themselves', () => {
  const isFor = pathTest(['a+b(c).[x]']);
  assert.ok(isFor('a+b(c).[x]'));
  assert.ok(!isFor('aab(c)x[x]'));
});

test('lines start where they stand, whatever ends them', () => {
  const bytes = Buffer.from('one\r\n\ntwo\rthree', 'latin1');
  const lines = [...linesOf(bytes)];
  assert.deepEqual(
    lines.map(({ text }) => text),
    ['one', 'two', 'three'],
  );
  for (const { start, text } of lines) {
    assert.equal(bytes.toString('latin1', start, start + text.length), text);
  }
});

const detectors = builtInDetectors();
const scanner = createScanner(compileDetectors(detectors));

test('each line of a password file is looked at, and no other file', () => {
  const detector = detectors.find(({ id }) => id === 'secret-credential-file-pgpass');
  assert.ok(detector !== undefined);
  const text = expandExample(
    '# servers\r\nweb:6000:app:a:{base62 14}\r\n*:6001:*:b:{base62 16}',
    detector,
    'x',
  );
  const found = (path: string) =>
    scanner({ path, bytes: Buffer.from(text) }).filter((match) => match.detector === detector.id);
  assert.deepEqual(
    found('home/.pgpass').map(({ start, length }) => [text.slice(start - 2, start), length]),
    [
      ['a:', 14],
      ['b:', 16],
    ],
  );
  assert.equal(found('backup.tgz!/home/.pgpass').length, 2);
  assert.equal(found('notes').length, 0);
});
