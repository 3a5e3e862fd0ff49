/** Where hooks belong, in work trees of every kind. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type HookPlace, hookPlace } from '../../src/discover/hooks.ts';
import { findRoot } from '../../src/discover/root.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { commitAll, git } from '../support/git.ts';
import { liveOrSkip } from '../support/live.ts';

function repository(
  t: TestContext,
): { top: string; home: string; place: (cwd?: string) => HookPlace } | null {
  if (liveOrSkip(t, 'git') === null) return null;
  const folder = temporaryFolder(t);
  const [top, home] = [join(folder, 'top'), join(folder, 'home')];
  for (const path of [top, home]) mkdirSync(path);
  git(top, 'init', '--quiet');
  const place = (cwd = top): HookPlace => {
    const { workTree } = findRoot({ cwd, config: null });
    if (workTree === null) throw new Error('no work tree');
    return hookPlace(workTree, { HOME: home });
  };
  return { top, home, place };
}

const fileOf = (place: HookPlace): string => place.file;

test("git's own folder, also of a linked work tree", (t) => {
  const made = repository(t);
  if (made === null) return;
  const { top, place } = made;
  const expected = join(top, '.git/hooks/pre-commit');
  assert.deepEqual(place(), { kind: 'file', file: expected, existing: null });
  writeTree(top, { a: 'a' });
  commitAll(top);
  git(top, 'worktree', 'add', '--quiet', '-b', 'side', join(top, '../linked'));
  assert.equal(fileOf(place(join(top, '../linked'))), expected);
  writeTree(top, { '.git/hooks/pre-commit': '#!/bin/sh\n' });
  assert.deepEqual(place(), { kind: 'file', file: expected, existing: '#!/bin/sh\n' });
});

test('core.hooksPath of the repository counts before that of the user', (t) => {
  const made = repository(t);
  if (made === null) return;
  const { top, home, place } = made;
  writeTree(home, { '.config/git/config': '[core]\n\thooksPath = /etc/hooks\n' });
  assert.equal(fileOf(place()), '/etc/hooks/pre-commit');
  writeTree(home, { '.gitconfig': '[core]\n\thooksPath = ~/hooks\n' });
  assert.equal(fileOf(place()), join(home, 'hooks/pre-commit'));
  git(top, 'config', 'core.hooksPath', 'tools/hooks');
  mkdirSync(join(top, 'd'));
  assert.equal(fileOf(place(join(top, 'd'))), join(top, 'tools/hooks/pre-commit'));
});

test('husky, before and after it was installed', (t) => {
  const made = repository(t);
  if (made === null) return;
  const { top, place } = made;
  writeTree(top, { '.husky/commit-msg': 'x' });
  assert.equal(fileOf(place()), join(top, '.husky/pre-commit'));
  git(top, 'config', 'core.hooksPath', '.husky/_');
  assert.equal(fileOf(place()), join(top, '.husky/pre-commit'));
  git(top, 'config', 'core.hooksPath', '.husky');
  assert.equal(fileOf(place()), join(top, '.husky/pre-commit'));
});

test('tools that look after hooks', (t) => {
  const made = repository(t);
  if (made === null) return;
  const { top, place } = made;
  const files = [
    ['package.json', '{ "simple-git-hooks": {} }', 'simple-git-hooks'],
    ['.config/lefthook.toml', '', 'lefthook'],
    ['lefthook.yml', 'x', 'lefthook'],
    ['.pre-commit-config.yaml', 'repos: []', 'pre-commit'],
  ] as const;
  for (const [file, text, by] of files) {
    writeTree(top, { [file]: text });
    assert.deepEqual(place(), { kind: 'managed', by, file, text });
  }
});
