/** A JSON Schema error in words for the person who wrote the file: what is expected, what was found, what to do. */
import type { ErrorObject } from 'ajv';
import { quoteValue, quoteWord, typeWords } from './quote.ts';
import { type JsonSchema, namedKeys } from './schema-walk.ts';
import { suggest } from './suggest.ts';

export interface Words {
  readonly message: string;
  readonly hint?: string;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'null',
};

/** Longer lists of choices or keys are not printed whole. */
const MOST_CHOICES = 20;

/** What stands at a path, as a message names it: the last key; "an item of `exclude`"; "the file". */
function nameOf(path: readonly (string | number)[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  if (typeof last === 'string') return quoteWord(last);
  const list = path.findLast((step) => typeof step === 'string');
  return typeof list === 'string' ? `an item of ${quoteWord(list)}` : 'an item of the list';
}

/**
 * The words for one error.
 *
 * @param path where the value stands (for an unknown or missing key: the map that has or lacks it)
 * @param value what stands there
 * @param schemas what applies there, for the names of known keys and for examples
 */
export function schemaWords(
  error: ErrorObject,
  path: readonly (string | number)[],
  value: unknown,
  schemas: readonly JsonSchema[],
): Words {
  const name = nameOf(path);
  const params: Readonly<Record<string, unknown>> = error.params;
  const number = (key: string) => String(params[key]);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(String(params.additionalProperty), path, schemas);
    case 'unevaluatedProperties':
      return unknownKey(String(params.unevaluatedProperty), path, schemas);
    case 'required':
      return { message: `the key \`${String(params.missingProperty)}\` is missing${inside(path)}` };
    case 'dependentRequired':
      return {
        message: `the key \`${String(params.missingProperty)}\` is missing: \`${String(params.property)}\` needs it`,
      };
    case 'propertyNames':
      return { message: `${quoteWord(String(params.propertyName))} cannot be a key here` };
    case 'pattern':
    case 'format':
      return {
        message: `${name} must look like ${exampleOf(schemas)}; found ${quoteValue(value, keyOf(path))}`,
      };
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return number('limit') === '1'
        ? { message: `${name} must not be empty` }
        : { message: `${name} is too short: at least ${number('limit')}` };
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return { message: `${name} is too long: at most ${number('limit')}` };
    case 'minimum':
      return { message: `${name} must be at least ${number('limit')}; found ${quoteValue(value)}` };
    case 'maximum':
      return { message: `${name} must be at most ${number('limit')}; found ${quoteValue(value)}` };
    case 'exclusiveMinimum':
      return { message: `${name} must be greater than ${number('limit')}; found ${quoteValue(value)}` };
    case 'exclusiveMaximum':
      return { message: `${name} must be less than ${number('limit')}; found ${quoteValue(value)}` };
    case 'uniqueItems':
      return { message: `${name} holds the same item twice` };
    case 'oneOf':
    case 'anyOf':
      return { message: `${name} has none of the forms that are possible here` };
    case 'false schema':
      return { message: `${name} cannot stand here` };
    default:
      return { message: `${name} is not valid here: ${error.message ?? error.keyword}` };
  }
}

/** One message for a value that fails several `type`, `enum` and `const` at once: all that would be right is listed. */
export function choiceWords(
  errors: readonly ErrorObject[],
  path: readonly (string | number)[],
  value: unknown,
): Words {
  const types = new Set<string>();
  const choices = new Set<string>();
  for (const { keyword, params } of errors) {
    if (keyword === 'type') for (const type of [params.type].flat()) types.add(String(type));
    else if (keyword === 'const') choices.add(String(params.allowedValue));
    else for (const choice of [params.allowedValues].flat()) choices.add(String(choice));
  }
  const list = [...choices];
  const shown = list.length > MOST_CHOICES ? [...list.slice(0, MOST_CHOICES), '…'] : list;
  const typeList = [...types].map((type) => TYPE_WORDS[type] ?? type);
  const expected =
    types.size === 0 && list.length > 1
      ? `one of ${shown.join(', ')}`
      : alternatives([...shown.map((choice) => `\`${choice}\``), ...typeList]);
  const found =
    typeof value === 'object' || (list.length === 0 && typeof value === 'string')
      ? typeWords(value)
      : quoteValue(value, keyOf(path));
  return {
    message: `${nameOf(path)} must be ${expected}; found ${found}`,
    ...choiceHint(value, list, types),
  };
}

function alternatives(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}

function choiceHint(
  value: unknown,
  choices: readonly string[],
  types: ReadonlySet<string>,
): { readonly hint?: string } {
  if (typeof value === 'string') {
    const best = suggest(value, choices);
    if (best !== null) return { hint: `did you mean \`${best}\`?` };
    if (types.size === 1 && types.has('array')) return { hint: 'write it as a list: `[…]`' };
  }
  if (value === null) return { hint: 'give it a value, or leave it out' };
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return isPlain && types.size === 1 && types.has('string') ? { hint: 'put it in quotes' } : {};
}

function unknownKey(key: string, path: readonly (string | number)[], schemas: readonly JsonSchema[]): Words {
  const known = [...new Set(schemas.flatMap(namedKeys))];
  const best = suggest(key, known);
  const hint =
    best !== null
      ? `did you mean \`${best}\`?`
      : known.length > 0 && known.length <= MOST_CHOICES
        ? `known here: ${known.join(', ')}`
        : undefined;
  return { message: `unknown key ${quoteWord(key)}${inside(path)}`, ...(hint === undefined ? {} : { hint }) };
}

function inside(path: readonly (string | number)[]): string {
  return path.length === 0 ? '' : ` in ${nameOf(path)}`;
}

function keyOf(path: readonly (string | number)[]): string {
  return path.findLast((step) => typeof step === 'string') ?? '';
}

function exampleOf(schemas: readonly JsonSchema[]): string {
  for (const { examples } of schemas) {
    if (Array.isArray(examples) && typeof examples[0] === 'string') return `\`${examples[0]}\``;
  }
  return 'something else';
}
