import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openProject } from '../../src/source/project.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { commitAll, git } from '../support/git.ts';
import { liveOrSkip } from '../support/live.ts';
import { find } from './support.ts';

const TREE = {
  '.gitignore': 'build/\n*.local\n',
  'a.conf': 'a',
  'deploy/nginx.conf': 'n',
  'deploy/dev/nginx.conf': 'd',
  'vendor/x.conf': 'v',
};

/** A repository with tracked, untracked and ignored files; null where there is no git. */
function repository(t: TestContext): string | null {
  if (liveOrSkip(t, 'git') === null) return null;
  const top = join(temporaryFolder(t), 'top');
  mkdirSync(top);
  git(top, 'init', '--quiet');
  writeTree(top, TREE);
  commitAll(top);
  writeTree(top, {
    'new.conf': 'untracked',
    'deploy/new.conf': 'untracked',
    'build/out.conf': 'ignored',
    'build/.gitignore': '*.o\n',
    'build/x.o': 'ignored inside',
    'deploy/key.local': 'ignored',
    'fresh/a.conf': 'untracked',
  });
  return top;
}

test('what git tracks, below the working directory', (t) => {
  const top = repository(t);
  if (top === null) return;
  const found = find(t, top);
  assert.deepEqual(found.paths, Object.keys(TREE).sort());
  assert.equal(found.source, 'git');
  assert.deepEqual([...found.missing, ...found.notAnalysed, ...found.outside], []);
  assert.deepEqual(find(t, join(top, 'deploy')).paths, ['deploy/dev/nginx.conf', 'deploy/nginx.conf']);
});

test('only below the folders that are named, each file once', (t) => {
  const top = repository(t);
  if (top === null) return;
  const expected = ['a.conf', 'deploy/dev/nginx.conf', 'deploy/nginx.conf'];
  assert.deepEqual(find(t, top, ['deploy/', 'deploy/dev', './a.conf', join(top, 'a.conf')]).paths, expected);
  assert.deepEqual(find(t, join(top, 'deploy'), ['..', '.']).paths, Object.keys(TREE).sort());
});

test('a file that is named is taken, whatever git and the configuration say of it', (t) => {
  const top = repository(t);
  if (top === null) return;
  const paths = ['new.conf', 'build/x.o', 'deploy/key.local', 'vendor/x.conf'];
  const found = find(t, top, paths, { include: ['nothing'], exclude: ['**'] });
  assert.deepEqual(found.paths, [...paths].sort());
});

test('a folder that holds nothing tracked is walked, by the rules inside it', (t) => {
  const top = repository(t);
  if (top === null) return;
  assert.deepEqual(find(t, top, ['fresh']).paths, ['fresh/a.conf']);
  assert.deepEqual(find(t, top, ['build']).paths, ['build/.gitignore', 'build/out.conf']);
});

test('what is not tracked beside what is, is said, a new folder once, and nothing that is ignored', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { '.git/info/exclude': 'mine.conf\n', 'mine.conf': '', 'fresh/b.conf': '' });
  const untracked = (from: string, more = {}): readonly string[] =>
    find(t, from, [], more)
      .notes.filter(({ reason }) => reason.startsWith('not tracked'))
      .map(({ path }) => path);
  assert.deepEqual(untracked(top), ['deploy/new.conf', 'fresh/', 'new.conf']);
  assert.deepEqual(untracked(join(top, 'deploy')), ['deploy/new.conf']);
  assert.equal(find(t, top, ['deploy', 'deploy/dev', '.']).notes.length, 3);
  assert.deepEqual(untracked(top, { exclude: ['fresh/'] }), ['deploy/new.conf', 'new.conf']);
  assert.deepEqual(untracked(top, { all: true }), []);
});

test('--all takes untracked and ignored files, but not what is in .git', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'node_modules/m/x': '' });
  const { paths } = find(t, top, [], { all: true });
  for (const path of ['new.conf', 'build/x.o', 'deploy/key.local', 'a.conf', 'node_modules/m/x']) {
    assert.ok(paths.includes(path), path);
  }
  assert.deepEqual(
    paths.filter((path) => path.startsWith('.git/')),
    [],
  );
});

