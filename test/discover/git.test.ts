/** Every shape of repository that users have. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import { changedSince } from '../../src/discover/changed.ts';
import { closeRepository, openRepository, runGit } from '../../src/discover/git.ts';
import { resolveCommit } from '../../src/discover/refs.ts';
import { findRoot } from '../../src/discover/root.ts';
import { listTracked } from '../../src/discover/tracked.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { commitAll, git } from '../support/git.ts';
import { liveOrSkip } from '../support/live.ts';
import { openRoot, repositoryOf } from './support.ts';

const FILES = { 'a.conf': 'a', 'd/b.conf': 'b', 'd/e/c.conf': 'c' };
const NAMES = Object.keys(FILES);

/** A repository with one commit in `folder/name`; null where there is no git. */
function repository(t: TestContext, name = 'top', ...init: readonly string[]): string | null {
  if (liveOrSkip(t, 'git') === null) return null;
  const top = join(temporaryFolder(t), name);
  mkdirSync(top);
  git(top, 'init', '--quiet', ...init);
  writeTree(top, FILES);
  commitAll(top);
  return top;
}

function tracked(t: TestContext, cwd: string): string[] {
  const outcome = listTracked(repositoryOf(t, cwd));
  assert.equal(outcome.kind, 'tracked', JSON.stringify(outcome));
  return outcome.kind === 'tracked' ? outcome.files.map(({ path }) => path).sort() : [];
}

function changed(t: TestContext, cwd: string, revision: string): string[] {
  const outcome = changedSince(repositoryOf(t, cwd), revision);
  assert.equal(outcome.kind, 'changed', JSON.stringify(outcome));
  return outcome.kind === 'changed' ? [...outcome.paths].sort() : [];
}

test('a plain repository', (t) => {
  const top = repository(t);
  if (top === null) return;
  assert.deepEqual(tracked(t, top), NAMES);
  assert.deepEqual(tracked(t, join(top, 'd')), NAMES);
  assert.deepEqual(changed(t, top, 'HEAD'), []);
});

test('a repository without a commit', (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  const top = temporaryFolder(t);
  git(top, 'init', '--quiet');
  assert.deepEqual(tracked(t, top), []);
  writeTree(top, { a: '' });
  git(top, 'add', 'a');
  assert.deepEqual(tracked(t, top), ['a']);
  assert.deepEqual(changedSince(repositoryOf(t, top), 'HEAD'), {
    kind: 'usage',
    reason: 'there is no commit `HEAD` in this repository',
  });
});

test('a linked work tree has an index and a HEAD of its own', (t) => {
  const top = repository(t);
  if (top === null) return;
  const linked = join(top, '../linked');
  git(top, 'worktree', 'add', '--quiet', '-b', 'side', linked);
  writeTree(linked, { 'new.conf': 'n' });
  git(linked, 'add', 'new.conf');
  assert.deepEqual(tracked(t, linked), [...NAMES, 'new.conf']);
  assert.deepEqual(tracked(t, top), NAMES);
  const side = commitAll(linked);
  assert.deepEqual(resolveCommit(repositoryOf(t, linked), 'HEAD'), { kind: 'commit', id: side });
  assert.deepEqual(changed(t, linked, 'main'), ['new.conf']);
  assert.deepEqual(changed(t, top, 'side'), ['new.conf']);
});

test('a separate git directory, and one reached through a link', (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'top'));
  git(join(folder, 'top'), 'init', '--quiet', `--separate-git-dir=${join(folder, 'elsewhere.git')}`);
  writeTree(join(folder, 'top'), FILES);
  commitAll(join(folder, 'top'));
  assert.deepEqual(tracked(t, join(folder, 'top')), NAMES);
  rmSync(join(folder, 'top/.git'));
  symlinkSync('../elsewhere.git', join(folder, 'top/.git'));
  assert.deepEqual(changed(t, join(folder, 'top'), 'HEAD'), []);
});

test('a submodule is a repository of its own and no file of the outer one', (t) => {
  const top = repository(t);
  if (top === null) return;
  const outer = join(top, '../outer');
  mkdirSync(outer);
  git(outer, 'init', '--quiet');
  git(outer, 'submodule', '--quiet', 'add', top, 'library');
  commitAll(outer);
  assert.deepEqual(tracked(t, outer), ['.gitmodules']);
  assert.deepEqual(tracked(t, join(outer, 'library')), NAMES);
  assert.equal(repositoryOf(t, join(outer, 'library/d')).root, join(outer, 'library'));
  assert.deepEqual(changed(t, join(outer, 'library'), 'HEAD'), []);
});

