/** A repository whose configuration names programs wherever git takes one; none of them may ever run. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type BlobPart, readBlobs } from '../../src/discover/blobs.ts';
import { changedSince } from '../../src/discover/changed.ts';
import { discover } from '../../src/discover/discover.ts';
import { runGit } from '../../src/discover/git.ts';
import { blobsOf, readHistory, resolveRange } from '../../src/discover/history.ts';
import { resolveCommit } from '../../src/discover/refs.ts';
import { listStaged } from '../../src/discover/staged.ts';
import { listTracked } from '../../src/discover/tracked.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { commitAll, git } from '../support/git.ts';
import { liveOrSkip } from '../support/live.ts';
import { repositoryOf } from './support.ts';

const HOOKS = [
  'post-index-change',
  'pre-commit',
  'post-checkout',
  'reference-transaction',
  'fsmonitor-watchman',
];

interface Trap {
  readonly top: string;
  readonly commit: string;
  readonly marker: string;
}

function trap(folder: string): Trap {
  const top = join(folder, 'top');
  const marker = join(folder, 'marker');
  const library = join(folder, 'library');
  mkdirSync(top);
  mkdirSync(library);
  git(library, 'init', '--quiet');
  writeTree(library, { 'l.conf': 'l' });
  commitAll(library);
  git(top, 'init', '--quiet');
  git(top, 'submodule', '--quiet', 'add', library, 'library');
  writeTree(top, {
    '.gitattributes': '* filter=evil diff=evil merge=evil text=auto ident\n',
    'a.conf': 'a\n',
    'b.conf': 'b\n',
  });
  const commit = commitAll(top);
  const program = join(top, 'evil.sh');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${marker}'\ncat\n`);
  chmodSync(program, 0o755);
  arm(join(top, '.git'), program);
  arm(join(top, '.git/modules/library'), program);
  writeTree(top, { 'a.conf': 'changed\n', 'library/l.conf': 'changed' });
  const past = new Date('2020-01-01');
  utimesSync(join(top, 'b.conf'), past, past);
  return { top, commit, marker };
}

function arm(gitDirectory: string, program: string): void {
  const hooks = join(gitDirectory, 'evil-hooks');
  mkdirSync(hooks);
  for (const hook of HOOKS) {
    writeFileSync(join(hooks, hook), `#!/bin/sh\nexec '${program}' ${hook}\n`);
    chmodSync(join(hooks, hook), 0o755);
  }
  const settings = `
[core]
	fsmonitor = ${program}
	hooksPath = ${hooks}
	pager = ${program}
	editor = ${program}
	sshCommand = ${program}
	askPass = ${program}
	alternateRefsCommand = ${program}
	gitProxy = ${program}
[filter "evil"]
	clean = ${program}
	smudge = ${program}
	process = ${program}
	required = true
[diff]
	external = ${program}
[diff "evil"]
	command = ${program}
	textconv = ${program}
[merge "evil"]
	driver = ${program}
[alias]
	ls-files = !${program}
	diff-index = !${program}
	rev-parse = !${program}
	update-index = !${program}
	evil = !${program}
[credential]
	helper = !${program}
[pager]
	ls-files = ${program}
	diff-index = ${program}
[gpg]
	program = ${program}
[uploadpack]
	packObjectsHook = ${program}
[include]
	path = included
[includeIf "gitdir:**"]
	path = included
`;
  const config = join(gitDirectory, 'config');
  writeFileSync(config, settings, { flag: 'a' });
  writeFileSync(join(gitDirectory, 'included'), `[core]\n\tfsmonitor = ${program}\n`);
}

test('the trap works: plain git falls into it, and so would we into that of a submodule', (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  const { top, commit, marker } = trap(temporaryFolder(t));
  const repository = repositoryOf(t, top);
  const plain: Readonly<Record<string, () => unknown>> = {
    listing: () => git(top, 'ls-files'),
    comparison: () => git(top, 'diff-index', '--name-only', '--ignore-submodules=all', commit),
    submodules: () => runGit(repository, ['diff-index', '--name-only', commit, '--', 'library']),
  };
  for (const [name, run] of Object.entries(plain)) {
    rmSync(marker, { force: true });
    try {
      run();
    } catch {
      // The trap answers with nonsense, on which git may fail; that it was asked is what counts.
    }
    assert.equal(existsSync(marker), true, name);
  }
});

test('no program of a hostile repository runs', async (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  const { top, commit, marker } = trap(temporaryFolder(t));
  const staged = git(top, 'rev-parse', 'HEAD:a.conf');
  const repository = repositoryOf(t, top);
  runGit(repository, ['update-index', '--cacheinfo', `100644,${staged},b.conf`]);
  rmSync(marker, { force: true });
  const parts = (part: BlobPart): void => assert.equal(part.kind, 'whole', JSON.stringify(part));
  const steps: Readonly<Record<string, () => unknown>> = {
    listTracked: () => listTracked(repository),
    resolveCommit: () =>
      ['HEAD', 'main', commit.slice(0, 8), 'nothing'].map((at) => resolveCommit(repository, at)),
    changedSince: () => changedSince(repository, 'HEAD', ['library/l.conf', 'new.conf']),
    changedSinceAgain: () => changedSince(repository, commit),
    discover: () =>
      [[], ['library'], ['a.conf', '.']].map((paths) =>
        discover({ root: top, repository, cwd: top, paths, all: false, include: ['**'], exclude: [] }),
      ),
    discoverAll: () =>
      discover({ root: top, repository, cwd: top, paths: [], all: true, include: ['**'], exclude: [] }),
    staged: async () => {
      const outcome = await listStaged(repository);
      assert.deepEqual(outcome.kind === 'staged' && outcome.files.map(({ path }) => path), ['b.conf']);
      if (outcome.kind === 'staged')
        for await (const part of readBlobs(repository, outcome.files)) parts(part);
    },
    blobsThroughGit: async () => {
      // An id in capitals is no name of a loose object's file.
      const request = { path: 'a.conf', id: staged.toUpperCase() };
      for await (const part of readBlobs(repository, [request])) parts(part);
    },
    history: async () => {
      let count = 0;
      for await (const additions of readHistory(repository, null).additions) count += additions.length;
      assert.ok(count > 0);
    },
    range: () => resolveRange(repository, 'HEAD^..HEAD'),
    headFiles: () => blobsOf(repository, commit),
  };
  for (const [name, step] of Object.entries(steps)) {
    await step();
    assert.equal(existsSync(marker), false, name);
  }
});

test('nothing in the git directory of the repository is written', (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  const { top } = trap(temporaryFolder(t));
  const before = snapshot(join(top, '.git'));
  const repository = repositoryOf(t, top);
  changedSince(repository, 'HEAD~0');
  discover({ root: top, repository, cwd: top, paths: [], all: false, include: ['**'], exclude: [] });
  assert.equal(snapshot(join(top, '.git')), before);
});

test('core.worktree and core.bare do not move the work tree', (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  const { top } = trap(temporaryFolder(t));
  writeFileSync(join(top, '.git/config'), '[core]\n\tworktree = /etc\n\tbare = true\n', { flag: 'a' });
  const repository = repositoryOf(t, top);
  assert.equal(repository.root, top);
  const found = discover({
    root: top,
    repository,
    cwd: top,
    paths: [],
    all: false,
    include: ['**'],
    exclude: [],
  });
  assert.deepEqual(found.paths, ['.gitattributes', '.gitmodules', 'a.conf', 'b.conf']);
});

test('only what really changed counts as changed, and filters are not asked', (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  const { top } = trap(temporaryFolder(t));
  const outcome = changedSince(repositoryOf(t, top), 'HEAD');
  assert.deepEqual(outcome.kind === 'changed' && [...outcome.paths], ['a.conf']);
});

/** Names, sizes, times and contents. */
function snapshot(folder: string): string {
  const lines: string[] = [];
  const visit = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) visit(path);
      else lines.push(`${path} ${statSync(path).mtimeMs} ${readFileSync(path).toString('base64')}`);
    }
  };
  visit(folder);
  return lines.sort().join('\n');
}
