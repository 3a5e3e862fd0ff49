import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { changedSince } from '../../src/discover/changed.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { commitAll, git } from '../support/git.ts';
import { liveOrSkip } from '../support/live.ts';
import { openRoot, repositoryOf } from './support.ts';

function repository(t: TestContext): string | null {
  if (liveOrSkip(t, 'git') === null) return null;
  const top = temporaryFolder(t);
  git(top, 'init', '--quiet');
  writeTree(top, { 'a.conf': 'a', 'b.conf': 'b', 'd/c.conf': 'c', 'e.conf': 'e' });
  commitAll(top);
  return top;
}

function changed(
  t: TestContext,
  cwd: string,
  revision = 'HEAD',
  discovered: readonly string[] = [],
): string[] {
  const outcome = changedSince(repositoryOf(t, cwd), revision, discovered);
  assert.equal(outcome.kind, 'changed', JSON.stringify(outcome));
  return outcome.kind === 'changed' ? [...outcome.paths].sort() : [];
}

test('committed, staged and unstaged changes, in any mixture', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'a.conf': 'committed' });
  commitAll(top);
  writeTree(top, { 'b.conf': 'staged' });
  git(top, 'add', 'b.conf');
  writeTree(top, { 'd/c.conf': 'unstaged' });
  assert.deepEqual(changed(t, top, 'HEAD'), ['b.conf', 'd/c.conf']);
  assert.deepEqual(changed(t, top, 'HEAD~1'), ['a.conf', 'b.conf', 'd/c.conf']);
});

test('a change that is only in the index counts, one that was taken back does not', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'a.conf': 'x', 'b.conf': 'x' });
  git(top, 'add', 'a.conf');
  writeTree(top, { 'a.conf': 'a', 'b.conf': 'b' });
  assert.deepEqual(changed(t, top), ['a.conf']);
});

test('a file that was only touched is not changed, and a change of the same size and second is', (t) => {
  const top = repository(t);
  if (top === null) return;
  utimesSync(join(top, 'a.conf'), 1, 1);
  writeFileSync(join(top, 'b.conf'), 'B');
  assert.deepEqual(changed(t, top), ['b.conf']);
});

test('of a renamed file both names; deleted files; a change of mode', (t) => {
  const top = repository(t);
  if (top === null) return;
  renameSync(join(top, 'a.conf'), join(top, 'n.conf'));
  git(top, 'add', '--all');
  rmSync(join(top, 'b.conf'));
  chmodSync(join(top, 'e.conf'), 0o755);
  assert.deepEqual(changed(t, top), ['a.conf', 'b.conf', 'e.conf', 'n.conf']);
});

test('discovered files that git does not track are changed', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'new.conf': '', 'other.conf': '' });
  assert.deepEqual(changed(t, top, 'HEAD', ['a.conf', 'new.conf', '../x']), ['../x', 'new.conf']);
});

test('paths are relative to the root', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'a.conf': 'x', 'd/c.conf': 'x' });
  const { repository: opened } = openRoot(t, top, 'd/secbaseline.yaml');
  assert.equal(opened.kind, 'repository');
  const outcome = opened.kind === 'repository' ? changedSince(opened, 'HEAD') : null;
  assert.deepEqual(outcome?.kind === 'changed' && [...outcome.paths].sort(), ['../a.conf', 'c.conf']);
});

test('a changed submodule does not count, its files are not ours', (t) => {
  const top = repository(t);
  if (top === null) return;
  const outer = join(temporaryFolder(t), 'outer');
  mkdirSync(outer);
  git(outer, 'init', '--quiet');
  git(outer, 'submodule', '--quiet', 'add', top, 'library');
  commitAll(outer);
  writeTree(outer, { 'library/a.conf': 'x' });
  assert.deepEqual(changed(t, outer), []);
});

test('a pipe in the place of a file is changed, and nobody waits for it', (t) => {
  const top = repository(t);
  if (top === null || liveOrSkip(t, 'mkfifo') === null) return;
  rmSync(join(top, 'a.conf'));
  execFileSync('mkfifo', [join(top, 'a.conf')]);
  assert.deepEqual(changed(t, top), ['a.conf']);
});

test('a second question gets its own answer', (t) => {
  const top = repository(t);
  if (top === null) return;
  const opened = repositoryOf(t, top);
  const ask = () => {
    const outcome = changedSince(opened, 'HEAD');
    return outcome.kind === 'changed' ? [...outcome.paths] : outcome;
  };
  assert.deepEqual(ask(), []);
  writeTree(top, { 'a.conf': 'x' });
  assert.deepEqual(ask(), ['a.conf']);
});

test('a revision that is none is passed on', (t) => {
  const top = repository(t);
  if (top === null) return;
  assert.equal(changedSince(repositoryOf(t, top), 'nothing').kind, 'usage');
});
