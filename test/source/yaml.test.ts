import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf, sourceText } from '../../src/source/text.ts';
import { readYamlDocument, type YamlDocument } from '../../src/source/yaml.ts';
import { faultLines } from '../support/faults.ts';

/** Plain objects instead of ones without a prototype, for comparison. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function read(text: string): YamlDocument {
  const outcome = readYamlDocument(sourceText('a.yaml', text));
  assert.equal(outcome.kind, 'document', JSON.stringify(outcome));
  if (outcome.kind !== 'document') throw new Error('unreachable');
  return outcome;
}

function faults(text: string): readonly string[] {
  const outcome = readYamlDocument(sourceText('a.yaml', text));
  return outcome.kind === 'document' ? [] : faultLines(outcome.diagnostics);
}

test('reads the core schema of YAML 1.2, whatever version a directive names', () => {
  const text = 'a: off\nb: 1.5\nc: true\nd: ~\ne: 2027-01-31\nf: 0x1F\n1: x\n';
  const expected = { a: 'off', b: 1.5, c: true, d: null, e: '2027-01-31', f: 31, 1: 'x' };
  assert.deepEqual(plain(read(text).value), expected);
  assert.deepEqual(plain(read(`%YAML 1.1\n---\n${text}`).value), expected);
});

test('takes a file without content for an empty map, and an explicit null for null', () => {
  for (const text of ['', '# only a comment\n', '---\n', '---\n# c\n...\n']) {
    assert.deepEqual(plain(read(text).value), {}, JSON.stringify(text));
  }
  assert.equal(read('null').value, null);
  assert.deepEqual(read('').locate([], 'value'), { start: 0, end: 0 });
});

test('locates keys and values', () => {
  const text = 'a:\n  - b: "x y"\n    c: [1, 22]\nd:\n';
  const document = read(text);
  const at = (path: readonly (string | number)[], part: 'key' | 'value') => {
    const extent = document.locate(path, part);
    return extent === undefined ? undefined : text.slice(extent.start, extent.end);
  };
  assert.equal(at(['a', 0, 'b'], 'key'), 'b');
  assert.equal(at(['a', 0, 'b'], 'value'), '"x y"');
  assert.equal(at(['a', '0', 'c', 1], 'value'), '22');
  assert.equal(at(['a', 0, 'c', 1], 'key'), '22', 'an item has no key');
  assert.equal(at(['d'], 'value'), 'd', 'an empty value answers with its key');
  assert.equal(at(['a', 7], 'value'), undefined);
  assert.equal(at(['a', 'b', 'c'], 'key'), undefined);
});

test('counts offsets in UTF-16 units of the decoded text, with CRLF and astral characters', () => {
  const text = '# \u{1F512}\r\n\u{1F511}: "\u{1F512} x"\r\nb: y\r\n';
  const document = read(text);
  const key = document.locate(['\u{1F511}'], 'key');
  const value = document.locate(['\u{1F511}'], 'value');
  const last = document.locate(['b'], 'value');
  assert.ok(key && value && last);
  assert.equal(text.slice(key.start, key.end), '\u{1F511}');
  assert.equal(text.slice(value.start, value.end), '"\u{1F512} x"');
  assert.equal(text.slice(last.start, last.end), 'y');
  assert.deepEqual(placeOf(sourceText('a.yaml', text), last), {
    path: 'a.yaml',
    startLine: 3,
    startColumn: 4,
    endLine: 3,
    endColumn: 5,
  });
});

test('gives maps no prototype, so that `__proto__` and `constructor` are keys like others', () => {
  const { value } = read('__proto__: { polluted: 1 }\nconstructor: x\n');
  assert.ok(typeof value === 'object' && value !== null);
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(value), null);
  assert.equal('polluted' in {}, false);
});

test('reports every duplicate key at its place, with the line of the first', () => {
  assert.deepEqual(faults('a: 1\nb: { c: 1, c: 2 }\n"a": 3\n1: x\n"1": y\n'), [
    '2:12-13 the key `c` is given twice (it stands at line 2 already)',
    '3:1-4 the key `a` is given twice (it stands at line 1 already)',
    '5:1-4 the key `1` is given twice (it stands at line 4 already)',
  ]);
});

const SYNTAX: readonly (readonly [string, ...string[]])[] = [
  [
    'a: b: c',
    '1:4-5 not valid YAML: a key or list cannot start here, on a line that is already a key (put a value that contains `: ` in quotes)',
  ],
  ['a:\n\tb: 1', '2:1-2 not valid YAML: a tab cannot indent (indent with spaces)'],
  ['a: @x', '1:4-5 not valid YAML: text cannot start with this character (put the text in quotes)'],
  ['a: "xx', '1:7-7 not valid YAML: a closing quote is missing'],
  ['a: [1, 2', '1:9-9 not valid YAML: the closing `]` is missing'],
  ['[1, 2', '1:6-6 not valid YAML: the closing `]` is missing'],
  ['a: [1,,2]', '1:7-8 not valid YAML: unexpected `,`'],
  ['a:\n  - b\n c: d', '3:1-2 not valid YAML: wrong indentation'],
  [
    'a: "\\q"',
    '1:5-6 not valid YAML: an escape sequence that YAML does not know, in double quotes (use single quotes, or write `\\\\` for a backslash)',
  ],
  ['a: !foo x', '1:4-8 not valid YAML: a tag that is not known here (leave the tag out)'],
  ['a: !!binary aGVsbG8=', '1:4-12 not valid YAML: a tag that is not known here (leave the tag out)'],
  [
    'a: 1\n---\nb: 2',
    '2:1-4 a second document starts here; only one can stand in this file (remove the `---`, or put the second document into a file of its own)',
  ],
  ['a: {{ x }}', '1:5-10 a key must be plain text (text that starts with `{` or `[` must stand in quotes)'],
  ['x: &b { c: 1 }\na:\n  <<: *b', '3:3-5 merge keys (`<<`) are not read here (write the keys out)'],
  ['a: *x', '1:4-6 this alias names no anchor that stands before it'],
  ['a: &a [*a]', '1:8-10 this alias stands inside the value that it names'],
];

for (const [text, ...expected] of SYNTAX) {
  test(`reports ${JSON.stringify(text)}`, () => {
    assert.deepEqual(faults(text), expected);
  });
}

test('reports all faults of a file at once, in the order of the file', () => {
  assert.deepEqual(
    faults('a: !x 1\nb: @y\nc: "\\q"\n').map((fault) => fault.slice(0, 3)),
    ['1:4', '2:4', '3:5'],
  );
});

test('never quotes the value that is broken', () => {
  const secret = 'AKIAQWERTYUIOPASDFGH';
  for (const text of [
    `a: "x" ${secret}`,
    `a: | ${secret}\n  x`,
    `%${secret}\n---\na: 1`,
    `a: !${secret} x`,
    `a: *${secret}`,
    `${secret}: 1\n${secret}: 2`,
    `a: "\\${secret}"`,
  ]) {
    const found = faults(text);
    assert.ok(found.length > 0, text);
    assert.ok(!found.join('\n').includes(secret), found.join('\n'));
  }
});

test('follows aliases to the place of what they name', () => {
  const text = 'a: &x { k: v }\nb: *x\n';
  const document = read(text);
  assert.deepEqual(plain(document.value), { a: { k: 'v' }, b: { k: 'v' } });
  assert.deepEqual(document.locate(['b'], 'value'), { start: 18, end: 20 });
  assert.deepEqual(document.locate(['b', 'k'], 'value'), { start: 11, end: 12 });
});

test('stops alias bombs', () => {
  const levels = Array.from(
    { length: 9 },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`,
  );
  const found = faults(['a0: &a0 [x,x,x,x,x,x,x,x,x]', ...levels].join('\n'));
  assert.equal(found.length, 1);
  assert.match(found[0] ?? '', /unfold to more than 10000 values/);
});

test('refuses deep nesting without ending the process, again and again', () => {
  const deep = [
    '['.repeat(100_000) + ']'.repeat(100_000),
    '{a: '.repeat(100_000),
    `${'- '.repeat(100_000)}x`,
    '? '.repeat(50_000),
    Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  ];
  for (let round = 0; round < 3; round++) {
    for (const text of deep) assert.match(faults(text).join(), /nested deeper than 200 levels/);
  }
  assert.equal(read(`${'['.repeat(90)}x${']'.repeat(90)}`).kind, 'document');
});

test('reads many keys in linear time', () => {
  const started = performance.now();
  read(Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join('\n'));
  assert.ok(performance.now() - started < 6000, 'comparing keys pairwise takes half a minute');
});

test('reports a hundred faults at most', () => {
  const found = faults(Array(300).fill('a: 1').join('\n'));
  assert.equal(found.length, 101);
  assert.equal(found.at(-1), 'and 199 faults more');
});
