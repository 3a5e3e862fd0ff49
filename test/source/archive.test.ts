/** Archives as tools make them, and as an attacker does. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { archiveParts, contentParts, sourceOfBytes, sourceOfFile } from '../../src/source/archive.ts';
import { archiveKind } from '../../src/source/archive-kind.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { generatedCases } from '../support/generated.ts';
import { liveOrSkip } from '../support/live.ts';
import { zipOf } from '../support/zip.ts';

interface Seen {
  readonly contents: Record<string, string>;
  readonly unreadable: Record<string, string>;
  readonly bytes: number;
}

async function look(archive: Buffer, path = 'a'): Promise<Seen> {
  const kind = archiveKind(archive);
  assert.ok(kind !== null, 'is no archive');
  const contents: Record<string, string> = {};
  const unreadable: Record<string, string> = {};
  let bytes = 0;
  for await (const part of archiveParts(path, kind, sourceOfBytes(archive))) {
    if (part.kind === 'unreadable') unreadable[part.path] = part.reason;
    else {
      bytes += part.piece.bytes.length;
      contents[part.piece.path] = part.piece.bytes.toString('latin1').slice(0, 100);
    }
  }
  return { contents, unreadable, bytes };
}

const text = (content: string): Buffer => Buffer.from(content);
const FILES = [
  { name: 'one.txt', content: text('one') },
  { name: 'd/two.txt', content: text('two'), method: 'stored' as const },
  { name: 'd/', content: text('') },
  { name: 'empty', content: text('') },
];
const CONTENTS = { 'a!/one.txt': 'one', 'a!/d/two.txt': 'two', 'a!/empty': '' };

test('ZIP files, with a comment and with 64-bit sizes', async () => {
  for (const options of [{}, { comment: 'PK\x05\x06 and more' }, { zip64: true }]) {
    const { contents, unreadable } = await look(zipOf(FILES, options));
    assert.deepEqual([contents, unreadable], [CONTENTS, {}]);
  }
  assert.deepEqual((await look(zipOf([]))).contents, {});
});

test('what tar and gzip make', async (t) => {
  if (liveOrSkip(t, 'tar') === null) return;
  const folder = temporaryFolder(t);
  const long = `${'deep/'.repeat(40)}${'n'.repeat(120)}`;
  writeTree(folder, {
    'in/one': 'one',
    [`in/${long}`]: 'long',
    'in/ü': 'u',
    'in/large': Buffer.alloc(6_000_001, 'x'),
  });
  for (const format of ['ustar', 'pax', 'gnu', 'v7']) {
    const names = format === 'ustar' || format === 'v7' ? ['one', 'ü', 'large'] : ['.'];
    const file = join(folder, `${format}.tar`);
    execFileSync('tar', [`--format=${format}`, '-cf', file, '-C', join(folder, 'in'), ...names], {
      stdio: 'ignore',
    });
    const bytes = readFileSync(file);
    if (format === 'v7') {
      assert.equal(archiveKind(bytes), null);
      continue;
    }
    for (const archive of [bytes, gzipSync(bytes)]) {
      const { contents, unreadable, bytes: total } = await look(archive, 'x.tgz');
      assert.deepEqual(unreadable, {}, format);
      assert.equal(contents['x.tgz!/one'], 'one', format);
      assert.equal(contents['x.tgz!/ü'], 'u', format);
      if (names[0] === '.') assert.equal(contents[`x.tgz!/${long}`], 'long', format);
      assert.ok(total > 6_000_000, format);
    }
    const descriptor = openSync(file, 'r');
    let pieces = 0;
    for await (const part of archiveParts('f', 'tar', sourceOfFile(descriptor, statSync(file).size))) {
      assert.equal(part.kind, 'piece');
      pieces++;
    }
    closeSync(descriptor);
    assert.ok(pieces >= 4);
  }
});

test('what another program packs', async (t) => {
  if (liveOrSkip(t, 'python3') === null) return;
  const folder = temporaryFolder(t);
  writeTree(folder, { one: 'one', two: Buffer.alloc(7_000_000, 'two ') });
  execFileSync('python3', ['-m', 'zipfile', '-c', 'z.zip', 'one', 'two'], { cwd: folder });
  const { contents, unreadable, bytes } = await look(readFileSync(join(folder, 'z.zip')), 'z.zip');
  assert.deepEqual(unreadable, {});
  assert.equal(contents['z.zip!/one'], 'one');
  assert.ok(bytes >= 7_000_003);
});

test('one file under gzip, also in several members', async () => {
  const archive = Buffer.concat([gzipSync('one '), gzipSync('two')]);
  assert.deepEqual((await look(archive, 'd/notes.txt.gz')).contents, {
    'd/notes.txt.gz!/notes.txt': 'one two',
  });
  assert.deepEqual((await look(gzipSync('x'), 'd/.gz')).contents, { 'd/.gz!/content': 'x' });
});

test('archives in archives, as far as they are followed', async () => {
  const inner = gzipSync(zipOf(FILES));
  const outer = zipOf([{ name: 'in.gz', content: inner }]);
  const { contents, unreadable } = await look(outer);
  assert.deepEqual(Object.keys(contents), [
    'a!/in.gz!/in!/one.txt',
    'a!/in.gz!/in!/d/two.txt',
    'a!/in.gz!/in!/empty',
  ]);
  assert.deepEqual(unreadable, {});
  const deeper = await look(zipOf([{ name: 'x', content: outer }]));
  assert.deepEqual(deeper.unreadable, { 'a!/x!/in.gz!/in': 'archives in archives, too deep' });
});

test('members that cannot be read do not keep the others from being read', async () => {
  const content = text('content of a member, long enough to be compressed: aaaaaaaaaaaaaaaaaaaaaaaaa');
  const archive = zipOf([
    { name: 'encrypted', content, encrypted: true },
    { name: 'bzip2', content, method: 12 },
    { name: 'elsewhere', content, offset: 5 },
    { name: 'cut', content, compressed: 1_000_000 },
    { name: 'short', content, compressed: 9 },
    { name: 'good', content: text('good') },
  ]);
  const { contents, unreadable } = await look(archive);
  assert.deepEqual(contents, { 'a!/good': 'good' });
  assert.deepEqual(unreadable, {
    'a!/encrypted': 'encrypted',
    'a!/bzip2': 'compressed by method 12, which is not supported',
    'a!/elsewhere': 'damaged: it is not where the directory says',
    'a!/cut': 'damaged: it ends early',
    'a!/short': 'damaged: it cannot be decompressed',
  });
});

test('names do not lead out of the archive', async () => {
  const names = ['../../etc/passwd', '/root', 'a//./b', '..\\x', Buffer.from([0xff, 0x41])];
  const { contents } = await look(zipOf(names.map((name) => ({ name, content: text('x') }))));
  assert.deepEqual(Object.keys(contents), [
    'a!/%2E%2E/%2E%2E/etc/passwd',
    'a!/root',
    'a!/a/b',
    'a!/..\\x',
    'a!/\\xffA',
  ]);
});

test('bombs: expanding, nested, overlapping, and of many members', async () => {
  const zeros = Buffer.alloc(100_000_000);
  const bomb = zipOf([{ name: 'zeros', content: zeros }]);
  const limit = 20_000_000 + 20 * bomb.length + 5_000_000;
  for (const archive of [bomb, gzipSync(zeros)]) {
    const { unreadable, bytes } = await look(archive);
    assert.deepEqual(unreadable, { a: 'it expands to more than an archive of its size should' });
    assert.ok(bytes <= limit, `${bytes}`);
  }
  const part = { name: 'x', content: Buffer.alloc(4_000_000) };
  const nested = zipOf(Array.from({ length: 50 }, () => ({ name: 'y', content: zipOf([part, part, part]) })));
  assert.match((await look(nested)).unreadable['a!/y'] ?? '', /expands to more/);
  const overlapping = zipOf([
    part,
    ...Array.from({ length: 100 }, () => ({ ...part, content: text(''), offset: 0, compressed: 4000 })),
  ]);
  assert.ok((await look(overlapping)).bytes <= limit);
  const many = zipOf(Array.from({ length: 20_001 }, (_, index) => ({ name: `${index}`, content: text('') })));
  assert.deepEqual((await look(many)).unreadable, { a: 'it has more than 20000 members' });
});

test('what is cut off anywhere is said and never throws', async (t) => {
  const whole = [zipOf(FILES), gzipSync(Buffer.alloc(3000, 'abc')), zipOf(FILES, { zip64: true })];
  for (const archive of whole) {
    for (let length = 4; length < archive.length; length++) {
      const { unreadable } = await look(archive.subarray(0, length)).catch((error) => {
        assert.fail(`${length}: ${error}`);
      });
      if (archiveKind(archive) === 'gzip') assert.equal(Object.keys(unreadable).length, 1, String(length));
    }
  }
  if (liveOrSkip(t, 'tar') === null) return;
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'f'), 'x'.repeat(1000));
  const tar = execFileSync('tar', ['-c', '-C', folder, 'f']);
  for (const length of [513, 1000, 1511]) {
    assert.match(
      (await look(tar.subarray(0, length))).unreadable.a ?? '',
      /ends early|checksum/,
      String(length),
    );
  }
});

test('damaged bytes never throw', async () => {
  const archives = [zipOf(FILES), zipOf(FILES, { zip64: true }), gzipSync('some text'.repeat(20))];
  const change = fc.record({ which: fc.nat(2), at: fc.nat(600), value: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const archive = Buffer.from(archives[changes[0]?.which ?? 0] ?? []);
      for (const { at, value } of changes) archive[4 + (at % (archive.length - 4))] = value;
      if (archiveKind(archive) !== null) await look(archive);
    }),
    { numRuns: generatedCases(3000) },
  );
});

test('what a stream brings, an archive or not', async () => {
  async function* stream(bytes: Buffer): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
  }
  const seen = async (bytes: Buffer): Promise<readonly string[]> => {
    const names: string[] = [];
    for await (const part of contentParts('s', stream(bytes))) {
      names.push(part.kind === 'piece' ? part.piece.path : part.reason);
    }
    return [...new Set(names)];
  };
  assert.deepEqual(await seen(Buffer.alloc(6_000_000, 'x')), ['s']);
  assert.deepEqual(await seen(zipOf(FILES)), ['s!/one.txt', 's!/d/two.txt', 's!/empty']);
  const large = zipOf([{ name: 'x', content: Buffer.alloc(33_000_000), method: 'stored' }]);
  assert.deepEqual(await seen(large), ['an archive too large to be unpacked in memory']);
});
