/** The SARIF 2.1.0 schema of the OASIS standard, as `@microsoft/jest-sarif` ships it, ready to validate with. */
import standard from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv, type ValidateFunction } from 'ajv';

let validate: ValidateFunction | undefined;

/** What the schema refuses in a log, as `path message`; empty for a valid one. */
export function schemaFaults(log: unknown): readonly string[] {
  validate ??= compile();
  if (validate(log)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `schema: ${instancePath} ${message}`);
}

/** The schema is written in draft 4 and uses nothing of it that draft 7 reads otherwise, save the name of its `id`. */
function compile(): ValidateFunction {
  const { $schema, id, ...schema } = standard;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat('uri', isAbsoluteUri);
  ajv.addFormat('uri-reference', isUriReference);
  ajv.addFormat('date-time', (value) => !Number.isNaN(Date.parse(value)));
  return ajv.compile(schema);
}

function isAbsoluteUri(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(value) && isUriReference(value);
}

/** The characters of RFC 3986, section 2. */
function isUriReference(value: string): boolean {
  return /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/.test(value);
}
