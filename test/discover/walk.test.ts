import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type WalkOptions, walk } from '../../src/discover/walk.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { liveOrSkip } from '../support/live.ts';

const OPTIONS: WalkOptions = { ignoreRules: true, toRoot: (name) => name, skips: () => false };

function paths(base: string, options: Partial<WalkOptions> = {}): string[] {
  return walk(base, { ...OPTIONS, ...options })
    .files.map(({ path }) => path)
    .sort();
}

test('everything but .git, node_modules and what .gitignore files of each level say', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, {
    '.gitignore': '# comment\n*.log\n/build/\nsecret.*\n!secret.example\n',
    'a.conf': '',
    'a.log': '',
    '.env': '',
    'secret.key': '',
    'secret.example': '',
    'build/x': '',
    'sub/build/x': '',
    'sub/.gitignore': '!keep.log\n*.tmp\n',
    'sub/keep.log': '',
    'sub/other.log': '',
    'sub/x.tmp': '',
    'x.tmp': '',
    'node_modules/m/x': '',
    'sub/node_modules/m/x': '',
    '.git/config': '',
    'sub/.git/config': '',
    'module/.git': 'gitdir: x',
  });
  assert.deepEqual(paths(root), [
    '.env',
    '.gitignore',
    'a.conf',
    'secret.example',
    'sub/.gitignore',
    'sub/build/x',
    'sub/keep.log',
    'x.tmp',
  ]);
  assert.deepEqual(paths(root, { ignoreRules: false }).includes('node_modules/m/x'), true);
  assert.deepEqual(
    paths(root, { ignoreRules: false }).filter((path) => path.includes('.git/')),
    [],
  );
});

test('case counts in ignore rules', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { '.gitignore': 'BUILD\n', 'build/x': '' });
  assert.deepEqual(paths(root), ['.gitignore', 'build/x']);
});

test('links to folders are listed and not followed', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'a/b': '' });
  symlinkSync('.', join(root, 'a/self'));
  assert.deepEqual(walk(root, OPTIONS).files, [
    { path: 'a/b', raw: null, isLink: false },
    { path: 'a/self', raw: null, isLink: true },
  ]);
});

test('folders that are skipped are not opened', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'vendor/a': '', 'b/vendor/a': '' });
  const asked: string[] = [];
  const skips = (folder: string): boolean => asked.push(folder) > 0 && folder === 'vendor';
  assert.deepEqual(paths(root, { skips }), ['b/vendor/a']);
  assert.deepEqual(asked.sort(), ['b', 'b/vendor', 'vendor']);
});

test('names in any bytes, with line ends too', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'a\n::error ::x': '', 'é😀': '' });
  try {
    mkdirSync(Buffer.from(`${root}/d\xff`, 'latin1'));
    writeFileSync(Buffer.from(`${root}/d\xff/f\xfe`, 'latin1'), '');
  } catch {
    return t.skip('this file system takes only UTF-8 names');
  }
  const { files } = walk(root, OPTIONS);
  assert.deepEqual(files.map(({ path }) => path).sort(), ['a\n::error ::x', 'd\\xff/f\\xfe', 'é😀']);
  const raw = files.find(({ path }) => path.startsWith('d'))?.raw;
  assert.deepEqual(raw, Buffer.from('d\xff/f\xfe', 'latin1'));
});

test('ignore rules below a folder whose name is not UTF-8', (t) => {
  const root = temporaryFolder(t);
  try {
    mkdirSync(Buffer.from(`${root}/d\xff`, 'latin1'));
  } catch {
    return t.skip('this file system takes only UTF-8 names');
  }
  writeFileSync(Buffer.from(`${root}/d\xff/.gitignore`, 'latin1'), 'x\n');
  writeFileSync(Buffer.from(`${root}/d\xff/x`, 'latin1'), '');
  writeFileSync(Buffer.from(`${root}/d\xff/y`, 'latin1'), '');
  assert.deepEqual(paths(root), ['d\\xff/.gitignore', 'd\\xff/y']);
});

test('rules that would take forever are left out and named, the others hold', (t) => {
  const root = temporaryFolder(t);
  const rules = join(import.meta.dirname, '../../fixtures/hostile/gitignore-backtracking/rules');
  copyFileSync(rules, join(root, '.gitignore'));
  writeTree(root, { ['a'.repeat(250)]: '', 'build/x': '', [`${'a/'.repeat(200)}c`]: '' });
  const start = performance.now();
  const walked = walk(root, OPTIONS);
  assert.ok(performance.now() - start < 1000);
  assert.equal(walked.files.length, 3);
  assert.deepEqual(walked.notes, [
    {
      path: '.gitignore',
      line: 1,
      reason: '4 of its rules, the first here, are too long or too intricate to be applied',
    },
  ]);
});

test('a .gitignore that is a pipe is not waited for', (t) => {
  if (liveOrSkip(t, 'mkfifo') === null) return;
  const root = temporaryFolder(t);
  execFileSync('mkfifo', [join(root, '.gitignore')]);
  writeTree(root, { x: '' });
  const walked = walk(root, OPTIONS);
  assert.deepEqual(walked.files.map(({ path }) => path).sort(), ['.gitignore', 'x']);
  assert.match(walked.notes[0]?.reason ?? '', /not applied: a named pipe/);
});

test('a folder that cannot be opened is said', (t) => {
  const root = temporaryFolder(t);
  const walked = walk(join(root, 'none'), OPTIONS);
  assert.deepEqual(walked.notAnalysed, [
    { path: '.', line: null, reason: 'the folder cannot be opened: ENOENT' },
  ]);
});

test('a very deep tree is walked to its end', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { [`${'d/'.repeat(1500)}x`]: '' });
  assert.deepEqual(paths(root), [`${'d/'.repeat(1500)}x`]);
});
