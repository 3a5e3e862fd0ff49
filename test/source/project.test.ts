import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openProject, withTexts } from '../../src/source/project.ts';
import { sourceText } from '../../src/source/text.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { zipOf } from '../support/zip.ts';

function textOf(outcome: ReturnType<ReturnType<typeof openProject>['read']>): string {
  assert.equal(outcome.kind, 'text', JSON.stringify(outcome));
  return outcome.kind === 'text' ? outcome.source.text : '';
}

test('a text is decoded once, however its path is written', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'a/b': 'x' });
  const project = openProject({ root, paths: ['a/b'] });
  const first = project.read('a/b');
  writeFileSync(join(root, 'a/b'), 'y');
  assert.equal(project.read('a/./b'), first);
});

test('the cache is bounded, and what left it is read again', (t) => {
  const root = temporaryFolder(t);
  const large = Buffer.alloc(4_900_000, 'a');
  for (let at = 0; at < 9; at++) writeFileSync(join(root, `f${at}`), large);
  const project = openProject({ root, paths: [] });
  const first = project.read('f0');
  const [, later] = [1, 2, 3, 4, 5, 6, 7, 8].map((at) => project.read(`f${at}`)).slice(-3);
  assert.equal(project.read('f7'), later);
  const again = project.read('f0');
  assert.notEqual(again, first);
  assert.deepEqual(textOf(again), textOf(first));
});

test('files that are not enabled are read too; a folder is no file', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'a/b': 'x' });
  const project = openProject({ root, paths: [] });
  assert.equal(textOf(project.read('a/b')), 'x');
  assert.equal(project.exists('a/b'), true);
  assert.equal(project.exists('a'), false);
  assert.equal(project.exists('none'), false);
  assert.equal(project.exists('../x'), false);
});

test('a name that is not UTF-8 is read by its bytes', (t) => {
  const root = temporaryFolder(t);
  const raw = Buffer.from('d/caf\xe9.conf', 'latin1');
  mkdirSync(join(root, 'd'));
  try {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), raw]), 'x');
  } catch {
    return t.skip('this file system takes only UTF-8 names');
  }
  const path = 'd/caf\\xe9.conf';
  const project = openProject({ root, paths: [path], raw: new Map([[path, raw]]) });
  assert.equal(textOf(project.read(path)), 'x');
  assert.equal(project.exists(path), true);
});

test('outside the root only what was named is readable, and links in it stay in it', (t) => {
  const folder = temporaryFolder(t);
  writeTree(folder, {
    'root/a': 'a',
    'etc/nginx/nginx.conf': 'n',
    'etc/shadow': 'canary',
    'one.conf': 'o',
    'target.conf': 't',
  });
  symlinkSync('../shadow', join(folder, 'etc/nginx/link'));
  symlinkSync('target.conf', join(folder, 'named-link.conf'));
  const root = join(folder, 'root');
  const outside = ['../etc/nginx', '../named-link.conf', '../one.conf'];
  const project = openProject({ root, paths: [], outside });
  assert.equal(textOf(project.read('../etc/nginx/nginx.conf')), 'n');
  assert.equal(textOf(project.read('../one.conf')), 'o');
  assert.equal(textOf(project.read('../named-link.conf')), 't');
  assert.equal(project.exists('../etc/nginx/nginx.conf'), true);
  for (const path of ['../etc/shadow', '../etc/nginx/../shadow', '../etc/nginx/link', '../target.conf']) {
    assert.equal(project.read(path).kind, 'unreadable', path);
  }
});

test('a folder above the root holds the root and what lies beside it', (t) => {
  const folder = temporaryFolder(t);
  writeTree(folder, { 'a/root/x': 'x', 'a/y': 'y', z: 'z' });
  const project = openProject({ root: join(folder, 'a/root'), paths: [], outside: ['../..'] });
  assert.deepEqual(
    ['x', '../y', '../../z'].map((path) => textOf(project.read(path))),
    ['x', 'y', 'z'],
  );
});

test('a content is whole, comes in pieces, or is that of an archive', async (t) => {
  const root = temporaryFolder(t);
  const member = { name: 'in', content: Buffer.from('x') };
  const large = { name: 'large', content: Buffer.alloc(5_000_001, 'x'), method: 'stored' as const };
  writeTree(root, {
    'a.bin': Buffer.from([0, 1, 2]),
    large: large.content,
    'b.zip': zipOf([member]),
    'c.zip': zipOf([member, large]),
  });
  const project = openProject({ root, paths: [] });
  assert.deepEqual(project.content('a.bin'), { kind: 'whole', bytes: Buffer.from([0, 1, 2]) });
  assert.deepEqual(project.content('none'), { kind: 'absent' });
  assert.equal(project.content('../none').kind, 'unreadable');
  const paths = async (path: string): Promise<readonly string[]> => {
    const content = project.content(path);
    assert.equal(content.kind, 'parts');
    const found = new Set<string>();
    if (content.kind !== 'parts') return [];
    for await (const part of content.parts) found.add(part.kind === 'piece' ? part.piece.path : part.reason);
    return [...found];
  };
  assert.deepEqual(await paths('large'), ['large']);
  assert.deepEqual(await paths('b.zip'), ['b.zip!/in']);
  assert.deepEqual(await paths('c.zip'), ['c.zip!/in', 'c.zip!/large']);
  const changed = withTexts(project, new Map([['a.bin', sourceText('a.bin', 'new')]]));
  assert.deepEqual(changed.content('a.bin'), { kind: 'whole', bytes: Buffer.from('new') });
});
