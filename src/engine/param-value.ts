/** Values of rules' parameters: read by the type that the rule declares, wherever they are written. */

import { quoteValue, typeWords } from '../source/quote.ts';
import { suggest } from '../source/suggest.ts';
import { parseRange } from './cidr.ts';
import { formatDuration, parseDuration } from './duration.ts';
import type { ParamDeclaration, ParamType } from './rule.ts';

export type ParamOutcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | {
      readonly kind: 'fault';
      readonly message: string;
      readonly hint?: string;
      /** Index of the item at fault, where the value is a list. */
      readonly item?: number;
    };

const TYPE_WORDS: Readonly<Record<ParamType | 'object', string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  duration: 'a length of time such as `30s`, `10 min` or `90d`',
  cidr: 'an address or range such as `10.0.0.0/8`',
  object: 'a map',
};

/** The effective value (durations in seconds) of what stands in YAML, or what is wrong with it. */
export function readParam(name: string, declaration: ParamDeclaration, raw: unknown): ParamOutcome {
  if (declaration.type !== 'array') return readOne(`\`${name}\``, declaration.type, declaration, raw);
  if (!Array.isArray(raw)) return wrongType(`\`${name}\``, 'array', raw);
  const values: unknown[] = [];
  for (const [item, element] of raw.entries()) {
    const outcome = readOne(`an item of \`${name}\``, declaration.items ?? 'string', declaration, element);
    if (outcome.kind === 'fault') return { ...outcome, item };
    values.push(outcome.value);
  }
  return { kind: 'value', value: values };
}

/**
 * As `readParam`, for text from the command line: numbers and booleans are read from the text, lists from JSON or from
 * items between commas.
 */
export function readParamText(name: string, declaration: ParamDeclaration, text: string): ParamOutcome {
  if (declaration.type !== 'array') return readParam(name, declaration, scalarOf(declaration.type, text));
  if (text.trimStart().startsWith('[')) {
    try {
      return readParam(name, declaration, JSON.parse(text));
    } catch {
      return {
        kind: 'fault',
        message: `\`${name}\` is not a JSON list`,
        hint: 'write items between commas: a,b',
      };
    }
  }
  const items =
    text === '' ? [] : text.split(',').map((item) => scalarOf(declaration.items ?? 'string', item.trim()));
  return readParam(name, declaration, items);
}

function scalarOf(type: ParamType | 'object', text: string): unknown {
  if ((type === 'number' || type === 'integer') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function readOne(
  name: string,
  type: ParamType | 'object',
  declaration: ParamDeclaration,
  raw: unknown,
): ParamOutcome {
  const value = typedValue(type, raw);
  if (value === undefined) return wrongType(name, type, raw);
  const { enum: choices, minimum, maximum } = declaration;
  if (choices !== undefined && !choices.some((choice) => choice === value || choice === raw)) {
    const words = choices.map(String);
    const best = typeof raw === 'string' ? suggest(raw, words) : null;
    return {
      kind: 'fault',
      message: `${name} must be one of ${words.join(', ')}; found ${quoteValue(raw)}`,
      ...(best === null ? {} : { hint: `did you mean \`${best}\`?` }),
    };
  }
  const inWords = type === 'duration' ? formatDuration : String;
  if (typeof value === 'number' && minimum !== undefined && value < minimum) {
    return {
      kind: 'fault',
      message: `${name} must be at least ${inWords(minimum)}; found ${quoteValue(raw)}`,
    };
  }
  if (typeof value === 'number' && maximum !== undefined && value > maximum) {
    return {
      kind: 'fault',
      message: `${name} must be at most ${inWords(maximum)}; found ${quoteValue(raw)}`,
    };
  }
  return { kind: 'value', value };
}

/** The value, or undefined where it is of another type. */
function typedValue(type: ParamType | 'object', raw: unknown): unknown {
  switch (type) {
    case 'string':
      return typeof raw === 'string' ? raw : undefined;
    case 'cidr':
      return typeof raw === 'string' && parseRange(raw) !== null ? raw : undefined;
    case 'number':
      return typeof raw === 'number' && Number.isFinite(raw) ? raw : undefined;
    case 'integer':
      return typeof raw === 'number' && Number.isInteger(raw) ? raw : undefined;
    case 'boolean':
      return typeof raw === 'boolean' ? raw : undefined;
    case 'duration':
      return parseDuration(raw) ?? undefined;
    case 'array':
      return Array.isArray(raw) ? raw : undefined;
    case 'object':
      return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : undefined;
  }
}

function wrongType(name: string, type: ParamType | 'object', raw: unknown): ParamOutcome {
  const found = typeof raw === 'string' || typeof raw === 'number' ? quoteValue(raw) : typeWords(raw);
  const hint =
    type === 'string' && (typeof raw === 'number' || typeof raw === 'boolean')
      ? { hint: 'put it in quotes' }
      : type === 'array' && typeof raw === 'string'
        ? { hint: 'write it as a list: `[…]`' }
        : {};
  return { kind: 'fault', message: `${name} must be ${TYPE_WORDS[type]}; found ${found}`, ...hint };
}
