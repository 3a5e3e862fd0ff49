/** What a commit would bring, in every shape of repository and index. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readBlobs } from '../../src/discover/blobs.ts';
import { objectStore } from '../../src/discover/objects.ts';
import { findRoot } from '../../src/discover/root.ts';
import { listStaged } from '../../src/discover/staged.ts';
import type { StagedOutcome } from '../../src/discover/staged-file.ts';
import { stagedInFiles } from '../../src/discover/staged-files.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { generatedCases } from '../support/generated.ts';
import { commitAll, git } from '../support/git.ts';
import { liveOrSkip } from '../support/live.ts';
import { random } from '../support/random.ts';
import { openRoot, repositoryOf } from './support.ts';

function repository(t: TestContext, ...init: readonly string[]): string | null {
  if (liveOrSkip(t, 'git') === null) return null;
  const top = join(temporaryFolder(t), 'top');
  mkdirSync(top);
  git(top, 'init', '--quiet', ...init);
  return top;
}

/** What git says is staged, which the files of the repository must say too, or nothing. */
async function listed(t: TestContext, cwd: string): Promise<StagedOutcome> {
  const outcome = await listStaged(repositoryOf(t, cwd));
  const plain = stagedInFiles(findRoot({ cwd, config: null }), {});
  if (plain !== null) assert.deepEqual(plain, outcome);
  return outcome;
}

/** Paths and contents of what is staged. */
async function staged(t: TestContext, cwd: string): Promise<Record<string, string>> {
  const opened = repositoryOf(t, cwd);
  const outcome = await listed(t, cwd);
  assert.equal(outcome.kind, 'staged', JSON.stringify(outcome));
  if (outcome.kind !== 'staged') throw new Error('unreachable');
  const store = objectStore(join(opened.workTree.commonDirectory, 'objects'), opened.objectFormat);
  const contents: Record<string, string> = {};
  const ids = new Map(outcome.files.map(({ path, id }) => [path, id]));
  for await (const part of readBlobs(opened, outcome.files)) {
    contents[part.path] =
      part.kind === 'whole'
        ? part.bytes.toString()
        : part.kind === 'unreadable'
          ? `unreadable: ${part.reason}`
          : 'large';
    const object = store.read(ids.get(part.path) ?? '');
    if (object !== null) assert.deepEqual(part.kind === 'whole' && part.bytes, object.content);
  }
  store.close();
  return contents;
}

test('before the first commit everything in the index is new', async (t) => {
  const top = repository(t);
  if (top === null) return;
  assert.deepEqual(await staged(t, top), {});
  writeTree(top, { 'a.env': 'one', 'd/b.env': 'two', 'untracked.env': 'x' });
  git(top, 'add', 'a.env', 'd');
  assert.deepEqual(await staged(t, top), { 'a.env': 'one', 'd/b.env': 'two' });
});

test('the blob of the index counts, not the work tree', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'a.env': 'one', 'b.env': 'b' });
  commitAll(top);
  writeTree(top, { 'a.env': 'two' });
  git(top, 'add', 'a.env');
  writeTree(top, { 'a.env': 'three', 'b.env': 'not staged' });
  assert.deepEqual(await staged(t, top), { 'a.env': 'two' });
  rmSync(join(top, 'a.env'));
  assert.deepEqual(await staged(t, top), { 'a.env': 'two' });
});

test('renamed files come under the new name, deleted files not at all, a change of mode once', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { old: 'same', gone: 'x', tool: '#!/bin/sh\n' });
  commitAll(top);
  git(top, 'mv', 'old', 'new');
  git(top, 'rm', '--quiet', 'gone');
  git(top, 'update-index', '--chmod=+x', 'tool');
  assert.deepEqual(await staged(t, top), { new: 'same', tool: '#!/bin/sh\n' });
});

