import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lazyValidator } from '../../src/source/ajv.ts';
import { lineOf, sourceText } from '../../src/source/text.ts';
import { schemaDiagnostics } from '../../src/source/validation.ts';
import { readYamlDocument } from '../../src/source/yaml.ts';
import { faultLines } from '../support/faults.ts';

const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: { type: 'string', pattern: '^[a-z-]+$', examples: ['tls-min-version'] },
    severity: { enum: ['critical', 'high', 'medium'] },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    tags: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', minLength: 1 } },
    assert: { $ref: '#/$defs/assertion' },
    rules: {
      type: 'object',
      propertyNames: { pattern: '^[a-z-]+$' },
      additionalProperties: {
        anyOf: [
          { enum: ['off', 'on'] },
          { type: 'boolean' },
          {
            type: 'object',
            additionalProperties: false,
            properties: { severity: { enum: ['high', 'low'] } },
          },
        ],
      },
    },
    target: {
      type: 'object',
      required: ['kind'],
      properties: { kind: { enum: ['tcp', 'tls'] }, expect: { enum: ['open', 'closed'] } },
      dependentRequired: { expect: ['kind'] },
      additionalProperties: false,
    },
  },
  $defs: {
    assertion: {
      oneOf: [{ $ref: '#/$defs/all' }, { $ref: '#/$defs/leaf' }],
    },
    all: {
      type: 'object',
      required: ['all'],
      additionalProperties: false,
      properties: { all: { type: 'array', items: { $ref: '#/$defs/assertion' } } },
    },
    leaf: {
      type: 'object',
      additionalProperties: false,
      properties: { path: { type: 'string' }, equals: {}, every: { $ref: '#/$defs/assertion' } },
    },
  },
};
const validate = lazyValidator(SCHEMA);

function faults(text: string): readonly string[] {
  const source = sourceText('a.yaml', text);
  const document = readYamlDocument(source);
  assert.equal(document.kind, 'document', JSON.stringify(document));
  if (document.kind !== 'document') return [];
  const { errors } = validate(document.value);
  const diagnostics = schemaDiagnostics(source, document, errors, SCHEMA);
  for (const { start = 0, end = 0 } of diagnostics) {
    assert.equal(lineOf(source, start), lineOf(source, end), 'a caret stays on one line');
  }
  return faultLines(diagnostics);
}

const CASES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'an unknown key': ['id: x\nseverty: high', '2:1-8 unknown key `severty` (did you mean `severity`?)'],
  'an unknown key that is near to none': [
    'id: x\ntarget:\n  kind: tcp\n  banana: 1',
    '4:3-9 unknown key `banana` in `target` (known here: kind, expect)',
  ],
  'a missing key, at the first key of the file': ['severity: high', '1:1-9 the key `id` is missing'],
  'a missing key, at the key of the map that lacks it': [
    'id: x\ntarget: {}',
    '2:1-7 the key `kind` is missing in `target`',
  ],
  'a wrong choice': [
    'id: x\nseverity: hihg',
    '2:11-15 `severity` must be one of critical, high, medium; found `hihg` (did you mean `high`?)',
  ],
  'a wrong type': ['id: 12', '1:5-7 `id` must be text; found `12` (put it in quotes)'],
  'a wrong type that is a boolean': ['id: true', '1:5-9 `id` must be text; found `true` (put it in quotes)'],
  'nothing where a value is wanted': [
    'id:',
    '1:1-3 `id` must be text; found nothing (give it a value, or leave it out)',
  ],
  'text where a list is wanted': [
    'id: x\ntags: a',
    '2:7-8 `tags` must be a list; found text (write it as a list: `[…]`)',
  ],
  'a map over several lines where text is wanted, at its key': [
    'id:\n  a: 1\n  b: 2',
    '1:1-3 `id` must be text; found a map',
  ],
  'an item over several lines, at its first line': [
    'id: x\ntags:\n  - a: 1\n    b: 2\n',
    '3:5-9 an item of `tags` must be text; found a map',
  ],
  'a pattern, with the example of the schema': [
    'id: TLS',
    '1:5-8 `id` must look like `tls-min-version`; found `TLS`',
  ],
  'numbers out of range': ['id: x\ncount: 12', '2:8-10 `count` must be at most 9; found `12`'],
  'a number that is not whole': ['id: x\ncount: 1.5', '2:8-11 `count` must be a whole number; found `1.5`'],
  'an empty list': ['id: x\ntags: []', '2:7-9 `tags` must not be empty'],
  'the same item twice, at the second': [
    'id: x\ntags: [a, b, a]',
    '2:14-15 `tags` holds the same item twice',
  ],
  'a key that is no name': ['id: x\nrules: { A1: off }', '2:10-12 `A1` cannot be a key here'],
  'one of several types': [
    'id: x\nrules: { a: 3 }',
    '2:13-14 `a` must be `off`, `on`, true or false or a map; found `3`',
  ],
  'a choice among alternatives': [
    'id: x\nrules: { a: offf }',
    '2:13-17 `a` must be one of off, on; found `offf` (did you mean `off`?)',
  ],
  'inside the alternative that was meant': [
    'id: x\nrules: { a: { severity: hgh } }',
    '2:25-28 `severity` must be one of high, low; found `hgh` (did you mean `high`?)',
  ],
  'inside a recursive alternative': [
    'id: x\nassert:\n  all:\n    - { path: 3 }\n    - { pth: x }',
    '4:15-16 `path` must be text; found `3` (put it in quotes)',
    '5:9-12 unknown key `pth` in an item of `all` (did you mean `path`?)',
  ],
  'several faults in the order of the file': [
    'severity: x\nid: 1\ncount: 0',
    '1:11-12 `severity` must be one of critical, high, medium; found `x`',
    '2:5-6 `id` must be text; found `1` (put it in quotes)',
    '3:8-9 `count` must be at least 1; found `0`',
  ],
  'a file that is no map': ['[1, 2]', '1:1-7 the file must be a map; found a list'],
  'an empty file': ['', '1:1-1 the key `id` is missing'],
};

for (const [name, [text, ...expected]] of Object.entries(CASES)) {
  test(`reports ${name}`, () => {
    assert.deepEqual(faults(text), expected);
  });
}

test('says nothing about valid files', () => {
  assert.deepEqual(
    faults('id: x\nassert: { all: [{ path: a, every: { equals: 1 } }] }\nrules: { a: off, b: true }\n'),
    [],
  );
});

test('never quotes what may be a secret', () => {
  const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
  for (const text of [
    `id: x\nseverity: ${secret}`,
    `id: ${secret}`,
    `id: x\n${secret}: 1`,
    `id: x\nrules: { ${secret}: off }`,
  ]) {
    const found = faults(text);
    assert.ok(found.length > 0);
    assert.ok(!found.join().includes(secret), found.join());
  }
});

test('reports a hundred of very many faults, quickly', () => {
  const started = performance.now();
  const found = faults(`id: x\n${Array.from({ length: 5000 }, (_, i) => `key${i}: 1`).join('\n')}`);
  assert.equal(found.length, 101);
  assert.equal(found.at(-1), 'and 4900 faults more');
  assert.ok(performance.now() - started < 5000);
});
