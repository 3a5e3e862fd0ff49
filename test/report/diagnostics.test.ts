/** Code frames, shown through the printer of our own errors. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printDiagnostics } from '../../src/report/diagnostics.ts';
import { type SourceText, sourceText } from '../../src/source/text.ts';

function at(source: SourceText, needle: string) {
  const start = source.text.indexOf(needle);
  assert.ok(start >= 0, needle);
  return { source, start, end: start + needle.length };
}

function printed(source: SourceText, needle: string, width: number | null = null): string {
  return printDiagnostics([{ message: 'wrong', ...at(source, needle) }], { color: 0, width });
}

test('an error has a message, a place, a frame with carets and a hint', () => {
  const source = sourceText('secbaseline.yaml', 'profile: strict\nrules:\n  x: { severty: high }\n');
  const diagnostics = [
    { message: 'unknown key `severty`', ...at(source, 'severty'), hint: 'did you mean `severity`?' },
    { message: 'no such file: a.conf' },
  ];
  assert.equal(
    printDiagnostics(diagnostics, { color: 0, width: 80 }),
    `error: unknown key \`severty\`
  --> secbaseline.yaml:3:8
   |
 3 |   x: { severty: high }
   |        ^^^^^^^
   |
   = hint     did you mean \`severity\`?

error: no such file: a.conf
`,
  );
});

test('nothing wrong, nothing printed', () => {
  assert.equal(printDiagnostics([], { color: 0, width: 80 }), '');
});

test('carets stand under their value behind tabs and wide characters', () => {
  assert.equal(
    printed(sourceText('a', '\tk:\t日本 👍 é e\u0301 here # x'), 'here'),
    `error: wrong
  --> a:1:16
   |
 1 |     k:  日本 👍 é e\u0301 here # x
   |                     ^^^^
`,
  );
});

test('wide characters get two carets each', () => {
  assert.match(printed(sourceText('a', 'k: 日本 x'), '日本'), /\n {3}\| {4}\^\^\^\^\n$/);
});

test('carets stand right behind a redaction and behind escaped characters', () => {
  assert.equal(
    printed(sourceText('a', 'password="hunter2" other\u202e=\u001b[1m here'), 'here'),
    `error: wrong
  --> a:1:32
   |
 1 | password="[redacted 7 chars, 2.8 bits/char]" other\\u{202e}=\\x1b[1m here
   |                                                                    ^^^^
`,
  );
});

test('a secret itself is marked by its placeholder', () => {
  assert.match(printed(sourceText('a', 'password="hunter2" x'), 'unter'), /^ {3}\| {11}\^{33}$/m);
});

test('a span over lines is drawn at their side, from its first character to its last', () => {
  assert.equal(
    printed(sourceText('a', 'http {\n  server { a;\n    b;\n  }\n}\n'), '{ a;\n    b;\n  }'),
    `error: wrong
  --> a:2:10
   |
 2 |     server { a;
   |  __________^
 3 | |     b;
 4 | |   }
   | |___^
`,
  );
});

test('the middle of a long span is left out', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `  line ${index + 1}`).join('\n');
  assert.equal(
    printed(sourceText('a', `{\n${lines}\n}\n`), `{\n${lines}\n}`),
    `error: wrong
   --> a:1:1
    |
  1 | / {
  2 | |   line 1
  3 | |   line 2
...   |
 13 | |   line 12
 14 | | }
    | |_^
`,
  );
});

test('a line end is no part of what is marked; the end of the file can be', () => {
  assert.match(printed(sourceText('a', 'abc\r\ndef\r\n'), 'abc\r\n'), /\n {3}\| \^\^\^\n$/);
  const empty = sourceText('a', 'x\n');
  assert.equal(
    printDiagnostics([{ message: 'more', source: empty, start: 2, end: 2 }], { color: 0, width: null }),
    'error: more\n  --> a:2:1\n   |\n 2 |\n   | ^\n',
  );
});

test('a long line is cut around its caret', () => {
  const source = sourceText('a', `${'a '.repeat(300)}here ${'b '.repeat(300)}`);
  const text = printed(source, 'here', 60);
  const [, , , line = '', carets = ''] = text.split('\n');
  assert.ok(line.length <= 60, line);
  assert.match(line, /^ 1 \| ….*here.*…$/);
  assert.equal(line.indexOf('here'), carets.indexOf('^^^^'));
});

test('a line of megabytes is cut as quickly as any', () => {
  const source = sourceText('a', `${'x;'.repeat(1_000_000)}here${'y;'.repeat(1_000_000)}`);
  const before = performance.now();
  assert.match(printed(source, 'here', 80), /…;?(x;)+here(y;)+y?…/);
  assert.ok(performance.now() - before < 10_000);
});

test('colours change no column and nothing but colour', () => {
  const source = sourceText('a', 'k: v\n');
  const plain = printed(source, 'v');
  const colored = printDiagnostics([{ message: 'wrong', ...at(source, 'v') }], { color: 1, width: null });
  assert.notEqual(colored, plain);
  assert.equal(colored.replace(/\u001b\[\d+m/g, ''), plain);
});