test('links, submodules and intended additions bring no content', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'a' });
  commitAll(top);
  const outer = join(top, '../outer');
  mkdirSync(outer);
  git(outer, 'init', '--quiet');
  git(outer, 'submodule', '--quiet', 'add', top, 'library');
  symlinkSync('/etc/passwd', join(outer, 'link'));
  writeTree(outer, { later: 'later', now: 'now' });
  git(outer, 'add', 'link', 'now');
  git(outer, 'add', '--intent-to-add', 'later');
  const contents = await staged(t, outer);
  assert.deepEqual(Object.keys(contents).sort(), ['.gitmodules', 'now']);
});

test('binary, empty and large files', async (t) => {
  const top = repository(t);
  if (top === null) return;
  const binary = Buffer.from([0, 1, 2, 255, 254, 10, 0]);
  const large = Buffer.alloc(12_000_000, 'abcdefgh\n');
  writeTree(top, { binary, empty: '', large });
  git(top, 'add', '.');
  const opened = repositoryOf(t, top);
  const outcome = await listStaged(opened);
  assert.equal(outcome.kind, 'staged');
  if (outcome.kind !== 'staged') return;
  const contents: Record<string, Buffer> = {};
  for await (const part of readBlobs(opened, outcome.files)) {
    if (part.kind === 'unreadable') assert.fail(JSON.stringify(part));
    const parts: Buffer[] = [];
    if (part.kind === 'stream') for await (const bytes of part.content) parts.push(bytes);
    assert.equal(part.kind, part.path === 'large' ? 'stream' : 'whole');
    contents[part.path] = part.kind === 'whole' ? part.bytes : Buffer.concat(parts);
  }
  assert.deepEqual(contents, { binary, empty: Buffer.alloc(0), large });
});

test('large files that nobody reads are skipped', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: Buffer.alloc(6_000_000, 'a'), b: Buffer.alloc(6_000_000, 'b'), c: 'c' });
  git(top, 'add', '.');
  git(top, 'repack', '--quiet', '-a', '-d');
  assert.deepEqual(await staged(t, top), { a: 'large', b: 'large', c: 'c' });
});

test('packed objects, and packed refs', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'one' });
  commitAll(top);
  writeTree(top, { a: 'two', b: 'new', c: 'c' });
  git(top, 'add', '.');
  git(top, 'repack', '--quiet', '-a', '-d');
  git(top, 'gc', '--quiet', '--prune=now');
  assert.equal(readdirSync(join(top, '.git/refs/heads')).length, 0);
  assert.deepEqual(await staged(t, top), { a: 'two', b: 'new', c: 'c' });
});

test('a repository of SHA-256 objects', async (t) => {
  const top = repository(t, '--object-format=sha256');
  if (top === null) return;
  writeTree(top, { a: 'one' });
  git(top, 'add', '.');
  assert.deepEqual(await staged(t, top), { a: 'one' });
  commitAll(top);
  writeTree(top, { a: 'two' });
  git(top, 'add', '.');
  assert.deepEqual(await staged(t, top), { a: 'two' });
});

test('a linked work tree, a detached HEAD, a shallow clone, borrowed objects', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'one', b: 'b' });
  commitAll(top);
  writeTree(top, { a: 'two' });
  commitAll(top);
  const beside = (name: string): string => join(top, '..', name);
  git(top, 'worktree', 'add', '--quiet', '-b', 'side', beside('linked'));
  git(top, 'worktree', 'add', '--quiet', '--detach', beside('detached'));
  git(top, 'clone', '--quiet', '--depth=1', `file://${top}`, beside('shallow'));
  git(top, 'clone', '--quiet', '--shared', top, beside('borrower'));
  for (const name of ['linked', 'detached', 'shallow', 'borrower']) {
    writeTree(beside(name), { a: name });
    git(beside(name), 'add', 'a');
    assert.deepEqual(await staged(t, beside(name)), { a: name }, name);
    git(beside(name), 'rm', '--quiet', '--cached', 'a', '-f');
    assert.deepEqual(await staged(t, beside(name)), {}, name);
  }
  assert.deepEqual(await staged(t, top), {});
});

