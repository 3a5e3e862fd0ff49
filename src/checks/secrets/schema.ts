/** The JSON Schema of a file of secret detectors; what it cannot say is checked by `parse.ts`. */
import { PROFILES } from '../../engine/rule.ts';
import { CONFIDENCES, SEVERITIES } from '../../engine/severity.ts';
import { CHARSETS } from './charset.ts';
import { CHECKSUMS } from './checksum.ts';
import { KEY_FORMATS, KEY_STATES } from './key-file/key-file.ts';

const text = (description: string) => ({ type: 'string', minLength: 1, description });
const texts = (description: string) => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  description,
});

const size = { type: 'integer', minimum: 1, maximum: 8192 };

const body = {
  type: 'object',
  additionalProperties: false,
  required: ['charset', 'length'],
  properties: {
    charset: {
      anyOf: [{ enum: Object.keys(CHARSETS) }, { type: 'string', pattern: '^\\[[\\x20-\\x7e]+\\]$' }],
      description: 'An alphabet by name, or a class such as `[A-Za-z0-9_-]`.',
    },
    length: {
      anyOf: [size, { type: 'array', items: size, minItems: 2, maxItems: 2 }],
      description: 'Characters: a number, or `[least, most]`.',
    },
  },
};

const example = {
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'object',
      additionalProperties: false,
      required: ['content'],
      properties: { file: { type: 'string', minLength: 1 }, content: { type: 'string', minLength: 1 } },
    },
  ],
};

const pattern = { type: 'string', minLength: 1, maxLength: 2000 };

const common = {
  id: { type: 'string', pattern: '^secret(-[a-z0-9]+)+$' },
  title: text('What it is, as a noun: `GitHub personal access token`.'),
  severity: { enum: SEVERITIES },
  confidence: { enum: CONFIDENCES, description: 'Of a match in neutral context.' },
  profiles: { type: 'array', items: { enum: PROFILES }, minItems: 1, uniqueItems: true },
  message: {
    type: 'string',
    pattern: '^[^{}]*(\\{(subject|value\\.(length|entropy))\\}[^{}]*)*$',
    description: 'What a finding says, where it is not that it stands there in plain text.',
  },
  rationale: text('Why it matters; made from the title where nothing is said.'),
  remediation: text('What to do; made from the name and `revoke` where nothing is said.'),
  revoke: { type: 'string', pattern: '^https://', description: 'Where a leaked one is revoked.' },
  references: { type: 'array', items: { type: 'string', pattern: '^https?://' } },
  checksum: { enum: CHECKSUMS },
  entropy: {
    type: 'number',
    minimum: 0,
    maximum: 8,
    description: 'Least bits per character of the body or value.',
  },
  named: {
    type: 'boolean',
    description: 'One step less sure where no name is assigned it: many a Google key is public by design.',
  },
  chosen: {
    type: 'boolean',
    description: 'Somebody chose what it finds: placeholders and references are told by how they read.',
  },
  files: {
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: 200 },
    minItems: 1,
    uniqueItems: true,
    description: 'Globs of the only files it looks into: on the name, or with `/` on the end of the path.',
  },
  cwe: { type: 'array', items: { type: 'string', pattern: '^CWE-\\d+$' } },
  allow: {
    type: 'object',
    additionalProperties: false,
    properties: {
      values: { type: 'array', items: pattern, description: 'Regular expressions on the secret.' },
      words: texts('Words that a harmless value holds, in any case.'),
    },
  },
  near: {
    type: 'object',
    additionalProperties: false,
    required: ['detector', 'lines'],
    properties: {
      detector: { type: 'string' },
      lines: { type: 'integer', minimum: 0, maximum: 100 },
      required: { type: 'boolean', description: 'Without the other near, no match at all.' },
    },
  },
  examples: { type: 'array', items: example, minItems: 2, description: 'What must be found.' },
  counterExamples: { type: 'array', items: example, minItems: 2, description: 'Near misses.' },
};

const kinds = {
  token: {
    required: ['prefix', 'body'],
    properties: {
      prefix: {
        type: 'array',
        items: { type: 'string', minLength: 2, maxLength: 64, pattern: '^[\\x21-\\x7e]+$' },
        minItems: 1,
      },
      body,
      suffix: { type: 'string', maxLength: 64 },
      boundary: { enum: ['word', 'none'] },
    },
  },
  assignment: {
    required: ['names', 'value'],
    properties: {
      names: {
        type: 'array',
        items: { type: 'string', pattern: '^(?=.{2,40}$)[a-z0-9]+(_[a-z0-9]+)*$' },
        minItems: 1,
        description:
          'Parts of identifiers; `api_key` also stands for `apikey`, `api-key`, `api.key`, `apiKey`.',
      },
      qualifiers: { type: 'array', items: { type: 'string', pattern: '^[a-z0-9]{2,40}$' } },
      value: {
        anyOf: [
          body,
          { type: 'object', additionalProperties: false, required: ['pattern'], properties: { pattern } },
          {
            type: 'object',
            additionalProperties: false,
            required: ['like'],
            properties: { like: { enum: ['password', 'secret', 'service-key'] } },
          },
        ],
      },
    },
  },
  regex: {
    required: ['pattern'],
    properties: {
      keywords: {
        type: 'array',
        items: { type: 'string', minLength: 3, pattern: '^[\\x20-\\x7e]+$' },
        minItems: 1,
        description: 'What the window is around; only with `files` it may be missing, for every line.',
      },
      pattern,
      ignoreCase: { type: 'boolean' },
      before: { type: 'integer', minimum: 0, maximum: 256 },
      window: { type: 'integer', minimum: 16, maximum: 65536 },
    },
  },
  url: {
    required: ['schemes'],
    properties: {
      schemes: {
        type: 'array',
        items: { type: 'string', pattern: '^([a-z][a-z0-9+.-]*|\\*)$' },
        minItems: 1,
      },
    },
  },
  'key-file': {
    required: ['formats', 'keys'],
    properties: {
      formats: { type: 'array', items: { enum: KEY_FORMATS }, minItems: 1, uniqueItems: true },
      keys: { enum: KEY_STATES, description: 'Whether a password is needed for the keys.' },
    },
  },
} as const;

const detector = (kind: keyof typeof kinds) => ({
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title', 'kind', 'severity', 'examples', 'counterExamples', ...kinds[kind].required],
  properties: { ...common, kind: { const: kind }, ...kinds[kind].properties },
});

/** Names a form by its `kind`, so that faults are told about the form that was meant. */
const byKind = (Object.keys(kinds) as (keyof typeof kinds)[]).map((kind) => ({
  if: { required: ['kind'], properties: { kind: { const: kind } } },
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  then: detector(kind),
}));

export const detectorSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'secbaseline secret detectors',
  type: 'object',
  additionalProperties: false,
  required: ['provider', 'name', 'detectors'],
  properties: {
    provider: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', description: 'The name of the file.' },
    name: text('The provider as people write it.'),
    references: common.references,
    revoke: common.revoke,
    remediation: common.remediation,
    detectors: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { enum: Object.keys(kinds) } },
        allOf: byKind,
      },
    },
  },
};
