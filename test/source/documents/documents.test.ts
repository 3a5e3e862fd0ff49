import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentsOf, readDocuments } from '../../../src/source/documents/documents.ts';
import type { DocumentNode } from '../../../src/source/documents/node.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';
import { sourceText } from '../../../src/source/text.ts';
import { plainOf } from '../../support/documents.ts';

const read = (text: string) => readDocuments(sourceText('a.yaml', text));
const values = (text: string) => read(text).documents.map(({ root }) => plainOf(root));
const only = (text: string): DocumentNode => {
  const [first] = read(text).documents;
  assert.ok(first !== undefined);
  return first.root;
};
const at = (node: DocumentNode | null): string => {
  assert.ok(node !== null);
  const { start, end } = node.extent;
  return node.source.text.slice(start, end);
};

test('reads every document of a stream, whatever stands between them', () => {
  assert.deepEqual(values('# only a comment\n---\na: 1\n--- # b\nb: 2\n...\n---\n\n---\n{"c": 3}\n'), [
    { a: 1 },
    { b: 2 },
    { c: 3 },
  ]);
  assert.deepEqual(values('%YAML 1.1\n---\na: 1\n...\n%TAG ! tag:x,2000:\n---\nb: !y 2\n'), [
    { a: 1 },
    { b: '2' },
  ]);
  assert.deepEqual(values('--- {a: 1}\n--- |\n  text\n'), [{ a: 1 }, 'text\n']);
  assert.deepEqual(values(''), []);
  assert.deepEqual(values('a: "\n  ---x\n  "\n'), [{ a: ' ---x ' }]);
});

test('one bad document hides none of the others', () => {
  const { documents, unread } = read('a: 1\n---\nb: [\n---\nc: {{ .Values.x }}\n---\nd: 4\n---\ne: "x\n');
  assert.deepEqual(
    documents.map(({ root }) => plainOf(root)),
    [{ a: 1 }, { d: 4 }],
  );
  assert.deepEqual(
    unread.map(({ line, reason }) => [line, reason]),
    [
      [4, 'not valid YAML: a closing bracket is missing'],
      [5, 'template'],
      [10, 'not valid YAML: a closing quote is missing'],
    ],
  );
});

test('faults say nothing of the text', () => {
  const secret = 'hunter2hunter2';
  for (const text of [
    `a: *${secret}`,
    `a: "\\${secret}`,
    `a: !${secret}{ x`,
    `${secret}: a: b`,
    `a: [${secret}`,
  ]) {
    const [unread] = read(text).unread;
    assert.ok(unread !== undefined && !unread.reason.includes(secret), text);
  }
});

test('tells templates from values that hold placeholders', () => {
  const templates = [
    'kind: {{ .Values.kind }}',
    'a: 1\n{{- if .Values.x }}\nb: 2\n{{- end }}',
    'image: "app:{{ .Values.tag }}"',
    'image: app:{{ include "app.tag" . }}',
    '{% if x %}\na: 1\n{% endif %}',
    'name: <%= name %>',
    `a: {b: $${'{X}'}}`,
  ];
  for (const text of templates) assert.equal(read(text).unread[0]?.reason, 'template', text);
  const values = [
    'summary: High latency on {{ $labels.instance }}',
    `title: '{{ template "slack.title" . }}'`,
    `name: '{{path.basename}}'`,
    `image: app:$${'{TAG}'}`,
    'config: |\n  {{ .Values.x }}\n  {{- if y }}',
    '# {{ .Values.x }}\na: 1',
  ];
  for (const text of values) assert.deepEqual(read(text).unread, [], text);
});

test('reads words as Go does', () => {
  const yaml =
    'a: yes\nb: 0777\nc: 0o17\nd: 0x1F\ne: 1_000\nf: .5\ng: "no"\nh: ~\ni: Off\nj: 08\nk: 12:30\nl: -0b11\nm:\nn: 1e3';
  assert.deepEqual(values(yaml)[0], {
    a: true,
    b: 511,
    c: 15,
    d: 31,
    e: 1000,
    f: 0.5,
    g: 'no',
    h: null,
    i: false,
    j: 8,
    k: '12:30',
    l: -3,
    m: null,
    n: 1000,
  });
  assert.deepEqual(values('a: !!str 1\nb: !!int "7"\nc: !x 1\nd: !!map {e: 1}')[0], {
    a: '1',
    b: 7,
    c: '1',
    d: { e: 1 },
  });
});