test('a hook is given an index of its own', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'one', b: 'b' });
  commitAll(top);
  const note = join(top, 'index-of-the-hook');
  const hook = join(top, '.git/hooks/pre-commit');
  mkdirSync(join(top, '.git/hooks'), { recursive: true });
  writeFileSync(
    hook,
    `#!/bin/sh\ncp "$GIT_INDEX_FILE" .git/kept-index\necho "$GIT_INDEX_FILE" > '${note}'\nexit 1\n`,
    {
      mode: 0o755,
    },
  );
  writeTree(top, { a: 'two', b: 'staged before' });
  git(top, 'add', 'b');
  assert.throws(() => git(top, 'commit', '--message', 'x', 'a'));
  const environment = { ...process.env, GIT_INDEX_FILE: '.git/kept-index' };
  const { repository: opened } = openRoot(t, top, null, environment);
  assert.equal(opened.kind, 'repository');
  if (opened.kind !== 'repository') return;
  const outcome = await listStaged(opened);
  assert.deepEqual(outcome.kind === 'staged' ? outcome.files.map(({ path }) => path) : outcome, ['a']);
});

test('a file in conflict has nothing staged yet', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'base' });
  commitAll(top);
  git(top, 'checkout', '--quiet', '-b', 'side');
  writeTree(top, { a: 'side' });
  commitAll(top);
  git(top, 'checkout', '--quiet', 'main');
  writeTree(top, { a: 'main' });
  commitAll(top);
  assert.throws(() => git(top, 'merge', 'side'));
  const outcome = await listed(t, top);
  assert.deepEqual(outcome, {
    kind: 'staged',
    files: [],
    notAnalysed: [{ path: 'a', line: null, reason: 'in conflict: nothing is staged for it yet' }],
  });
});

test('names that are no UTF-8, or hold line ends', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeFileSync(Buffer.concat([Buffer.from(`${top}/`), Buffer.from([0x66, 0xff])]), 'raw');
  writeTree(top, { 'two\nlines': 'x', ü: 'y' });
  git(top, 'add', '.');
  assert.deepEqual(await staged(t, top), { 'f\\xff': 'raw', 'two\nlines': 'x', ü: 'y' });
});

test('a root below the top looks at what lies in it', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'a', 'sub/b': 'b', 'sub/secbaseline.yaml': '{}' });
  git(top, 'add', '.');
  const { repository: opened } = openRoot(t, top, 'sub/secbaseline.yaml');
  assert.equal(opened.kind, 'repository');
  const outcome = opened.kind === 'repository' ? await listStaged(opened) : null;
  const paths = outcome?.kind === 'staged' ? outcome.files.map(({ path }) => path) : [];
  assert.deepEqual(paths, ['b', 'secbaseline.yaml']);
});

test('what cannot be read is said, and what is damaged too', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'one', b: 'two' });
  git(top, 'add', '.');
  const [id = '', other = ''] = ['a', 'b'].map((path) => git(top, 'rev-parse', `:${path}`));
  const object = (of: string): string => join(top, '.git/objects', of.slice(0, 2), of.slice(2));
  rmSync(object(id), { force: true });
  rmSync(object(other), { force: true });
  writeFileSync(object(other), 'no zlib');
  const contents = await staged(t, top);
  assert.match(contents.a ?? '', /^unreadable: its content is not in this repository/);
  assert.match(contents.b ?? '', /^unreadable: /);
});

test('a HEAD that nobody can follow is unknown, and so is a reftable', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'a' });
  commitAll(top);
  const opened = repositoryOf(t, top);
  writeFileSync(join(top, '.git/HEAD'), 'ref: refs/heads/loop\n');
  writeFileSync(join(top, '.git/refs/heads/loop'), 'ref: refs/heads/loop\n');
  assert.equal((await listStaged(opened)).kind, 'unknown');
  writeFileSync(join(top, '.git/refs/heads/loop'), `${'1'.repeat(40)}\n`);
  const missing = await listStaged(opened);
  assert.match(missing.kind === 'unknown' ? missing.reason : '', /^git diff-index: /);
  mkdirSync(join(top, '.git/reftable'));
  const outcome = await listStaged(opened);
  assert.match(outcome.kind === 'unknown' ? outcome.reason : '', /reftable/);
});

