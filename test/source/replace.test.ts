import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decode } from '../../src/source/decode.ts';
import { encode } from '../../src/source/encode.ts';
import { obstacleTo, replaceSource } from '../../src/source/replace.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';

const old = Buffer.from('old');
const fresh = Buffer.from('fresh');
const at = (root: string, path: string, expected = old) => ({ root, path: Buffer.from(path), expected });

test('a file is replaced, keeps its mode, and nothing else is left behind', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'conf/a.conf': 'old' });
  chmodSync(join(root, 'conf/a.conf'), 0o640);
  assert.equal(obstacleTo(at(root, 'conf/a.conf')), null);
  assert.deepEqual(replaceSource(at(root, 'conf/a.conf'), fresh), { kind: 'written' });
  assert.equal(readFileSync(join(root, 'conf/a.conf'), 'utf8'), 'fresh');
  assert.equal(statSync(join(root, 'conf/a.conf')).mode & 0o7777, 0o640);
  assert.deepEqual(readdirSync(join(root, 'conf')), ['a.conf']);
});

test('what changed since is left as it is, be it as long as before', (t) => {
  const root = temporaryFolder(t);
  for (const now of ['new', 'newer', '']) {
    writeTree(root, { 'a.conf': now });
    const outcome = replaceSource(at(root, 'a.conf'), fresh);
    assert.deepEqual(outcome, { kind: 'refused', reason: 'it changed while it was checked' });
    assert.equal(readFileSync(join(root, 'a.conf'), 'utf8'), now);
  }
});

test('nothing is written through a symbolic link, and none is replaced', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'real/a.conf': 'old', 'b.conf': 'old' });
  symlinkSync('real', join(root, 'folder'));
  symlinkSync('b.conf', join(root, 'link.conf'));
  symlinkSync(temporaryFolder(t), join(root, 'out'));
  assert.equal(obstacleTo(at(root, 'folder/a.conf')), 'its folder is a symbolic link');
  assert.equal(obstacleTo(at(root, 'link.conf')), 'it is a symbolic link');
  assert.equal(obstacleTo(at(root, 'out/a.conf')), 'a symbolic link leads out of the root');
  assert.equal(replaceSource(at(root, 'link.conf'), fresh).kind, 'refused');
  assert.equal(replaceSource(at(root, 'folder/a.conf'), fresh).kind, 'refused');
  assert.ok(lstatSync(join(root, 'link.conf')).isSymbolicLink());
  assert.equal(readFileSync(join(root, 'real/a.conf'), 'utf8'), 'old');
});

test('what is gone, no file, or not writable is refused', (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, 'folder'));
  writeTree(root, { 'kept.conf': 'old' });
  assert.equal(obstacleTo(at(root, 'gone/a.conf')), 'it is no longer there');
  assert.equal(obstacleTo(at(root, 'gone.conf')), 'it is no longer there');
  assert.equal(obstacleTo(at(root, 'folder')), 'it is not a regular file');
  chmodSync(join(root, 'kept.conf'), 0o444);
  if (process.getuid?.() === 0) return t.diagnostic('root may write everything');
  assert.equal(obstacleTo(at(root, 'kept.conf')), 'permission denied');
});

test('names that are no UTF-8 are written as they are', { skip: process.platform !== 'linux' }, (t) => {
  const root = temporaryFolder(t);
  const path = Buffer.from('caf\xe9.conf', 'latin1');
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), path]), old);
  assert.deepEqual(replaceSource({ root, path, expected: old }, fresh), { kind: 'written' });
  assert.deepEqual(readdirSync(root, { encoding: 'buffer' }), [path]);
});

test('what was decoded is encoded to the same bytes', () => {
  const texts: readonly (readonly [string, Buffer])[] = [
    ['utf-8', Buffer.from('# é €\r\n')],
    ['utf-8-bom', Buffer.from('\uFEFF# é\n')],
    ['utf-16le', Buffer.from('\uFEFF# é\r', 'utf16le')],
    ['utf-16be', Buffer.from('\uFEFF# é 😀', 'utf16le').swap16()],
    ['latin1', Buffer.from('# caf\xe9\n', 'latin1')],
  ];
  for (const [encoding, bytes] of texts) {
    const decoded = decode(bytes);
    assert.equal(decoded.kind, 'text');
    if (decoded.kind !== 'text') continue;
    assert.equal(decoded.encoding, encoding);
    assert.deepEqual(encode(decoded.text, decoded.encoding), bytes);
  }
  assert.equal(encode('€', 'latin1'), null);
});