test('objects that lie in another repository', (t) => {
  const top = repository(t);
  if (top === null) return;
  const borrower = join(top, '../borrower');
  git(top, 'clone', '--quiet', '--shared', top, borrower);
  assert.equal(existsSync(join(borrower, '.git/objects/info/alternates')), true);
  writeTree(borrower, { 'a.conf': 'changed' });
  assert.deepEqual(changed(t, borrower, 'HEAD'), ['a.conf']);
  assert.deepEqual(changed(t, borrower, 'origin/main'), ['a.conf']);
  assert.deepEqual(changed(t, borrower, 'origin'), ['a.conf']);
});

test('a repository of SHA-256 objects', (t) => {
  const top = repository(t, 'top', '--object-format=sha256');
  if (top === null) return;
  assert.equal(repositoryOf(t, top).objectFormat, 'sha256');
  assert.deepEqual(tracked(t, top), NAMES);
  git(top, 'pack-refs', '--all');
  writeTree(top, { 'a.conf': 'changed' });
  assert.deepEqual(changed(t, top, 'main'), ['a.conf']);
});

test('a split index', (t) => {
  const top = repository(t);
  if (top === null) return;
  git(top, 'update-index', '--split-index');
  writeTree(top, { 'n.conf': 'n' });
  git(top, 'add', 'n.conf');
  assert.ok(readdirSync(join(top, '.git')).some((name) => name.startsWith('sharedindex.')));
  assert.deepEqual(tracked(t, top), [...NAMES, 'n.conf']);
  assert.deepEqual(changed(t, top, 'HEAD'), ['n.conf']);
});

test('a sparse checkout, also with a sparse index', (t) => {
  const top = repository(t);
  if (top === null) return;
  git(top, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'other');
  assert.equal(existsSync(join(top, 'd')), false);
  assert.deepEqual(tracked(t, top), ['a.conf']);
  assert.deepEqual(changed(t, top, 'HEAD'), []);
  git(top, 'sparse-checkout', 'set', '--cone', '--no-sparse-index', 'other');
  writeTree(top, { 'd/b.conf': 'back again' });
  assert.deepEqual(tracked(t, top), ['a.conf', 'd/b.conf']);
});

test('a shallow clone: what is beyond its end is unknown, not absent', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'a.conf': 'second' });
  commitAll(top);
  writeTree(top, { 'a.conf': 'third' });
  commitAll(top);
  const shallow = join(top, '../shallow');
  git(top, 'clone', '--quiet', '--depth=2', `file://${top}`, shallow);
  assert.deepEqual(changed(t, shallow, 'HEAD~1'), ['a.conf']);
  const opened = repositoryOf(t, shallow);
  assert.equal(opened.isShallow, true);
  for (const revision of ['HEAD~2', 'origin/feature']) {
    const outcome = changedSince(opened, revision);
    assert.equal(outcome.kind, 'unknown', revision);
    assert.match(outcome.kind === 'unknown' ? outcome.reason : '', /shallow clone; fetch more history/);
  }
  const log = runGit(opened, ['log', '-p', '--format=%H', 'HEAD']);
  assert.equal(log.kind, 'output', JSON.stringify(log));
});

test('an index in conflict names each file once', (t) => {
  const top = repository(t);
  if (top === null) return;
  git(top, 'checkout', '--quiet', '-b', 'side');
  writeTree(top, { 'a.conf': 'side' });
  commitAll(top);
  git(top, 'checkout', '--quiet', 'main');
  writeTree(top, { 'a.conf': 'main' });
  commitAll(top);
  assert.throws(() => git(top, 'merge', 'side'));
  assert.deepEqual(tracked(t, top), NAMES);
  assert.deepEqual(changed(t, top, 'HEAD'), ['a.conf']);
});

test('files that were deleted in the work tree are left out', (t) => {
  const top = repository(t);
  if (top === null) return;
  rmSync(join(top, 'd/b.conf'));
  assert.deepEqual(tracked(t, top), ['a.conf', 'd/e/c.conf']);
  rmSync(join(top, 'd'), { recursive: true });
  assert.deepEqual(tracked(t, top), ['a.conf']);
  assert.deepEqual(changed(t, top, 'HEAD'), ['d/b.conf', 'd/e/c.conf']);
});

test('names in any bytes', (t) => {
  const top = repository(t);
  if (top === null) return;
  const odd = Buffer.from('d/x\xff\n.conf', 'latin1');
  try {
    writeFileSync(Buffer.concat([Buffer.from(`${top}/`), odd]), 'x');
  } catch {
    return t.skip('this file system takes only UTF-8 names');
  }
  writeTree(top, { 'é\n"\t.conf': 'y', '-rf': '', ':(glob)*': '' });
  commitAll(top);
  const outcome = listTracked(repositoryOf(t, top));
  const files = outcome.kind === 'tracked' ? outcome.files : [];
  assert.deepEqual(files.map(({ path }) => path).sort(), [
    '-rf',
    ':(glob)*',
    ...['a.conf', 'd/b.conf', 'd/e/c.conf', 'd/x\\xff\n.conf'],
    'é\n"\t.conf',
  ]);
  assert.deepEqual(files.find(({ path }) => path.startsWith('d/x'))?.raw, odd);
  writeFileSync(Buffer.concat([Buffer.from(`${top}/`), odd]), 'changed');
  assert.deepEqual(changed(t, top, 'HEAD'), ['d/x\\xff\n.conf']);
});