test('a hook of a partial commit, and a root below the top, without git', (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'a', 'sub/b': 'b', 'sub/secbaseline.yaml': '{}' });
  git(top, 'add', '.');
  const below = stagedInFiles(findRoot({ cwd: top, config: 'sub/secbaseline.yaml' }), {});
  assert.deepEqual(
    below?.files.map(({ path }) => path),
    ['b', 'secbaseline.yaml'],
  );
  git(top, 'commit', '--quiet', '--message', 'x');
  const index = join(top, '.git/index');
  writeFileSync(join(top, '.git/next-index'), readFileSync(index));
  writeTree(top, { a: 'changed' });
  git(top, 'add', 'a');
  const found = findRoot({ cwd: top, config: null });
  assert.deepEqual(
    stagedInFiles(found, {})?.files.map(({ path }) => path),
    ['a'],
  );
  assert.deepEqual(stagedInFiles(found, { GIT_INDEX_FILE: '.git/next-index' })?.files, []);
  writeFileSync(join(top, '../elsewhere'), readFileSync(join(top, '.git/next-index')));
  assert.deepEqual(stagedInFiles(found, { GIT_INDEX_FILE: '../elsewhere' })?.files.length, 1);
});

test('what is not plain is left to git', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'a/b': '1', 'c/d': '2' });
  commitAll(top);
  writeTree(top, { 'a/b': '3' });
  git(top, 'add', '.');
  const found = findRoot({ cwd: top, config: null });
  assert.equal(stagedInFiles(found, {})?.files.length, 1);
  const index = join(top, '.git/index');
  const plain = readFileSync(index);
  for (const change of [
    ['update-index', '--split-index'],
    ['update-index', '--index-version', '4'],
  ]) {
    git(top, ...change);
    assert.equal(stagedInFiles(found, {}), null, change.join(' '));
    assert.deepEqual(await staged(t, top), { 'a/b': '3' });
    writeFileSync(index, plain);
  }
  for (let length = 0; length < plain.length; length++) {
    writeFileSync(index, plain.subarray(0, length));
    // Cut between two extensions it looks whole, to git too.
    if (stagedInFiles(found, {}) !== null) await listed(t, top);
  }
  for (let at = 4; at < plain.length; at += 3) {
    const damaged = Buffer.from(plain);
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    writeFileSync(index, damaged);
    stagedInFiles(found, {});
  }
});

test('generated repositories: loose, packed, with and without remembered trees', async (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  let plain = 0;
  let all = 0;
  for (let seed = 1; seed <= generatedCases(100); seed++) {
    const { below, pick, chance } = random(seed);
    const top = join(temporaryFolder(t), 'top');
    mkdirSync(top);
    git(top, 'init', '--quiet', ...(chance(0.3) ? ['--object-format=sha256'] : []));
    const names = [
      'a',
      'a-b',
      'a/x',
      'a/y/z',
      'a0',
      'b/c/d/e',
      'b/c/f',
      'b-c/g',
      'ü/h',
      `long/${'n'.repeat(200)}`,
    ];
    const lines = (): string => Array.from({ length: 30 }, () => `line ${below(4)}\n`).join('');
    for (let step = 0; step < 12; step++) {
      const name = pick(names);
      switch (below(7)) {
        case 0:
        case 1:
        case 2:
          try {
            writeTree(top, { [name]: lines() });
            git(top, 'add', '--all', '--', name);
          } catch {
            // A file stands where a folder would be, or the other way round.
          }
          break;
        case 3:
          git(top, 'rm', '--quiet', '-r', '--force', '--ignore-unmatch', '--', name.split('/')[0] ?? '');
          break;
        case 4:
          git(top, 'commit', '--quiet', '--allow-empty', '--message', 'x');
          break;
        case 5:
          git(top, 'gc', '--quiet');
          break;
        case 6:
          if (git(top, 'for-each-ref') !== '') git(top, 'reset', '--quiet');
          break;
      }
      if (step % 3 !== 2) continue;
      all++;
      if (stagedInFiles(findRoot({ cwd: top, config: null }), {}) !== null) plain++;
      await staged(t, top);
    }
  }
  assert.ok(plain > all * 0.7, `${plain} of ${all} were plain`);
});
