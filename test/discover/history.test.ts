/** What commits added, against what `git show` says stands in the files. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { streamGit } from '../../src/discover/git-stream.ts';
import { blobsOf, readHistory, resolveRange } from '../../src/discover/history.ts';
import type { Addition } from '../../src/discover/patch.ts';
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

interface Added {
  readonly commit: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

function linesOf({ commit, piece, lineInFile }: Addition): Added[] {
  const lines = piece.bytes.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text, index) => ({
    commit: commit.id,
    path: piece.path,
    line: lineInFile(piece.line + index),
    text,
  }));
}

async function history(
  t: TestContext,
  cwd: string,
  range: readonly string[] | null = null,
): Promise<{ added: Added[]; reason: string | null }> {
  const read = readHistory(repositoryOf(t, cwd), range);
  const added: Added[] = [];
  for await (const additions of read.additions) added.push(...additions.flatMap(linesOf));
  return { added, reason: read.fault() };
}

test('each commit brings its lines, at their places in the file', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'a.env': 'one\ntwo\nthree\n', 'd/b': 'without a line end' });
  const first = commitAll(top);
  writeTree(top, { 'a.env': 'zero\none\nthree\nfour\n', 'd/b': 'with one\n' });
  const second = commitAll(top);
  rmSync(join(top, 'a.env'));
  commitAll(top);
  const { added, reason } = await history(t, top);
  assert.equal(reason, null);
  assert.deepEqual(added, [
    { commit: second, path: 'a.env', line: 1, text: 'zero' },
    { commit: second, path: 'a.env', line: 4, text: 'four' },
    { commit: second, path: 'd/b', line: 1, text: 'with one' },
    { commit: first, path: 'a.env', line: 1, text: 'one' },
    { commit: first, path: 'a.env', line: 2, text: 'two' },
    { commit: first, path: 'a.env', line: 3, text: 'three' },
    { commit: first, path: 'd/b', line: 1, text: 'without a line end' },
  ]);
});

test('author and date of a commit', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'a\n' });
  git(top, 'add', '.');
  git(top, 'commit', '--quiet', '--author=Zoë +++ b/x <z@example.test>', '--message=@@ -1 +1 @@\n\n+++ b/y');
  for await (const [addition] of readHistory(repositoryOf(t, top), null).additions) {
    if (addition === undefined) continue;
    assert.equal(addition.commit.author, 'Zoë +++ b/x <z@example.test>');
    assert.equal(addition.commit.date, '2026-01-01T00:00:00+00:00');
    assert.equal(addition.commit.time, 1_767_225_600);
    assert.equal(addition.piece.path, 'a');
  }
});

test('content that looks like a patch is content', async (t) => {
  const top = repository(t);
  if (top === null) return;
  const lines = [
    'diff --git a/x b/x',
    '+++ b/x',
    '@@ -1 +1,9 @@',
    '\x01abc',
    '\\ No newline',
    '--- a',
    '-',
    '',
  ];
  writeTree(top, { 'a.patch': lines.map((line) => `${line}\n`).join('') });
  const commit = commitAll(top);
  const { added } = await history(t, top);
  assert.deepEqual(
    added,
    lines.map((text, index) => ({ commit, path: 'a.patch', line: index + 1, text })),
  );
});

test('what attributes call binary or leave out of diffs is looked at', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, {
    '.gitattributes': '*.env binary\n*.x -diff\n',
    'a.env': 'one\n',
    'b.x': 'two\n',
    c: '\0\n',
  });
  commitAll(top);
  const { added } = await history(t, top);
  assert.deepEqual(added.map(({ text }) => text).sort(), ['\0', '*.env binary', '*.x -diff', 'one', 'two']);
});

test('a file that a commit brings has its own bytes, with a line end behind it or not', async (t) => {
  const top = repository(t);
  if (top === null) return;
  const contents = { binary: '\0\x01\n\r\xff', open: 'a\nb', closed: 'a\nb\n', ends: '\n\n' };
  writeTree(top, Object.fromEntries(Object.entries(contents).map(([path, text]) => [path, bytesOf(text)])));
  const first = commitAll(top);
  // The last line is that of the old file, and an added one has an end.
  writeTree(top, { open: 'new\na\nb', closed: 'a' });
  commitAll(top);
  const texts = new Map<string, string[]>();
  for await (const additions of readHistory(repositoryOf(t, top), null).additions) {
    for (const { commit, piece } of additions) {
      const by = commit.id === first ? 'first' : 'second';
      texts.set(by, [...(texts.get(by) ?? []), `${piece.path}: ${piece.bytes.toString('latin1')}`]);
    }
  }
  assert.deepEqual(
    texts.get('first'),
    Object.entries(contents)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, text]) => `${path}: ${text}`),
  );
  assert.deepEqual(texts.get('second'), ['closed: a', 'open: new\n']);
});

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

test('paths with white space, quotes, line ends, and in no encoding', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { 'a b': '1\n', 'a"\\b\t': '2\n', 'c\nd': '3\n', ü: '4\n', ' b/ ': '5\n' });
  writeFileSync(Buffer.concat([Buffer.from(`${top}/`), Buffer.from([0x66, 0xff])]), '6\n');
  commitAll(top);
  const { added } = await history(t, top);
  const paths = Object.fromEntries(added.map(({ text, path }) => [text, path]));
  assert.deepEqual(paths, { 1: 'a b', 2: 'a"\\b\t', 3: 'c\nd', 4: 'ü', 5: ' b/ ', 6: 'f\\xff' });
});

test('a large file comes in pieces, a submodule not at all', async (t) => {
  const top = repository(t);
  if (top === null) return;
  const other = join(top, '../other');
  mkdirSync(other);
  git(other, 'init', '--quiet');
  commitAll(other);
  git(top, 'submodule', '--quiet', 'add', other, 'library');
  const line = `${'x'.repeat(99)}\n`;
  writeTree(top, { large: line.repeat(90_000), long: 'y'.repeat(11_000_000) });
  commitAll(top);
  const sizes: Record<string, number> = {};
  let pieces = 0;
  for await (const additions of readHistory(repositoryOf(t, top), null).additions) {
    for (const { piece, lineInFile } of additions) {
      pieces++;
      sizes[piece.path] = (sizes[piece.path] ?? 0) + piece.to - piece.from;
      if (piece.path === 'large') {
        assert.equal(lineInFile(piece.line), 1 + Math.floor(piece.offset / 100));
        assert.equal(piece.before, piece.offset % 100);
      }
    }
  }
  assert.ok(pieces > 5);
  assert.equal(sizes.large, 9_000_000);
  assert.equal(sizes.long, 11_000_000);
  assert.equal(sizes.library, undefined);
});

test('all branches, tags and the stash; a range only itself', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'main\n' });
  const base = commitAll(top);
  git(top, 'checkout', '--quiet', '-b', 'side');
  writeTree(top, { side: 'side\n' });
  const side = commitAll(top);
  git(top, 'checkout', '--quiet', '--detach', 'main');
  writeTree(top, { tagged: 'tagged\n' });
  commitAll(top);
  git(top, 'tag', '--annotate', 'v1', '--message=v1');
  git(top, 'checkout', '--quiet', 'main');
  writeTree(top, { a: 'stashed\n' });
  git(top, 'stash', '--quiet');
  const texts = async (range: readonly string[] | null) =>
    (await history(t, top, range)).added.map(({ text }) => text).sort();
  assert.deepEqual(await texts(null), ['main', 'side', 'stashed', 'tagged']);

  const opened = repositoryOf(t, top);
  const resolved = resolveRange(opened, 'main..side');
  assert.deepEqual(resolved, { kind: 'range', commits: [side, `^${base}`] });
  assert.deepEqual(await texts(resolved.kind === 'range' ? resolved.commits : []), ['side']);
  for (const known of ['HEAD', 'v1', 'side~1', '^side', base.slice(0, 8), 'main...side', 'side^!']) {
    assert.equal(resolveRange(opened, known).kind, 'range', known);
  }
  for (const none of [
    'a',
    'nothing',
    'main..nothing',
    'HEAD:a',
    'HEAD^{tree}',
    '',
    '--all',
    'HEAD@{1}',
    '.',
  ]) {
    assert.equal(resolveRange(opened, none).kind, 'none', none);
  }
  assert.deepEqual([...(blobsOf(opened, 'HEAD') ?? [])].length, 1);
});

test('a repository without a commit has no history', async (t) => {
  const top = repository(t);
  if (top === null) return;
  assert.deepEqual(await history(t, top), { added: [], reason: null });
});

test('SHA-256 objects, and a linked work tree', async (t) => {
  const top = repository(t, '--object-format=sha256');
  if (top === null) return;
  writeTree(top, { a: 'one\n' });
  const commit = commitAll(top);
  git(top, 'worktree', 'add', '--quiet', '-b', 'side', join(top, '../linked'));
  const expected = [{ commit, path: 'a', line: 1, text: 'one' }];
  assert.deepEqual((await history(t, top)).added, expected);
  assert.deepEqual((await history(t, join(top, '../linked'))).added, expected);
});

test('a history that a shallow clone cut is not all of it', async (t) => {
  const top = repository(t);
  if (top === null) return;
  for (const text of ['one\n', 'two\n', 'three\n']) {
    writeTree(top, { a: text });
    commitAll(top);
  }
  const shallow = join(top, '../shallow');
  git(top, 'clone', '--quiet', '--depth=2', `file://${top}`, shallow);
  const all = await history(t, shallow);
  assert.deepEqual(
    all.added.map(({ text }) => text),
    ['three', 'two'],
  );
  assert.match(all.reason ?? '', /cut in this shallow clone; fetch all of it/);
  const resolved = resolveRange(repositoryOf(t, shallow), 'HEAD~1..HEAD');
  const last = await history(t, shallow, resolved.kind === 'range' ? resolved.commits : []);
  assert.deepEqual(last, { added: [all.added[0]], reason: null });
});

test('commits that are missing are said', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'one\n' });
  const id = commitAll(top);
  writeTree(top, { a: 'two\n' });
  commitAll(top);
  rmSync(join(top, '.git/objects', id.slice(0, 2), id.slice(2)));
  const { reason } = await history(t, top);
  assert.match(reason ?? '', /^git log: /);
});

test('a root below the top has its own paths', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'a\n', 'sub/b': 'b\n', 'sub/secbaseline.yaml': '' });
  commitAll(top);
  const { repository: opened } = openRoot(t, top, 'sub/secbaseline.yaml');
  if (opened.kind !== 'repository') throw new Error(opened.kind);
  const paths: string[] = [];
  for await (const additions of readHistory(opened, null).additions) {
    paths.push(...additions.map(({ piece }) => piece.path));
  }
  assert.deepEqual(paths, ['b']);
  assert.deepEqual([...(blobsOf(opened, 'HEAD') ?? new Map()).keys()].sort(), [
    '../a',
    'b',
    'secbaseline.yaml',
  ]);
});

test('left early, git is ended', async (t) => {
  const top = repository(t);
  if (top === null) return;
  writeTree(top, { a: 'x\n'.repeat(5_000_000) });
  const commit = commitAll(top);
  const log = streamGit(repositoryOf(t, top), ['log', '--patch', commit]);
  for await (const bytes of log.stdout) if (bytes.length > 0) break;
  assert.equal(await log.failure(), 'git log: git failed');
});

/** Random edits on two branches that are merged now and then, by hand. */
async function randomHistory(t: TestContext, top: string, seed: number): Promise<void> {
  const { below: pick } = random(seed);
  let serial = 0;
  const broughtBy = new Map<string, { commit: string; path: string }>();
  const show = (commit: string, path: string): string[] =>
    execFileSync('git', ['show', `${commit}:${path}`], { cwd: top, encoding: 'utf8' }).split('\n');
  const state = new Map<string, string[]>();
  const edit = (path: string, fresh: string[]): void => {
    const lines = state.get(path) ?? [];
    for (let edits = 1 + pick(4); edits > 0; edits--) {
      const at = pick(lines.length + 1);
      if (pick(3) === 0) lines.splice(at, 1 + pick(3));
      else {
        const text = `line ${++serial}`;
        fresh.push(text);
        lines.splice(at, pick(2), text);
      }
    }
    state.set(path, lines);
  };
  const save = (paths: readonly string[]): string => {
    const fresh: string[][] = paths.map((path) => {
      const lines: string[] = [];
      edit(path, lines);
      writeTree(top, { [path]: (state.get(path) ?? []).join('\n') + (pick(2) === 0 ? '\n' : '') });
      return lines;
    });
    const commit = commitAll(top);
    for (const [index, path] of paths.entries()) {
      for (const text of fresh[index] ?? []) {
        if (state.get(path)?.includes(text)) broughtBy.set(text, { commit, path });
      }
    }
    return commit;
  };
  save(['a', 'b']);
  for (let round = 0; round < 3; round++) {
    const before = new Map([...state].map(([path, lines]) => [path, [...lines]]));
    git(top, 'checkout', '--quiet', '-B', 'side');
    save(['a']);
    git(top, 'checkout', '--quiet', 'main');
    const side = new Map([...state].map(([path, lines]) => [path, [...lines]]));
    for (const [path, lines] of before) state.set(path, lines);
    save(['a', 'b']);
    // The merge is a mixture of both sides, with lines of its own.
    git(top, 'merge', '--quiet', '--no-commit', '--strategy=ours', 'side');
    state.set('a', [...(state.get('a') ?? []).slice(0, 3), ...(side.get('a') ?? []).slice(2)]);
    save(['a']);
  }
  const { added, reason } = await history(t, top);
  assert.equal(reason, null);
  const files = new Map<string, string[]>();
  for (const { commit, path, line, text } of added) {
    const key = `${commit}:${path}`;
    if (!files.has(key)) files.set(key, show(commit, path));
    assert.equal(files.get(key)?.[line - 1], text, `seed ${seed}, ${key}:${line}`);
  }
  for (const [text, { commit, path }] of broughtBy) {
    const seen = added.filter((one) => one.text === text && one.commit === commit && one.path === path);
    assert.equal(seen.length > 0, true, `seed ${seed}: ${text} of ${commit}:${path}`);
  }
}

test('generated histories with merges', async (t) => {
  if (liveOrSkip(t, 'git') === null) return;
  for (let seed = 1; seed <= generatedCases(60); seed++) {
    const top = join(temporaryFolder(t), 'top');
    mkdirSync(top);
    git(top, 'init', '--quiet');
    await randomHistory(t, top, seed);
  }
});
