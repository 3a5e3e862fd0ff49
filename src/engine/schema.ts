/**
 * The JSON Schema of a rule file. It is published in the package, so that editors complete and check rules, and it is what
 * the tool itself checks with; what a schema cannot say (fields of facts, placeholders) is checked by `check-rule.ts`.
 */

import { PROFILES } from './rule.ts';
import { assertionSchemas } from './schema-assertion.ts';
import { CONFIDENCES, SEVERITIES } from './severity.ts';

const text = (description: string) => ({ type: 'string', minLength: 1, description });

const kebab = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', examples: ['tls-min-version'] };

const severity = { enum: SEVERITIES };
const confidence = { enum: CONFIDENCES };
const profiles = { type: 'array', items: { enum: PROFILES }, minItems: 1, uniqueItems: true };

const message = text(
  'Said at the finding. Placeholders: {subject} {offending} {witness} {param.NAME} {value.FIELD} {element} {item} {provenance.FIELD}.',
);

const fieldPath = (description: string) => ({
  type: 'string',
  pattern: '^[^.\\s]+(\\.[^.\\s]+)*$',
  examples: ['headers.strict-transport-security'],
  description,
});

const paramTypes = ['string', 'number', 'integer', 'boolean', 'duration', 'cidr'] as const;

const param = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'default'],
  properties: {
    type: { enum: [...paramTypes, 'array'], description: 'A duration is written `30s`, `10 min`, `90d`.' },
    about: text('What it means, for people who set it.'),
    items: { enum: [...paramTypes, 'object'], description: 'Type of the elements of an array.' },
    enum: {
      type: 'array',
      minItems: 1,
      description: 'The only values (of an array: elements) that are allowed.',
    },
    minimum: { type: 'number', description: 'Of durations in seconds.' },
    maximum: { type: 'number', description: 'Of durations in seconds.' },
    default: { description: 'The value in the recommended profile.' },
    strict: { description: 'The value in the strict profile, where it differs.' },
  },
};

const common = {
  message: { ...message, description: `In place of the message of the rule. ${message.description}` },
  severity: { ...severity, description: 'In place of the severity of the rule.' },
  confidence: { ...confidence, description: 'In place of the confidence of the rule.' },
  profiles: { ...profiles, description: 'The profiles that take this evidence in; all without it.' },
};

const factName = {
  type: 'string',
  pattern: '^[a-z][A-Za-z0-9]*\\.[a-z][A-Za-z0-9]*$',
  examples: ['nginx.server'],
  description: 'A kind of fact; `secbaseline facts` prints them.',
};

const factEvidence = {
  type: 'object',
  additionalProperties: false,
  required: ['fact', 'assert'],
  properties: {
    fact: factName,
    where: {
      $ref: '#/$defs/assertion',
      description: 'Only facts (with `each`: elements) for which this holds.',
    },
    each: fieldPath('A list: one verdict for each element; other paths are then relative to the element.'),
    assert: { $ref: '#/$defs/assertion', description: 'What must hold.' },
    at: fieldPath('The field whose place carries the caret; without it, the value that fails.'),
    related: {
      type: 'array',
      description: 'Other places that belong to the finding.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['at', 'message'],
        properties: {
          at: fieldPath('The field whose place is shown.'),
          message: text('A message template.'),
        },
      },
    },
    ...common,
  },
};

const query = {
  type: 'object',
  additionalProperties: false,
  required: ['fact'],
  properties: { fact: factName, where: { $ref: '#/$defs/assertion' } },
};

const projectEvidence = (mode: 'some' | 'none', description: string) => ({
  type: 'object',
  additionalProperties: false,
  required: [mode],
  properties: {
    [mode]: { ...query, description },
    at: fieldPath('The field whose place carries the caret.'),
    ...common,
  },
});

const finding = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    path: text('The file, where an example has several.'),
    line: { type: 'integer', minimum: 1 },
    column: { type: 'integer', minimum: 1, description: 'In UTF-16 code units, from 1.' },
    message: text('The whole message.'),
  },
};

const example = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: text('What it shows.'),
    profile: { enum: PROFILES, description: 'Without it the first profile that takes the rule in.' },
    params: { type: 'object', description: 'Parameters that differ from the defaults.' },
    file: text('The name of the file, which may decide what it is.'),
    content: { type: 'string', description: 'What stands in the file.' },
    files: {
      type: 'object',
      minProperties: 1,
      additionalProperties: { type: 'string' },
      description: 'Files by path.',
    },
    facts: {
      description: 'A fact or a list of facts instead of files: `fact`, `subject`, and its fields.',
      anyOf: [{ $ref: '#/$defs/fact' }, { type: 'array', minItems: 1, items: { $ref: '#/$defs/fact' } }],
    },
    findings: { type: 'array', minItems: 1, items: finding, description: 'All findings that must come.' },
  },
};

