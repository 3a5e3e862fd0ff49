import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { openProject } from '../../src/source/project.ts';
import { readSourceFile } from '../../src/source/read.ts';
import { lineText, placeOf } from '../../src/source/text.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { liveOrSkip } from '../support/live.ts';

const hostile = join(import.meta.dirname, '../../fixtures/hostile');

function textOf(root: string, path: string): string {
  const outcome = readSourceFile(root, path);
  assert.equal(outcome.kind, 'text', JSON.stringify(outcome));
  return outcome.kind === 'text' ? outcome.source.text : '';
}

function reasonOf(root: string, path: string): string {
  const outcome = readSourceFile(root, path);
  assert.equal(outcome.kind, 'unreadable', JSON.stringify(outcome));
  return outcome.kind === 'unreadable' ? outcome.reason : '';
}

test('a file below the root is read; one that is not there is absent', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'a/b.conf': 'x' });
  assert.equal(textOf(root, 'a/b.conf'), 'x');
  assert.equal(textOf(root, './a/../a//b.conf'), 'x');
  assert.deepEqual(readSourceFile(root, 'a/none'), { kind: 'absent' });
  assert.deepEqual(readSourceFile(root, 'a/b.conf/none'), { kind: 'absent' });
  assert.deepEqual(readSourceFile(root, 'a\0b'), { kind: 'absent' });
  assert.deepEqual(readSourceFile(join(root, 'none'), 'a'), { kind: 'absent' });
});

test('nothing outside the root is read, whatever the path says', (t) => {
  const root = temporaryFolder(t);
  assert.match(reasonOf(root, '../x'), /outside the root/);
  assert.match(reasonOf(root, 'a/../../x'), /outside the root/);
  assert.match(reasonOf(root, '/etc/passwd'), /outside the root/);
});

test('a link that stays below the root is followed, and said where to', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'sites-available/app': 'server {}', 'x/y': 'z' });
  mkdirSync(join(root, 'sites-enabled'));
  symlinkSync('../sites-available/app', join(root, 'sites-enabled/app'));
  symlinkSync('x', join(root, 'folder'));
  const outcome = readSourceFile(root, 'sites-enabled/app');
  assert.equal(outcome.kind === 'text' && outcome.source.path, 'sites-enabled/app');
  assert.equal(outcome.kind === 'text' && outcome.resolved, 'sites-available/app');
  const through = readSourceFile(root, 'folder/y');
  assert.equal(through.kind === 'text' && through.resolved, 'x/y');
});

test('a root that is a link itself is a root like any other', (t) => {
  const folder = temporaryFolder(t);
  writeTree(folder, { 'real/a': 'x' });
  symlinkSync('real', join(folder, 'link'));
  assert.equal(textOf(join(folder, 'link'), 'a'), 'x');
});

test('links out of the root, in circles and to nowhere are unreadable', (t) => {
  const folder = temporaryFolder(t);
  writeTree(folder, { 'private/key': 'canary', 'rooted/key': 'canary', 'root/a': 'x' });
  const root = join(folder, 'root');
  symlinkSync('../private/key', join(root, 'file'));
  symlinkSync(join(folder, 'private'), join(root, 'folder'));
  symlinkSync('../rooted/key', join(root, 'same-prefix'));
  symlinkSync('loop-b', join(root, 'loop-a'));
  symlinkSync('loop-a', join(root, 'loop-b'));
  symlinkSync('nowhere', join(root, 'dangling'));
  assert.match(reasonOf(root, 'file'), /out of the root/);
  assert.match(reasonOf(root, 'folder/key'), /out of the root/);
  assert.match(reasonOf(root, 'same-prefix'), /out of the root/);
  assert.match(reasonOf(root, 'loop-a'), /lead to each other/);
  assert.match(reasonOf(root, 'loop-a/x'), /lead to each other/);
  assert.match(reasonOf(root, 'dangling'), /does not exist/);
});