test("a hook's index counts where it is the repository's own", (t) => {
  const top = repository(t);
  if (top === null) return;
  const linked = join(top, '../linked');
  git(top, 'worktree', 'add', '--quiet', linked);
  for (const at of [top, linked]) {
    const own = git(at, 'rev-parse', '--absolute-git-dir');
    writeTree(at, { 'staged.conf': '' });
    copyFileSync(join(own, 'index'), join(own, 'kept'));
    git(at, 'add', 'staged.conf');
    copyFileSync(join(own, 'index'), join(own, 'next-index-1.lock'));
    copyFileSync(join(own, 'index'), join(at, '../foreign-index'));
    copyFileSync(join(own, 'kept'), join(own, 'index'));
    const seen = (index: string): boolean => {
      const { repository: opened } = openRoot(t, at, null, { ...process.env, GIT_INDEX_FILE: index });
      const outcome = opened.kind === 'repository' ? listTracked(opened) : null;
      return outcome?.kind === 'tracked' && outcome.files.some(({ path }) => path === 'staged.conf');
    };
    assert.equal(seen(join(own, 'next-index-1.lock')), true);
    assert.equal(seen(join(at, '../foreign-index')), false);
    assert.equal(seen(join(own, '../../../foreign-index')), false);
    assert.equal(seen(join(own, 'none')), false);
  }
  const { repository: fromTop } = openRoot(t, top, null, {
    ...process.env,
    GIT_INDEX_FILE: '.git/next-index-1.lock',
  });
  assert.equal(fromTop.kind === 'repository' && listTracked(fromTop).kind, 'tracked');
});

test("git's variables of the surroundings do not reach it", (t) => {
  const top = repository(t);
  if (top === null) return;
  const marker = join(top, '../marker');
  const evil = {
    GIT_DIR: '/nonexistent',
    GIT_WORK_TREE: '/etc',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: `touch ${marker}; false`,
    GIT_TRACE: marker,
    GIT_EXTERNAL_DIFF: `touch ${marker}`,
  };
  const { repository: opened } = openRoot(t, top, null, { ...process.env, ...evil });
  assert.equal(opened.kind === 'repository' && changedSince(opened, 'HEAD').kind, 'changed');
  assert.equal(existsSync(marker), false);
});

test('where git is not on the PATH, or only relative to the work tree, it is not used', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeFileSync(join(top, 'git'), '#!/bin/sh\ntouch marker\n', { mode: 0o755 });
  const found = findRoot({ cwd: top, config: null });
  for (const PATH of ['', '.', '::', relative(process.cwd(), top)]) {
    assert.deepEqual(openRepository(found, { PATH }), { kind: 'unusable', reason: 'git is not on the PATH' });
  }
});

test('an index that is a pipe is not waited for', (t) => {
  const top = repository(t);
  if (top === null || liveOrSkip(t, 'mkfifo') === null) return;
  rmSync(join(top, '.git/index'));
  execFileSync('mkfifo', [join(top, '.git/index')]);
  const access = openRepository(findRoot({ cwd: top, config: null }));
  assert.deepEqual(access, { kind: 'unusable', reason: "the repository's index is not a regular file" });
});

test('a broken index is an outcome', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeFileSync(join(top, '.git/index'), 'DIRC nonsense');
  const outcome = listTracked(repositoryOf(t, top));
  assert.match(outcome.kind === 'failure' ? outcome.reason : '', /^git ls-files: /);
});

test('git that waits for a pipe is given up', (t) => {
  const top = repository(t);
  if (top === null || liveOrSkip(t, 'mkfifo') === null) return;
  const opened = repositoryOf(t, top);
  const id = git(top, 'rev-parse', 'HEAD');
  execFileSync('mkfifo', [join(top, '.git/objects/info/alternates')]);
  const start = performance.now();
  const outcome = runGit(opened, ['cat-file', '-t', id.replace(/^./, 'f')], { timeout: 300 });
  assert.match(outcome.kind === 'failure' ? outcome.reason : '', /ETIMEDOUT/);
  assert.ok(performance.now() - start < 5000);
});

test('what is made for git is removed again', (t) => {
  const top = repository(t);
  if (top === null) return;
  const access = openRepository(findRoot({ cwd: top, config: null }));
  assert.equal(access.kind, 'repository');
  if (access.kind !== 'repository') return;
  assert.equal(existsSync(access.directory), true);
  closeRepository(access);
  assert.equal(existsSync(access.directory), false);
});

test('no repository, no access', (t) => {
  const folder = temporaryFolder(t);
  assert.deepEqual(openRoot(t, folder), { root: folder, repository: { kind: 'none' } });
});