test('include and exclude are relative to the root, from any folder', (t) => {
  const top = repository(t);
  if (top === null) return;
  const options = { include: ['deploy/**', 'vendor'], exclude: ['deploy/dev', 'vendor/'] };
  assert.deepEqual(find(t, top, [], options).paths, ['deploy/nginx.conf']);
  assert.deepEqual(find(t, join(top, 'deploy'), [], options).paths, ['deploy/nginx.conf']);
  assert.deepEqual(find(t, top, [], { ...options, all: true }).paths, [
    'deploy/key.local',
    'deploy/new.conf',
    'deploy/nginx.conf',
  ]);
});

test('a PATH that does not exist is missing, and the others are still taken', (t) => {
  const top = repository(t);
  if (top === null) return;
  rmSync(join(top, 'a.conf'));
  const typed = [
    'none',
    'a.conf',
    'deploy/nginx.conf/',
    'deploy/nginx.conf/x',
    '',
    'a\0b',
    'none/none',
    'vendor',
  ];
  const found = find(t, top, typed);
  assert.deepEqual(found.missing, typed.slice(0, -1));
  assert.deepEqual(found.paths, ['vendor/x.conf']);
  assert.deepEqual(found.notes, []);
});

test('where nothing is found, a note says what could be done', (t) => {
  const top = repository(t);
  if (top === null) return;
  const found = find(t, top, ['deploy'], { exclude: ['deploy'] });
  assert.deepEqual(found.paths, []);
  assert.match(found.notes[0]?.reason ?? '', /--all/);
});

test('a root below the top: files beside it only where they are named', (t) => {
  const top = repository(t);
  if (top === null) return;
  const config = join(top, 'deploy/secbaseline.yaml');
  assert.deepEqual(find(t, top, [], { config }).paths, ['dev/nginx.conf', 'nginx.conf']);
  assert.deepEqual(find(t, join(top, 'deploy/dev'), [], { config }).paths, ['dev/nginx.conf']);
  assert.deepEqual(find(t, join(top, 'vendor'), [], { config }).paths, ['dev/nginx.conf', 'nginx.conf']);
  const found = find(t, top, ['.'], { config });
  assert.deepEqual(found.paths, [
    '../.gitignore',
    '../a.conf',
    '../vendor/x.conf',
    'dev/nginx.conf',
    'nginx.conf',
  ]);
  assert.deepEqual(found.outside, ['..']);
  const project = openProject({ root: join(top, 'deploy'), ...found });
  for (const path of found.paths) assert.equal(project.read(path).kind, 'text', path);
});

test('what lies outside the work tree is read where it is named', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(join(top, '..'), {
    'etc/nginx.conf': 'e',
    'etc/conf.d/x.conf': 'x',
    'one.conf': 'o',
    'other.conf': '',
  });
  const found = find(t, top, ['../etc', '../one.conf']);
  assert.deepEqual(found.paths, ['../etc/conf.d/x.conf', '../etc/nginx.conf', '../one.conf']);
  assert.deepEqual(found.outside, ['../etc', '../one.conf']);
  const project = openProject({ root: top, ...found });
  for (const path of found.paths) assert.equal(project.read(path).kind, 'text', path);
  assert.equal(project.read('../other.conf').kind, 'unreadable');
});

test('links: to a file they are listed, to a folder not, out of the root they are refused', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(join(top, '..'), { 'private/key': 'canary' });
  symlinkSync('deploy/nginx.conf', join(top, 'file-link'));
  symlinkSync('deploy', join(top, 'folder-link'));
  symlinkSync('../private', join(top, 'private-link'));
  symlinkSync('../private/key', join(top, 'key-link'));
  commitAll(top);
  const { paths } = find(t, top);
  assert.deepEqual(
    paths.filter((path) => path.includes('link')),
    ['file-link', 'key-link'],
  );
  const named = find(t, top, [
    'folder-link',
    'folder-link/dev/nginx.conf',
    'private-link',
    'private-link/key',
    'key-link',
  ]);
  assert.deepEqual(named.paths, [
    'deploy/dev/nginx.conf',
    'deploy/key.local',
    'deploy/new.conf',
    'deploy/nginx.conf',
    'key-link',
  ]);
  assert.deepEqual(
    named.notAnalysed.map(({ path }) => path),
    ['private-link', 'private-link/key'],
  );
  const project = openProject({ root: top, ...named });
  assert.equal(project.read('key-link').kind, 'unreadable');
  assert.equal(project.read('private-link/key').kind, 'unreadable');
});

