/** Our reader of YAML against the library's own reading: same values, and every place holds the text of its value. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { sourceText } from '../../src/source/text.ts';
import { readYamlDocument, type YamlDocument, type YamlPath } from '../../src/source/yaml.ts';

const RUNS = { numRuns: Number(process.env.SECBASELINE_RUNS ?? 300) };

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    'off',
    'yes',
    '1.30',
    '2027-01-31',
    '<<',
    '# x',
    'a: b',
    '- x',
    '\u{1F512} x',
    'two\nlines\n',
  ),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), tie('tree'), { maxKeys: 4 }),
  ),
}));
const document = fc.dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), tree, { maxKeys: 6 });

/** A value as JSON, so that objects without a prototype compare with ordinary ones. */
function plain(value: unknown): string {
  return JSON.stringify(value);
}

function* leaves(
  value: unknown,
  path: YamlPath = [],
): Generator<{ readonly path: YamlPath; readonly value: unknown }> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
  } else yield { path, value };
}

function read(text: string): YamlDocument | null {
  const outcome = readYamlDocument(sourceText('a.yaml', text));
  return outcome.kind === 'document' ? outcome : null;
}

test('reads what the library writes, with LF and CRLF, and finds every value again', () => {
  fc.assert(
    fc.property(document, fc.boolean(), fc.constantFrom('PLAIN', 'QUOTE_DOUBLE'), (data, windows, style) => {
      const written = stringify(data, {
        defaultStringType: style,
        lineWidth: 0,
        aliasDuplicateObjects: false,
      });
      const text = windows ? written.replaceAll('\n', '\r\n') : written;
      const outcome = read(text);
      if (outcome === null) {
        assert.match(text, /<</, 'only merge keys are refused');
        return;
      }
      assert.equal(plain(outcome.value), plain(parse(text) ?? {}));
      for (const { path, value } of leaves(outcome.value)) {
        const place = outcome.locate(path, 'value');
        assert.ok(place, path.join('.'));
        const slice = text.slice(place.start, place.end);
        if (value === null || /[|>\n]/.test(slice)) continue;
        assert.equal(plain(parse(slice)), plain(value), `${path.join('.')} at ${JSON.stringify(slice)}`);
      }
    }),
    RUNS,
  );
});

test('reads any text without an exception, and places every fault inside it', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ': ',
      '- ',
      '\n',
      '\n  ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '&a ',
      '*a',
      '!!str ',
      '!x ',
      '| ',
      '>-\n',
      '#',
      '? ',
      '---\n',
      '...\n',
      '\t',
      '\r\n',
      '\r',
      '%TAG',
      '@',
      '`',
      '\u2028',
      '\ufeff',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.stringMatching(/^[a-c]{1,3}$/),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const outcome = readYamlDocument(sourceText('a.yaml', text));
      if (outcome.kind === 'document') return;
      assert.ok(outcome.diagnostics.length > 0);
      for (const { start = 0, end = 0 } of outcome.diagnostics)
        assert.ok(0 <= start && start <= end && end <= text.length);
    }),
    RUNS,
  );
});