const fix = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'safety', 'set', 'to'],
  properties: {
    title: text('What the fix does.'),
    safety: { enum: ['safe', 'unsafe'], description: '`safe` if nothing can stop working by it.' },
    set: fieldPath(
      'The field whose text is replaced; `list.*.field` for that field of every element that fails.',
    ),
    put: {
      enum: ['after'],
      description: 'As a line of its own after that of the field, which stays as it is.',
    },
    to: {
      description: 'The new text: a template, or a function of parameters.',
      anyOf: [
        { type: 'string', minLength: 1 },
        {
          type: 'object',
          additionalProperties: false,
          required: ['versionsFrom'],
          properties: {
            versionsFrom: {
              type: 'object',
              additionalProperties: false,
              required: ['param'],
              properties: { param: text('The lowest version.') },
              description: 'All TLS versions from this one on.',
            },
          },
        },
      ],
    },
  },
};

export const ruleSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A rule of secbaseline',
  description: 'One control, judged from every witness. See docs/writing-rules.md.',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title', 'severity', 'rationale', 'remediation', 'evidence', 'message'],
  properties: {
    id: { ...kebab, description: 'The name of the file without .yaml; what people type and suppress.' },
    aliases: { type: 'array', items: kebab, uniqueItems: true, description: 'Former ids.' },
    title: text('What is wrong, as a statement.'),
    severity,
    confidence: { ...confidence, description: 'How sure a finding is: `certain` without it.' },
    profiles: { ...profiles, description: 'The profiles that take the rule in: `[recommended]` without it.' },
    since: {
      type: 'string',
      pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$',
      examples: ['0.1.0'],
      description: 'The version of secbaseline that brought it.',
    },
    rationale: text('Why it matters.'),
    remediation: text('What to do.'),
    references: {
      type: 'array',
      items: {
        type: 'string',
        pattern: '^https://[^\\s/]+',
        examples: ['https://www.rfc-editor.org/rfc/rfc8996'],
      },
      uniqueItems: true,
    },
    cwe: {
      type: 'array',
      items: { type: 'string', pattern: '^CWE-[1-9][0-9]*$', examples: ['CWE-326'] },
      uniqueItems: true,
    },
    params: {
      type: 'object',
      propertyNames: { pattern: '^[a-z][A-Za-z0-9]*$' },
      additionalProperties: param,
      description: 'What may be set in secbaseline.yaml.',
    },
    scope: { enum: ['fact', 'project'], description: '`project` for `some` and `none` over all facts.' },
    when: {
      type: 'object',
      additionalProperties: false,
      required: ['anyFact'],
      properties: { anyFact: factName },
      description: 'Project scope: silent where there is no fact of this kind.',
    },
    forEach: {
      type: 'object',
      additionalProperties: false,
      required: ['param'],
      properties: { param: text('A parameter of type array.') },
      description:
        'Project scope: once for each element, which is `{ item: … }` in operands and `{item}` in messages.',
    },
    evidence: {
      type: 'array',
      minItems: 1,
      items: {
        anyOf: [
          factEvidence,
          projectEvidence('some', 'At least one fact must match.'),
          projectEvidence('none', 'No fact may match; each that does is a finding.'),
        ],
      },
    },
    message,
    fix: {
      description: 'What would make the rule hold: one, or one for each field.',
      anyOf: [fix, { type: 'array', minItems: 1, items: fix }],
    },
    properties: { type: 'object', description: 'Whatever reports shall carry along.' },
    examples: {
      type: 'object',
      additionalProperties: false,
      properties: {
        fail: { type: 'array', items: { $ref: '#/$defs/example' } },
        pass: { type: 'array', items: { $ref: '#/$defs/example' } },
      },
    },
  },
  $defs: {
    ...assertionSchemas,
    example,
    fact: {
      type: 'object',
      required: ['fact'],
      properties: {
        fact: factName,
        subject: text('What messages call it.'),
        unknown: {
          type: 'object',
          additionalProperties: { type: 'string' },
          description: 'Field to reason.',
        },
      },
    },
  },
} as const;