test('the committed links are judged alike', () => {
  assert.match(reasonOf(join(hostile, 'link-out-of-root'), 'nginx.conf'), /out of the root/);
  assert.match(reasonOf(join(hostile, 'link-loop'), 'nginx.conf'), /lead to each other/);
});

test('what is no regular file is named as what it is', (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, 'folder'));
  assert.match(reasonOf(root, 'folder'), /a folder/);
  assert.match(reasonOf(root, '.'), /a folder/);
  assert.match(reasonOf('/dev', 'zero'), /a device/);
});

test('a named pipe is not waited for, also where a file was a moment ago', (t) => {
  if (liveOrSkip(t, 'mkfifo') === null) return;
  const root = temporaryFolder(t);
  writeTree(root, { 'nginx.conf': 'x' });
  const project = openProject({ root, paths: ['nginx.conf'] });
  assert.equal(project.exists('nginx.conf'), true);
  rmSync(join(root, 'nginx.conf'));
  execFileSync('mkfifo', [join(root, 'nginx.conf')]);
  assert.deepEqual(project.read('nginx.conf'), {
    kind: 'unreadable',
    reason: 'a named pipe, not a regular file',
  });
  assert.equal(project.exists('nginx.conf'), false);
});

test('a socket is unreadable', async (t) => {
  const root = temporaryFolder(t);
  const server = createServer();
  await new Promise<void>((done) => server.listen(join(root, 'socket'), done));
  t.after(() => server.close());
  assert.match(reasonOf(root, 'socket'), /socket/);
});

test('a file that may not be read says so', (t) => {
  if (process.getuid?.() === 0) return t.skip('root may read everything');
  const root = temporaryFolder(t);
  writeTree(root, { secret: 'x' });
  chmodSync(join(root, 'secret'), 0);
  assert.match(reasonOf(root, 'secret'), /permission denied/);
});

test('the size limit is inclusive and named', (t) => {
  const root = temporaryFolder(t);
  writeFileSync(join(root, 'large'), Buffer.alloc(6_000_000, 'a'));
  writeFileSync(join(root, 'just'), Buffer.alloc(5_000_000, 'a'));
  assert.equal(reasonOf(root, 'large'), 'larger than the limit of 5 MB');
  assert.equal(textOf(root, 'just').length, 5_000_000);
  assert.equal(readSourceFile(root, 'large', { limit: 6_000_000 }).kind, 'text');
  assert.deepEqual(readSourceFile(root, 'just', { limit: 1234 }), {
    kind: 'unreadable',
    reason: 'larger than the limit of 1234 bytes',
  });
});

test('a file that says it has no size is read to its end', (t) => {
  if (process.platform !== 'linux') return t.skip('needs /proc');
  assert.match(textOf('/proc', 'version'), /Linux/);
});

test('UTF-16, Latin-1 and lone carriage returns have lines and columns', () => {
  const utf16 = readSourceFile(join(hostile, 'utf-16'), 'nginx.conf');
  assert.equal(utf16.kind === 'text' && utf16.source.encoding, 'utf-16le');
  assert.match(utf16.kind === 'text' ? lineText(utf16.source, 2) : '', /^ {4}listen 80;$/);
  const latin = readSourceFile(join(hostile, 'latin-1'), 'nginx.conf');
  assert.equal(latin.kind === 'text' && latin.source.encoding, 'latin1');
  const returns = readSourceFile(join(hostile, 'carriage-returns'), 'nginx.conf');
  assert.equal(returns.kind, 'text');
  if (returns.kind !== 'text') return;
  const { source } = returns;
  assert.equal(lineText(source, 2), '    listen 80;');
  const start = source.text.indexOf('80');
  assert.deepEqual(placeOf(source, { start, end: start + 2 }), {
    path: 'nginx.conf',
    startLine: 2,
    startColumn: 12,
    endLine: 2,
    endColumn: 14,
  });
});