test('a submodule is said to be left out, and walked where it is named', (t) => {
  const top = repository(t);
  if (top === null) return;
  const library = join(top, '../library');
  mkdirSync(library);
  git(library, 'init', '--quiet');
  writeTree(library, { 'l.conf': 'l' });
  commitAll(library);
  git(top, 'submodule', '--quiet', 'add', library, 'library');
  const found = find(t, top);
  assert.equal(
    found.paths.some((path) => path.startsWith('library')),
    false,
  );
  const submodules = (notes: typeof found.notes): readonly string[] =>
    notes.filter(({ reason }) => reason.startsWith('a submodule')).map(({ path }) => path);
  assert.deepEqual(submodules(found.notes), ['library']);
  assert.ok(!found.notes.some(({ path, reason }) => path.startsWith('library') && reason.startsWith('not')));
  assert.deepEqual(find(t, top, ['library']).paths, ['library/l.conf']);
  assert.deepEqual(submodules(find(t, top, [], { exclude: ['library'] }).notes), []);
});

test('without a repository the folder is walked', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { '.gitignore': 'x\n', x: '', y: '', 'd/x': '', 'd/é': '', 'd/z': '' });
  const found = find(t, root);
  assert.deepEqual(found.paths, ['.gitignore', 'd/z', 'd/é', 'y']);
  assert.equal(found.source, 'walk');
  assert.deepEqual(found.notes, []);
});

test('without git, or with an index it cannot read, the folder is walked and a note says why', (t) => {
  const top = repository(t);
  if (top === null) return;
  const unusable = { kind: 'unusable', reason: 'git is not on the PATH' } as const;
  const found = find(t, top, [], { repository: unusable });
  assert.ok(found.paths.includes('new.conf') && !found.paths.includes('build/out.conf'));
  assert.match(found.notes[0]?.reason ?? '', /git is not on the PATH.*walking/);
  writeFileSync(join(top, '.git/index'), 'nonsense');
  const broken = find(t, top);
  assert.ok(broken.paths.includes('a.conf'));
  assert.match(broken.notes[0]?.reason ?? '', /index/);
});

test('a pipe in the place of a tracked file stays listed, so that reading says what it is', (t) => {
  const top = repository(t);
  if (top === null || liveOrSkip(t, 'mkfifo') === null) return;
  rmSync(join(top, 'a.conf'));
  execFileSync('mkfifo', [join(top, 'a.conf')]);
  const found = find(t, top);
  assert.ok(found.paths.includes('a.conf'));
  assert.equal(openProject({ root: top, ...found }).read('a.conf').kind, 'unreadable');
});

test('two names that look alike in print: one is read, the other said not to be', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { 'a\\xff': 'text' });
  try {
    writeFileSync(Buffer.from(`${root}/a\xff`, 'latin1'), 'bytes');
  } catch {
    return t.skip('this file system takes only UTF-8 names');
  }
  const found = find(t, root);
  assert.deepEqual(found.paths, ['a\\xff']);
  assert.match(found.notAnalysed[0]?.reason ?? '', /look alike/);
});

test('paths are sorted by UTF-16 code units', (t) => {
  const root = temporaryFolder(t);
  writeTree(root, { '\uff5e': '', '😀': '', b: '', B: '', 'a/z': '', 'a-b': '' });
  assert.deepEqual(find(t, root).paths, ['B', 'a-b', 'a/z', 'b', '😀', '\uff5e']);
});