test('follows aliases and merge keys, later ones winning as in yaml.v2', () => {
  const yaml =
    'b: &b {x: 1, w: 2}\nd: &d {x: 9}\na: {x: 5, <<: *b}\nc:\n  <<: *b\n  x: 7\ne: {<<: [*b, *d]}\nf: [*b]\n';
  assert.deepEqual(values(yaml)[0], {
    b: { x: 1, w: 2 },
    d: { x: 9 },
    a: { x: 1, w: 2 },
    c: { x: 7, w: 2 },
    e: { x: 1, w: 2 },
    f: [{ x: 1, w: 2 }],
  });
  const root = only(yaml);
  assert.equal(root.get('a')?.number('x'), 1);
  assert.equal(root.get('c')?.number('x'), 7);
  assert.equal(root.get('e')?.number('x'), 1);
  assert.equal(root.get('c')?.get('w')?.extent.start, yaml.indexOf('w: 2') + 3);
});

test('refuses aliases that unfold without bound, or into themselves', () => {
  const levels = Array.from({ length: 12 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at},`.repeat(9)}x]`);
  const bomb = ['l0: &l0 [x]', ...levels].join('\n');
  assert.equal(read(bomb).unread[0]?.reason, 'its aliases unfold to too many values');
  assert.match(read('a: &a {b: *a}').unread[0]?.reason ?? '', /inside the value that it names/);
  assert.match(read('a: *b').unread[0]?.reason ?? '', /names no anchor/);
});

test('the last of equal keys counts, and all are told', () => {
  const text = 'kind: Pod\nmetadata: {name: web}\nspec:\n  a: 1\n  b: 2\n  "a": 3\nspec: {a: 4}\n';
  const [document] = read(text).documents;
  assert.equal(document?.root.get('spec')?.number('a'), 4);
  assert.deepEqual(
    document?.duplicates().map(({ key, first, last }) => [key, first.start, last.start]),
    [
      ['spec', text.indexOf('spec'), text.lastIndexOf('spec')],
      ['a', text.indexOf('a: 1'), text.indexOf('"a"')],
    ],
  );
});

test('values stand where they are written', () => {
  const text = [
    'a: plain  # comment',
    'b: "quoted" ',
    "c: 'single'",
    'd: |',
    '  block',
    '  text',
    'e: [x, {y: z}]',
    'f:',
    '  - g: 1',
    '    h: 2',
    '  # end',
    '',
    'i: two',
    '  lines',
    'j: &k !t word',
    'l:',
    'm: *k',
    'n: {}',
    '',
  ].join('\n');
  for (const eol of ['\n', '\r\n']) {
    const root = only(text.replaceAll('\n', eol));
    const expected: Readonly<Record<string, string>> = {
      a: 'plain',
      b: '"quoted"',
      c: "'single'",
      d: `|${eol}  block${eol}  text`,
      e: '[x, {y: z}]',
      f: `- g: 1${eol}    h: 2`,
      i: `two${eol}  lines`,
      j: 'word',
      m: 'word',
      n: '{}',
    };
    for (const [key, written] of Object.entries(expected)) assert.equal(at(root.get(key)), written, key);
    const empty = root.entries().find(({ key }) => key === 'l');
    assert.equal(at(empty?.value ?? null), 'l');
    const [item] = root.items('f');
    assert.equal(item?.nameAnchor().start, root.source.text.indexOf('g: 1'));
    assert.equal(root.get('b')?.textExtent.start, root.source.text.indexOf('quoted'));
  }
});

test('texts over several lines are put together as YAML says', () => {
  const folded = 'a: >-\n  one\n  two\n\n  three\n    kept\n    kept too\n  four\nb: >\n\n  x  \n  y\nc: d\n';
  assert.deepEqual(values(folded), [
    { a: 'one two\nthree\n  kept\n  kept too\nfour', b: '\nx   y\n', c: 'd' },
  ]);
  assert.deepEqual(values('a: |\n  one  \n     \n  two\n\nb: c\n'), [{ a: 'one  \n   \ntwo\n', b: 'c' }]);
  assert.deepEqual(values('a: "one\n  two \n\n  \\u0041\\n"\n'), [{ a: 'one two\nA\n' }]);
});

