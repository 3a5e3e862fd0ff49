import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeReport } from '../../src/report/write.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'secbaseline-write-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a report is written, and replaces an older one, leaving nothing else behind', (t) => {
  const cwd = folder(t);
  assert.deepEqual(writeReport('a.json', 'one', cwd), { kind: 'written' });
  assert.deepEqual(writeReport(join(cwd, 'a.json'), 'two', '/'), { kind: 'written' });
  assert.equal(readFileSync(join(cwd, 'a.json'), 'utf8'), 'two');
  assert.deepEqual(readdirSync(cwd), ['a.json']);
});

test('nothing is written through a symbolic link, to the file or on the way', (t) => {
  const cwd = folder(t);
  const elsewhere = folder(t);
  writeFileSync(join(elsewhere, 'target'), 'old');
  symlinkSync(join(elsewhere, 'target'), join(cwd, 'link.json'));
  symlinkSync(join(elsewhere, 'nothing'), join(cwd, 'dangling.json'));
  symlinkSync(elsewhere, join(cwd, 'out'));
  assert.deepEqual(writeReport('link.json', 'new', cwd), {
    kind: 'refused',
    reason: 'it is a symbolic link',
  });
  assert.deepEqual(writeReport('dangling.json', 'new', cwd), {
    kind: 'refused',
    reason: 'it is a symbolic link',
  });
  assert.deepEqual(writeReport('out/a.json', 'new', cwd), {
    kind: 'refused',
    reason: 'its folder is a symbolic link',
  });
  assert.equal(readFileSync(join(elsewhere, 'target'), 'utf8'), 'old');
  assert.deepEqual(readdirSync(elsewhere), ['target']);
});

test('folders are not made, and are not written over', (t) => {
  const cwd = folder(t);
  mkdirSync(join(cwd, 'd'));
  assert.deepEqual(writeReport('no/a.json', 'x', cwd), {
    kind: 'refused',
    reason: 'its folder does not exist',
  });
  assert.deepEqual(writeReport(join(cwd, 'no', 'a.json'), 'x', '/usr'), {
    kind: 'refused',
    reason: 'its folder does not exist',
  });
  assert.deepEqual(writeReport('d', 'x', cwd), { kind: 'refused', reason: 'it is not a regular file' });
  assert.deepEqual(readdirSync(cwd), ['d']);
});
