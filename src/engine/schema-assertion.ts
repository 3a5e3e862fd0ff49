/** The part of the rule schema that describes assertions: a closed set of forms and operators. */
import { LONGEST_PATTERN } from './regex.ts';

const scalar = { type: ['string', 'number', 'boolean', 'null'] };

const reference = (key: string, description: string) => ({
  type: 'object',
  additionalProperties: false,
  required: [key],
  properties: { [key]: { type: 'string', minLength: 1, description } },
});

const references = [
  reference('param', 'A parameter of the rule.'),
  reference('item', 'A key of the element that `forEach` is at; `.` is the element itself.'),
  reference('field', 'Another field of the same fact.'),
];

const operand = (value: object, description: string) => ({
  description,
  anyOf: [value, ...references.map((_, index) => ({ $ref: `#/$defs/reference${index}` }))],
});

const list = { type: 'array', items: scalar };
const number = { type: 'number' };
const string = { type: 'string', minLength: 1 };

const path = {
  type: 'string',
  pattern: '^[^.\\s]+(\\.[^.\\s]+)*$',
  examples: ['headers.strict-transport-security'],
  description:
    'A field of the fact; inside `each`, `every` and `some` of the element. Without it, the element itself.',
};

/** Forms of an assertion. A leaf takes exactly one operator: `oneOf` says so. */
const operators = {
  exists: { type: 'boolean', description: 'Whether the value is there.' },
  equals: operand(scalar, 'The same value.'),
  oneOf: operand(list, 'One of these values; `null` for an absent one.'),
  subsetOf: operand(list, 'Every element is one of these.'),
  contains: operand(scalar, 'One element is this.'),
  notContains: operand(scalar, 'No element is this.'),
  atLeast: operand(number, 'This number or more; lengths of time are in seconds.'),
  atMost: operand(number, 'This number or less; lengths of time are in seconds.'),
  matches: operand(
    { ...string, maxLength: LONGEST_PATTERN },
    'This regular expression is found in the text (RE2 syntax in your own rules).',
  ),
  versionAtLeast: operand(string, 'This version or newer: TLSv1.2, SSLv3, 1.25.1.'),
  within: operand({ anyOf: [string, list] }, 'An address or range inside these ranges.'),
  every: { $ref: '#/$defs/assertion', description: 'Holds for every element of the list.' },
  some: { $ref: '#/$defs/assertion', description: 'Holds for at least one element of the list.' },
};

const form = (key: string, schema: object) => ({
  type: 'object',
  additionalProperties: false,
  required: [key],
  properties: { [key]: schema },
});

const parts = (description: string) => ({
  type: 'array',
  minItems: 1,
  items: { $ref: '#/$defs/assertion' },
  description,
});

/** `$defs` of the rule schema. */
export const assertionSchemas = {
  ...Object.fromEntries(references.map((schema, index) => [`reference${index}`, schema])),
  assertion: {
    anyOf: [
      { $ref: '#/$defs/leaf' },
      form('all', parts('All of these hold.')),
      form('any', parts('At least one of these holds.')),
      form('not', { $ref: '#/$defs/assertion', description: 'This does not hold.' }),
    ],
  },
  leaf: {
    type: 'object',
    additionalProperties: false,
    properties: { path, ...operators },
    oneOf: Object.keys(operators).map((operator) => ({ required: [operator] })),
  },
};