test('routes are made of names', () => {
  const root = only(
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: web, namespace: shop}\n  spec:\n    containers:\n    - name: app\n      args: [--x]\n',
  );
  const arg = root.items('items')[0]?.items('spec', 'containers')[0]?.items('args')[0];
  assert.deepEqual(arg?.route(), [
    'List',
    'items',
    'Pod shop/web',
    'spec',
    'containers',
    'app',
    'args',
    '--x',
  ]);
});

test('null is not there, and wrong types are no answer', () => {
  const root = only('a: null\nb:\nc: "true"\nd: true\ne: "1"\nf: 1\ng: [1]\nh: {}');
  assert.equal(root.get('a'), null);
  assert.equal(root.get('b'), null);
  assert.ok(root.has('a') && root.has('b') && !root.has('z'));
  assert.equal(root.flag('c'), null);
  assert.equal(root.flag('d'), true);
  assert.equal(root.number('e'), null);
  assert.equal(root.text('f'), '1');
  assert.equal(root.text('g'), null);
  assert.equal(root.get('f', 'x'), null);
  assert.equal(root.get('__proto__'), null);
  assert.deepEqual(root.items('h'), []);
});

test('reads JSON with tabs, escapes, duplicates and one value after the other', () => {
  assert.deepEqual(values('{\n\t"a": "\\u0041\\/\\n",\n\t"b": [1.5, -2e1, true, null, {}]\n}'), [
    { a: 'A/\n', b: [1.5, -20, true, null, {}] },
  ]);
  assert.deepEqual(values('{"a": 1}\n{"a": 2}'), [{ a: 1 }, { a: 2 }]);
  assert.deepEqual(values('{"a": 1, b: c}'), [{ a: 1, b: 'c' }]);
  const duplicates = read('{"a": 1, "a": 2}').documents[0]?.duplicates();
  assert.equal(duplicates?.length, 1);
  assert.equal(at(only('{"a": "xy"}').get('a')), '"xy"');
});

test('flow collections may leave values out', () => {
  assert.deepEqual(values('a: {b, c: 1, "d":2, e: }\nf: [2001:db8::, ::1, fe80::]')[0], {
    a: { b: null, c: 1, d: 2, e: null },
    f: ['2001:db8::', '::1', 'fe80::'],
  });
});

test('a file is read once for all who ask, and says what it is where it is no text', () => {
  const project = memoryProject({ 'a.yaml': 'a: 1', 'b.yaml': null });
  assert.equal(documentsOf(project, 'a.yaml'), documentsOf(project, 'a.yaml'));
  assert.equal(documentsOf(project, 'b.yaml').kind, 'binary');
  assert.equal(documentsOf(project, 'c.yaml').kind, 'absent');
});

test('no input aborts or hangs', () => {
  const many = (part: string, length = 400_000): string => part.repeat(Math.ceil(length / part.length));
  const hostile: readonly (readonly [string, string])[] = [
    [many('['), 'deeper'],
    [many('{a: '), 'deeper'],
    [many('- '), 'deeper'],
    [many('? '), 'deeper'],
    [many('{"a":'), 'deeper'],
    [many('---\na: 1\n'), 'documents in one file'],
    [many('{"a":1}'), 'documents in one file'],
    [`l: &a [${many('a,')}]\n${many('*a : x\n')}`, 'unfold'],
  ];
  for (const [text, reason] of hostile)
    assert.match(read(text).unread.at(-1)?.reason ?? '', new RegExp(reason));
  const harmless = [`{${many('a, ')}}`, many('k: v\n'), many('- !a b\n'), many('- &a x\n'), many('a\n')];
  for (const text of harmless) {
    const { documents, unread } = read(text);
    assert.deepEqual(unread, []);
    documents[0]?.duplicates();
  }
  assert.equal(read(many('- {a: 1, a: 2}\n')).documents[0]?.duplicates().length, 100);
});
