/**
 * Errors of a JSON Schema validator, each at its place in the YAML: an unknown key at the key, a missing one at the key of
 * the map that lacks it, a wrong value at the value. What ajv says about forms that nobody meant is left out.
 */
import type { ErrorObject } from 'ajv';
import type { Diagnostic } from './diagnostic.ts';
import { childOf, isObject, type JsonSchema, knowsKey, schemasAt } from './schema-walk.ts';
import { choiceWords, schemaWords, type Words } from './schema-words.ts';
import { lineOf, lineText, type SourceText } from './text.ts';
import type { YamlDocument, YamlPath } from './yaml.ts';
import type { Extent } from './yaml-value.ts';

const MOST_FAULTS = 100;

interface Placed {
  readonly error: ErrorObject;
  readonly path: YamlPath;
  readonly schemas: readonly JsonSchema[];
}

/** Errors that make one message; the first stands for their place. */
type Group = readonly [Placed, ...Placed[]];

/**
 * The diagnostics for `errors`, in the order of the file, without duplicates, at most a hundred.
 *
 * @param errors of ajv with `allErrors`; neither `verbose` nor the errors' `schemaPath` is needed
 * @param schema the root schema that the document was validated with
 */
export function schemaDiagnostics(
  source: SourceText,
  document: YamlDocument,
  errors: readonly ErrorObject[],
  schema: JsonSchema,
): readonly Diagnostic[] {
  const schemas = new Map<string, readonly JsonSchema[]>();
  const placed = errors
    .filter((error) => error.propertyName === undefined)
    .map((error) => place(error, document.value, schema, schemas));
  const groups = grouped(meantErrors(placed)).map((group) => ({
    group,
    extent: extentFor(source, document, group),
  }));
  groups.sort((a, b) => a.extent.start - b.extent.start);
  const diagnostics = new Map<string, Diagnostic>();
  for (const { group, extent } of groups.slice(0, MOST_FAULTS)) {
    const { message, hint } = wordsFor(document, group);
    const diagnostic = { message, source, ...extent, ...(hint === undefined ? {} : { hint }) };
    diagnostics.set(`${extent.start}:${message}`, diagnostic);
  }
  const more = groups.length - MOST_FAULTS;
  return more <= 0
    ? [...diagnostics.values()]
    : [...diagnostics.values(), { message: `and ${more} faults more` }];
}

/**
 * The place of what stands at `path`, for a caret: the value, but the key where the value runs over several lines, and
 * the first line of a list item that does. Where `path` leads nowhere, the nearest place above it.
 */
export function caretAt(
  source: SourceText,
  document: YamlDocument,
  path: YamlPath,
  part: 'key' | 'value',
): Extent {
  for (let length = path.length; length >= 0; length--) {
    const shorter = path.slice(0, length);
    const wanted = length === path.length ? part : 'key';
    const extent = length === 0 ? firstKey(document) : document.locate(shorter, wanted);
    if (extent === undefined) continue;
    if (lineOf(source, extent.start) === lineOf(source, extent.end)) return extent;
    const key = document.locate(shorter, 'key') ?? extent;
    const line = lineOf(source, key.start);
    const lineEnd = (source.lineStarts[line - 1] ?? 0) + lineText(source, line).trimEnd().length;
    return { start: key.start, end: Math.max(key.start, Math.min(key.end, lineEnd)) };
  }
  return { start: 0, end: 0 };
}

function firstKey(document: YamlDocument): Extent | undefined {
  const first = isObject(document.value) ? Object.keys(document.value)[0] : undefined;
  return first === undefined ? document.locate([], 'value') : document.locate([first], 'key');
}

function place(
  error: ErrorObject,
  data: unknown,
  schema: JsonSchema,
  known: Map<string, readonly JsonSchema[]>,
): Placed {
  const path: (string | number)[] = [];
  let value = data;
  for (const step of error.instancePath.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(name) : name);
    value = childOf(value, name);
  }
  const schemas = known.get(error.instancePath) ?? schemasAt(schema, data, path);
  known.set(error.instancePath, schemas);
  return { error, path, schemas };
}

/** The errors about the form that was meant; an alternative that explains nothing by itself stays as such. */
function meantErrors(placed: readonly Placed[]): readonly Placed[] {
  const kept = placed.filter(isMeant);
  const explained = new Set<string>();
  for (const { error } of kept) {
    const steps = error.instancePath.split('/');
    for (let length = steps.length; length > 0; length--) explained.add(steps.slice(0, length).join('/'));
  }
  const alternatives = placed.filter(
    ({ error }) => isAlternative(error) && !explained.has(error.instancePath),
  );
  const all = [...kept, ...alternatives];
  return all.length > 0 ? all : placed;
}

function isAlternative(error: ErrorObject): boolean {
  return error.keyword === 'oneOf' || error.keyword === 'anyOf';
}

function isMeant({ error, schemas }: Placed): boolean {
  const { keyword } = error;
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (keyword) {
    case 'oneOf':
    case 'anyOf':
    case 'if':
      return false;
    case 'false schema':
      return true;
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params.additionalProperty ?? params.unevaluatedProperty);
      return schemas.some((schema) => keyword in schema) && !schemas.some((schema) => knowsKey(schema, key));
    }
    case 'required':
      return schemas.some(
        ({ required }) => Array.isArray(required) && required.includes(params.missingProperty),
      );
    case 'type':
      return schemas.some(({ type }) => String(type) === String(params.type));
    case 'enum':
      return schemas.some((schema) => JSON.stringify(schema.enum) === JSON.stringify(params.allowedValues));
    case 'const':
      return schemas.some((schema) => schema.const === params.allowedValue);
    default:
      return schemas.some((schema) => keyword in schema);
  }
}

/** Errors about the same value's type or choice belong into one message; every other error stands alone. */
function grouped(placed: readonly Placed[]): readonly Group[] {
  const choices = new Map<string, [Placed, ...Placed[]]>();
  const groups: [Placed, ...Placed[]][] = [];
  for (const one of placed) {
    if (!isChoice(one.error)) {
      groups.push([one]);
      continue;
    }
    const group = choices.get(one.error.instancePath);
    if (group !== undefined) group.push(one);
    else {
      const started: [Placed, ...Placed[]] = [one];
      choices.set(one.error.instancePath, started);
      groups.push(started);
    }
  }
  return groups;
}

function isChoice(error: ErrorObject): boolean {
  return error.keyword === 'type' || error.keyword === 'enum' || error.keyword === 'const';
}

function wordsFor(document: YamlDocument, group: Group): Words {
  const [{ error, path, schemas }] = group;
  const value = path.reduce<unknown>(childOf, document.value);
  const errors = group.map((one) => one.error);
  return isChoice(error) ? choiceWords(errors, path, value) : schemaWords(error, path, value, schemas);
}

function extentFor(source: SourceText, document: YamlDocument, [{ error, path }]: Group): Extent {
  const params: Readonly<Record<string, unknown>> = error.params;
  const key = params.additionalProperty ?? params.unevaluatedProperty ?? params.propertyName;
  if (typeof key === 'string') return caretAt(source, document, [...path, key], 'key');
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return caretAt(source, document, path, 'key');
    case 'uniqueItems':
      return caretAt(source, document, [...path, Math.max(Number(params.i), Number(params.j))], 'value');
    default:
      return caretAt(source, document, path, 'value');
  }
}
