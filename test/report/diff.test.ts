import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { unifiedDiff } from '../../src/report/diff.ts';
import { palette } from '../../src/report/palette.ts';
import { sourceText } from '../../src/source/text.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { liveOrSkip } from '../support/live.ts';

function diff(before: string, after: string, name = 'a.conf'): string {
  return unifiedDiff(name, sourceText(name, before), sourceText(name, after), palette(0));
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `line ${at + 1};`);

test('changed lines stand with three lines around them, changes that are near in one hunk', () => {
  const before = numbered(30);
  const after = before.map((line, at) => ([4, 9, 25].includes(at) ? `new ${at + 1};` : line));
  assert.equal(
    diff(`${before.join('\n')}\n`, `${after.join('\n')}\n`, 'deploy/a.conf'),
    `--- a/deploy/a.conf
+++ b/deploy/a.conf
@@ -2,12 +2,12 @@
 line 2;
 line 3;
 line 4;
-line 5;
+new 5;
 line 6;
 line 7;
 line 8;
 line 9;
-line 10;
+new 10;
 line 11;
 line 12;
 line 13;
@@ -23,7 +23,7 @@
 line 23;
 line 24;
 line 25;
-line 26;
+new 26;
 line 27;
 line 28;
 line 29;
`,
  );
});

test('nothing is printed where nothing changes', () => {
  assert.equal(diff('a\n', 'a\n'), '');
});

test('a missing last line end is told', () => {
  assert.equal(
    diff('a\nb', 'a\nc'),
    `--- a/a.conf\n+++ b/a.conf\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n`,
  );
});

test('secrets are redacted and what acts is shown, in changed lines and around them', () => {
  const text = (last: string) => `db_password = "Zx81.kq-Wm2";\n# \u001b[31m \u202e\n\tkept\ttab;\n${last}\n`;
  const printed = diff(text('on'), text('off'), 'a\n.conf');
  assert.ok(!printed.includes('Zx81'), printed);
  assert.match(printed, /^--- a\/a\\n\.conf\n/);
  assert.match(printed, /\\x1b\[31m \\u\{202e\}/);
  assert.match(printed, / \tkept\ttab;/);
});

test('a diff is coloured where colour is wanted', () => {
  const coloured = unifiedDiff('a', sourceText('a', 'a\n'), sourceText('a', 'b\n'), palette(1));
  assert.match(coloured, /\u001b\[32m\+b/);
});

test('patch makes the new text of the old one', (t) => {
  const program = liveOrSkip(t, 'patch');
  if (program === null) return;
  const folder = temporaryFolder(t);
  const line = fc.constantFrom('a', 'b', '}', '  listen 80;', '');
  const text = fc.array(line, { maxLength: 40 }).map((lines) => lines.join('\n'));
  const property = fc.property(text, text, (before, after) => {
    const printed = diff(before, after);
    if (printed === '') return before === after;
    writeTree(folder, { 'a.conf': before });
    execFileSync('patch', ['-s', '-p1', '-d', folder], { input: printed });
    return readFileSync(join(folder, 'a.conf'), 'utf8') === after;
  });
  fc.assert(property, { numRuns: 100 });
});
