/** Target files are read as other readers read them, and every place leads to the text that its value was read from. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { parse, parseDocument, stringify } from 'yaml';
import { readDocuments } from '../../src/source/documents/documents.ts';
import type { DocumentNode } from '../../src/source/documents/node.ts';
import { sourceText } from '../../src/source/text.ts';
import { plainOf } from '../support/documents.ts';
import { generatedCases } from '../support/generated.ts';
import { bothReadings } from '../support/readers.ts';

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.stringMatching(/^[ -~\n]{0,20}$/),
  fc.constantFrom(
    'yes',
    '0777',
    '',
    ' x ',
    '- a',
    'a: b',
    '# c',
    '---',
    "it's",
    '"',
    'a\nb',
    '{}',
    '*a',
    '&a',
    '!t',
    '::',
  ),
);
const scalar = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.stringMatching(/^[a-z]{1,6}$/), text), tie('value'), { maxKeys: 4 }),
  ),
}));

/** Without prototypes, and with keys that can be compared. */
function comparable(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data));
}

/** Empty items of lists are left out by design; templates are no values. */
function isReadable(data: unknown): boolean {
  const json = JSON.stringify(data);
  return (
    !/\{\{|\{%|<%|<</.test(json) &&
    !/__proto__/.test(json) &&
    !/[\u007f-\u009f\ud800-\udfff\ufeff\u2028\u2029\ufffe\uffff]|\\u00|\\[bf]|\\r/.test(json)
  );
}

function read(yaml: string): DocumentNode {
  const { documents, unread } = readDocuments(sourceText('a.yaml', yaml));
  assert.deepEqual(unread, []);
  assert.equal(documents.length, 1);
  assert.ok(documents[0] !== undefined);
  return documents[0].root;
}

const styles = fc.record({
  indent: fc.integer({ min: 1, max: 4 }),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom('any' as const, 'flow' as const),
  defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
  flowCollectionPadding: fc.boolean(),
});

test('YAML in any style says what was written', () => {
  fc.assert(
    fc.property(value.filter(isReadable), styles, fc.constantFrom('\n', '\r\n'), (data, style, eol) => {
      const yaml = stringify({ data }, { ...style, version: '1.1', aliasDuplicateObjects: false });
      // What its writer cannot read again (blocks that begin with a space) is not what was meant.
      fc.pre(isDeepStrictEqual(comparable(parse(yaml, { version: '1.1' })), comparable({ data })));
      const root = read(eol === '\n' ? yaml : yaml.replaceAll('\n', '\r\n'));
      assert.deepEqual(comparable(plainOf(root)), comparable({ data }));
      assert.doesNotThrow(() => everyPlaceReadsAgain(root));
    }),
    { numRuns: generatedCases(5_000) },
  );
});

/** Pieces of manifests, in any order and with any indentation: mostly wrong, and right in every way that people find. */
const pieces = fc.array(
  fc.tuple(
    fc.nat(4),
    fc.constantFrom(
      ...[
        'a: b',
        'a:',
        'b: "q"',
        "c: 'it''s'",
        'd: |',
        'd: |-',
        'd: >-',
        'd: >',
        'spaces  ',
        '  ',
        'e: [1, {f: g}]',
        '- h',
        '-',
        '- i: j',
        '- - k',
      ],
      ...[
        '# l',
        '',
        'm: n # o',
        'text',
        'p: q: r',
        '"s": t',
        's: "\\u0041\\n"',
        's: "\\U0001f600\\x41\\_\\e\\ "',
        's: "a\\ ',
        'u: "v',
        'u: "\\tv  ',
        'w"',
        "x: 'y",
        "z'",
        'a b: c d',
        ':e: f',
        '- {}',
      ],
      ...[
        'g: http://h:1',
        'i:j',
        '- k:l',
        'm: {n: o, p: }',
        'q: [',
        ']',
        '- "r": s',
        't: -u',
        '? v',
        'w: ~',
        '--- ',
        'x\u00a0',
      ],
    ),
  ),
  { minLength: 1, maxLength: 12 },
);

test('the fast reader reads what it reads as the whole language is read', () => {
  let simple = 0;
  const agrees = (yaml: string): void => {
    for (const reading of bothReadings(yaml)) {
      if (reading.simple === null) continue;
      simple++;
      // js-yaml refuses a few streams that are YAML, as `[[null], h]` with the nothing on a line of its own.
      if (reading.whole === 'fault') assert.deepEqual(parseDocument(yaml, { uniqueKeys: false }).errors, []);
      else assert.deepEqual(reading.simple, reading.whole, yaml);
    }
  };
  fc.assert(
    fc.property(pieces, (lines) => {
      agrees(lines.map(([indent, piece]) => ' '.repeat(indent) + piece).join('\n'));
    }),
    { numRuns: generatedCases(200_000) },
  );
  fc.assert(
    fc.property(value, styles, (data, style) => agrees(stringify({ data }, { ...style, version: '1.1' }))),
    { numRuns: generatedCases(10_000) },
  );
  assert.ok(simple > 1_000);
});

test('JSON says what was written', () => {
  const any = fc.record({ data: fc.jsonValue({ maxDepth: 5 }) });
  fc.assert(
    fc.property(any, fc.constantFrom(undefined, 1, '\t'), (data, indent) => {
      const json = JSON.stringify(data, null, indent);
      fc.pre(!/\{\{|\{%|<%|"<<"|"__proto__"/.test(json));
      assert.deepEqual(comparable(plainOf(read(json))), JSON.parse(json));
    }),
    { numRuns: generatedCases(5_000) },
  );
});

test('nothing that people type stops the reader', () => {
  const soup = fc
    .array(
      fc.constantFrom(
        'a',
        ': ',
        ':',
        '\n',
        '\n  ',
        '- ',
        '? ',
        '{',
        '}',
        '[',
        ']',
        ',',
        '"',
        "'",
        '#',
        '&a ',
        '*a',
        '!t ',
        '|',
        '>',
        '\t',
        '---\n',
        '...\n',
        '%',
        '<<: ',
        '{{',
        '~',
        '1',
      ),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(soup, (yaml) => {
      for (const { root, duplicates } of readDocuments(sourceText('a.yaml', yaml)).documents) {
        everyNode(root, (node) => {
          const { start, end } = node.extent;
          assert.ok(start >= 0 && start <= end && end <= yaml.length);
          node.route();
        });
        duplicates();
      }
    }),
    { numRuns: generatedCases(20_000) },
  );
});

function everyNode(node: DocumentNode, visit: (node: DocumentNode) => void): void {
  visit(node);
  for (const { value: below } of node.entries()) everyNode(below, visit);
  for (const item of node.items()) everyNode(item, visit);
}

/** The text of a plain, quoted or flow value alone is that value. */
function everyPlaceReadsAgain(root: DocumentNode): void {
  everyNode(root, (node) => {
    const { start, end } = node.extent;
    const written = root.source.text.slice(start, end);
    if (/[\r\n]|^[|>]/.test(written) || node.isNull) return;
    if (!/^[{[]/.test(written) && (node.isMap || node.isList)) return;
    assert.deepEqual(comparable(plainOf(read(`data: ${written}`))), comparable({ data: plainOf(node) }));
  });
}
