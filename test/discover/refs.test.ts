import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { resolveCommit } from '../../src/discover/refs.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { commitAll, git } from '../support/git.ts';
import { liveOrSkip } from '../support/live.ts';
import { repositoryOf } from './support.ts';

interface History {
  readonly top: string;
  readonly first: string;
  readonly second: string;
}

function history(t: TestContext): History | null {
  if (liveOrSkip(t, 'git') === null) return null;
  const top = temporaryFolder(t);
  git(top, 'init', '--quiet');
  writeTree(top, { a: '1' });
  const first = commitAll(top, 'first');
  writeTree(top, { a: '2' });
  return { top, first, second: commitAll(top, 'second') };
}

function assertNames(t: TestContext, top: string, id: string, revisions: readonly string[]): void {
  const repository = repositoryOf(t, top);
  for (const revision of revisions) {
    assert.deepEqual(resolveCommit(repository, revision), { kind: 'commit', id }, revision);
  }
}

test('branches, tags, remotes, HEAD, ids and steps from them, loose and packed', (t) => {
  const made = history(t);
  if (made === null) return;
  const { top, first, second } = made;
  git(top, 'branch', 'feature/x', first);
  git(top, 'tag', 'light', first);
  git(top, 'tag', '--annotate', '-m', 'x', 'heavy', first);
  git(top, 'update-ref', 'refs/remotes/origin/main', first);
  git(top, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  git(top, 'update-ref', 'ORIG_HEAD', first);
  const ofFirst = ['feature/x', 'heads/feature/x', 'refs/heads/feature/x', 'light', 'heavy', 'tags/heavy'];
  const others = [
    'origin',
    'origin/main',
    'ORIG_HEAD',
    'HEAD~1',
    'HEAD^',
    '@~',
    'main~',
    first,
    first.slice(0, 9),
  ];
  assertNames(t, top, first, [...ofFirst, ...others]);
  assertNames(t, top, second, ['HEAD', '@', 'main', 'HEAD^0', 'main^{commit}']);
  git(top, 'pack-refs', '--all', '--prune');
  assertNames(t, top, first, [...ofFirst, ...others]);
  git(top, 'update-ref', 'refs/heads/feature/x', second);
  assertNames(t, top, second, ['feature/x', 'main']);
});

test('a detached HEAD', (t) => {
  const made = history(t);
  if (made === null) return;
  git(made.top, 'checkout', '--quiet', '--detach', made.first);
  assertNames(t, made.top, made.first, ['HEAD', '@']);
});

test('what names no commit is a mistake of the user, with the reason', (t) => {
  const made = history(t);
  if (made === null) return;
  const repository = repositoryOf(t, made.top);
  const cases: readonly (readonly [revision: string, reason: RegExp])[] = [
    ['nothing', /no commit `nothing`/],
    ['HEAD~9', /no commit/],
    ['HEAD:a', /does not name one commit/],
    [':/first', /does not name one commit/],
    ['HEAD^{tree}', /no commit/],
    ['main..HEAD', /does not name one commit/],
    ['main@{1}', /reflog/],
    ['', /does not name one commit/],
    ['--all', /does not name one commit/],
    ['-', /does not name one commit/],
    ['0'.repeat(40), /no commit/],
    ['../../etc/passwd', /does not name one commit/],
  ];
  for (const [revision, reason] of cases) {
    const outcome = resolveCommit(repository, revision);
    assert.equal(outcome.kind, 'usage', `${revision}: ${JSON.stringify(outcome)}`);
    assert.match(outcome.kind === 'usage' ? outcome.reason : '', reason);
  }
});

test('refs of hostile shape are passed over, sound ones beside them hold', (t) => {
  const made = history(t);
  if (made === null) return;
  const { top, first, second } = made;
  writeTree(top, {
    '.git/refs/heads/circle-a': 'ref: refs/heads/circle-b\n',
    '.git/refs/heads/circle-b': 'ref: refs/heads/circle-a\n',
    '.git/refs/heads/garbage': 'not an id\n',
    '.git/refs/heads/outside': 'ref: refs/../../../etc/passwd\n',
    '.git/refs/heads/x.lock': `${first}\n`,
    '.git/refs/heads/a b': `${first}\n`,
    '.git/refs/heads/binary': Buffer.from([0, 1, 2, 255]),
    '.git/packed-refs': `# pack-refs\n${first} refs/heads/packed\n^${first}\nnonsense\n${first} refs/heads/..\n${first} HEAD\n`,
  });
  symlinkSync('/etc/passwd', join(top, '.git/refs/heads/link'));
  assertNames(t, top, first, ['packed']);
  assertNames(t, top, second, ['main', 'HEAD']);
});

test('replaced objects are shown as they are', (t) => {
  const made = history(t);
  if (made === null) return;
  git(made.top, 'replace', made.second, made.first);
  assertNames(t, made.top, made.first, ['HEAD~1']);
});

test('a reftable is unknown', (t) => {
  const made = history(t);
  if (made === null) return;
  writeTree(made.top, { '.git/reftable/tables.list': '' });
  writeFileSync(join(made.top, '.git/HEAD'), 'ref: refs/heads/.invalid\n');
  assert.equal(resolveCommit(repositoryOf(t, made.top), 'main').kind, 'unknown');
});
