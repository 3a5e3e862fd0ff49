/**
 * The JSON report as the contract promises it, written from the contract and not from the printer: keys, their order,
 * their types. Keys beyond it may stand there; scripts rely on these.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
const count = { type: 'integer', minimum: 0 } as const;
const fromOne = { type: 'integer', minimum: 1 } as const;
const text = { type: 'string' } as const;
const words = { type: 'string', minLength: 1 } as const;
const date = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } as const;
const path = {
  type: 'string',
  minLength: 1,
  not: { anyOf: [{ pattern: '^\\./' }, { pattern: '\\\\' }] },
} as const;

/** An object that has all these keys. */
function object(properties: Readonly<Record<string, object>>) {
  return { type: 'object', required: Object.keys(properties), properties };
}

const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const listOf = (items: object) => ({ type: 'array', items });

const location = object({
  path,
  startLine: fromOne,
  startColumn: fromOne,
  endLine: fromOne,
  endColumn: fromOne,
});

const finding = object({
  rule: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
  title: words,
  severity: { enum: SEVERITIES },
  confidence: { enum: ['certain', 'high', 'medium', 'low'] },
  outcome: { enum: ['fail', 'unknown'] },
  evidence: { enum: ['file', 'live', 'drift'] },
  subject: text,
  message: words,
  location: orNull(location),
  target: orNull(object({ id: words, url: words })),
  related: listOf(object({ message: text, location })),
  fingerprint: words,
  suppressed: orNull(
    object({ by: { enum: ['inline', 'config', 'baseline'] }, reason: text, expires: orNull(date) }),
  ),
  fix: orNull(
    object({
      title: words,
      safety: { enum: ['safe', 'unsafe'] },
      edits: listOf(object({ path, start: count, end: count, text })),
    }),
  ),
  compliance: { type: 'object', additionalProperties: listOf(words) },
  properties: { type: 'object' },
});

const report = object({
  schema: { const: 'secbaseline/report@1' },
  tool: object({
    name: { const: 'secbaseline' },
    version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
  }),
  status: { enum: ['complete', 'incomplete'] },
  profile: { enum: ['recommended', 'strict'] },
  durationMs: count,
  summary: object({
    files: count,
    targets: count,
    facts: count,
    rules: count,
    fail: object(Object.fromEntries(SEVERITIES.map((severity) => [severity, count]))),
    unknown: count,
    suppressed: count,
    baselined: count,
    fixable: count,
  }),
  findings: listOf(finding),
  notAnalysed: listOf(object({ path, line: orNull(fromOne), reason: words })),
});

const validate = new Ajv2020({ allErrors: true, strict: false }).compile(report);

/** What a report lacks of the contract, one sentence each. */
export function reportFaults(written: string): readonly string[] {
  const value: unknown = JSON.parse(written);
  const faults = validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `report: ${instancePath} ${message}`);
  return [...faults, ...orderFaults(value, report, '')];
}

/** The keys that the contract names stand in its order; others may stand anywhere. */
function orderFaults(value: unknown, schema: object, at: string): readonly string[] {
  if (Array.isArray(value)) {
    const items = part(schema, 'items');
    return items === null ? [] : value.flatMap((item, index) => orderFaults(item, items, `${at}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const chosen = objectIn(schema);
  const properties = chosen === null ? null : part(chosen, 'properties');
  if (properties === null) return [];
  const wanted = Object.keys(properties).filter((key) => key in value);
  const found = Object.keys(value).filter((key) => key in properties);
  const own =
    wanted.join() === found.join() ? [] : [`report: ${at} has its keys in the order ${found.join()}`];
  const below = Object.entries(value).flatMap(([key, item]) => {
    const schemaOf = part(properties, key);
    return schemaOf === null ? [] : orderFaults(item, schemaOf, `${at}/${key}`);
  });
  return [...own, ...below];
}

function objectIn(schema: object): object | null {
  if ('properties' in schema) return schema;
  if (!('anyOf' in schema) || !Array.isArray(schema.anyOf)) return null;
  return schema.anyOf.map(objectIn).find((found) => found !== null) ?? null;
}

function part(schema: object, key: string): object | null {
  const found: unknown = Object.entries(schema).find(([name]) => name === key)?.[1];
  return typeof found === 'object' && found !== null ? found : null;
}
