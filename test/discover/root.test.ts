import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRoot, isInside } from '../../src/discover/root.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';

/** The least that git takes for a repository. */
function repositoryAt(folder: string): void {
  writeTree(folder, { '.git/HEAD': 'ref: refs/heads/main\n' });
  mkdirSync(join(folder, '.git/objects'));
  mkdirSync(join(folder, '.git/refs'));
}

test("git's top level, from any folder below", (t) => {
  const folder = temporaryFolder(t);
  repositoryAt(folder);
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  const found = findRoot({ cwd: join(folder, 'a/b'), config: null });
  assert.equal(found.root, folder);
  assert.equal(found.workTree?.gitDirectory, join(folder, '.git'));
});

test('the working directory where there is no repository, also with a configuration elsewhere', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'a'));
  assert.deepEqual(findRoot({ cwd: join(folder, 'a'), config: '../secbaseline.yaml' }), {
    root: join(folder, 'a'),
    workTree: null,
  });
});

test("the configuration's folder where it lies inside the work tree, else not", (t) => {
  const folder = temporaryFolder(t);
  const top = join(folder, 'top');
  repositoryAt(top);
  writeTree(folder, { 'top/a/b/x': '', 'top/c/x': '', 'elsewhere/x': '', 'top-x/x': '' });
  symlinkSync(join(folder, 'elsewhere'), join(top, 'link'));
  const root = (cwd: string, config: string) => findRoot({ cwd: join(folder, cwd), config }).root;
  assert.equal(root('top', 'a/b/secbaseline.yaml'), join(top, 'a/b'));
  assert.equal(root('top/c', '../a/secbaseline.yaml'), join(top, 'a'));
  assert.equal(root('top', join(top, 'secbaseline.yaml')), top);
  for (const config of ['../elsewhere/x.yaml', '../top-x/x.yaml', 'link/x.yaml', 'none/x.yaml']) {
    assert.equal(root('top', config), top, config);
  }
});

test('a working directory that is reached through a link is taken for what it is', (t) => {
  const folder = temporaryFolder(t);
  repositoryAt(join(folder, 'top'));
  symlinkSync('top', join(folder, 'link'));
  assert.equal(findRoot({ cwd: join(folder, 'link'), config: null }).root, join(folder, 'top'));
});

test('a .git that is no repository is passed over', (t) => {
  const folder = temporaryFolder(t);
  repositoryAt(folder);
  writeTree(folder, { 'a/.git/HEAD': 'x', 'b/.git': 'gitdir: nowhere\n', 'c/.git': 'x' });
  for (const inner of ['a', 'b', 'c']) {
    assert.equal(findRoot({ cwd: join(folder, inner), config: null }).root, folder, inner);
  }
});

test('a .git file and commondir lead to the directories', (t) => {
  const folder = temporaryFolder(t);
  repositoryAt(join(folder, 'main'));
  writeTree(folder, {
    'main/.git/worktrees/w/HEAD': 'ref: refs/heads/w\n',
    'main/.git/worktrees/w/commondir': '../..\n',
    'w/.git': 'gitdir: ../main/.git/worktrees/w\n',
  });
  assert.deepEqual(findRoot({ cwd: join(folder, 'w'), config: null }).workTree, {
    top: join(folder, 'w'),
    gitDirectory: join(folder, 'main/.git/worktrees/w'),
    commonDirectory: join(folder, 'main/.git'),
  });
  writeFileSync(join(folder, 'w/.git'), `gitdir: ${join(folder, 'main/.git/worktrees/w')}\r\n`);
  assert.equal(findRoot({ cwd: join(folder, 'w'), config: null }).root, join(folder, 'w'));
});

test('inside means below or the folder itself, not a name that begins alike', () => {
  assert.equal(isInside('/a/b', '/a/b'), true);
  assert.equal(isInside('/a/b', '/a/b/..c'), true);
  assert.equal(isInside('/a/b', '/a/bc'), false);
  assert.equal(isInside('/a/b', '/a'), false);
  assert.equal(isInside('/', '/a'), true);
});
