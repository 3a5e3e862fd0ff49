/**
 * Which parts of a JSON Schema apply to a piece of data. Where a schema offers several forms (`oneOf`, `anyOf`), the one
 * that the author of the data most likely meant is taken, so that errors speak about that form and no other.
 */

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A form that cannot apply because the data is of another type scores below this. */
const OTHER_TYPE = -100;
const MOST_REFERENCES = 50;

/** The schemas, without `$ref`, `allOf` and alternatives around them, that apply to what stands at `path` in `data`. */
export function schemasAt(
  root: JsonSchema,
  data: unknown,
  path: readonly (string | number)[],
): readonly JsonSchema[] {
  let nodes = settle(root, root, data);
  let value = data;
  for (const step of path) {
    value = childOf(value, step);
    nodes = nodes.flatMap((node) => subschemas(node, step)).flatMap((node) => settle(root, node, value));
  }
  return nodes;
}

/** What stands under a key or index; undefined where nothing does. */
export function childOf(data: unknown, step: string | number): unknown {
  if (Array.isArray(data)) return data[Number(step)];
  if (isObject(data) && Object.hasOwn(data, step)) return data[step];
  return undefined;
}

/** The keys that a schema names itself. */
export function namedKeys(schema: JsonSchema): readonly string[] {
  return isObject(schema.properties) ? Object.keys(schema.properties) : [];
}

/** True where a schema says something about this key: named, or by pattern. */
export function knowsKey(schema: JsonSchema, key: string): boolean {
  if (namedKeys(schema).includes(key)) return true;
  return patternSchemas(schema, key).length > 0 || isObject(schema.additionalProperties);
}

function settle(
  root: JsonSchema,
  schema: JsonSchema,
  data: unknown,
  budget = MOST_REFERENCES,
): readonly JsonSchema[] {
  const node = dereference(root, schema);
  if (budget === 0) return [node];
  const parts = [...listOf(node.allOf), ...['if', 'then', 'else'].flatMap((key) => listOf([node[key]]))];
  const forms = [...listOf(node.oneOf), ...listOf(node.anyOf)];
  return [
    node,
    ...[...parts, ...meant(root, forms, data)].flatMap((part) => settle(root, part, data, budget - 1)),
  ];
}

/** The forms that fit best; all of them where the data is of a type that none of them takes. */
function meant(root: JsonSchema, forms: readonly JsonSchema[], data: unknown): readonly JsonSchema[] {
  const scored = forms.map((form) => ({ form, score: fit(root, form, data, 2), size: formSize(root, form) }));
  scored.sort((a, b) => b.score - a.score || b.size - a.size);
  const best = scored[0];
  if (best === undefined) return [];
  return best.score <= OTHER_TYPE ? forms : [best.form];
}

function formSize(root: JsonSchema, form: JsonSchema): number {
  return namedKeys(dereference(root, form)).length;
}

/** How well data fits a schema; higher is better. Looks `depth` levels down for constants that tell forms apart. */
function fit(root: JsonSchema, schema: JsonSchema, data: unknown, depth: number): number {
  const node = dereference(root, schema);
  let score = typeFit(node, data);
  if (isObject(data)) score += keysFit(root, node, data, depth);
  if (depth === 0) return score;
  for (const part of listOf(node.allOf)) score += fit(root, part, data, depth - 1);
  const forms = [...listOf(node.oneOf), ...listOf(node.anyOf)].map((form) =>
    fit(root, form, data, depth - 1),
  );
  return forms.length === 0 ? score : score + Math.max(...forms);
}

function typeFit(node: JsonSchema, data: unknown): number {
  const allowed = Array.isArray(node.enum) ? node.enum : 'const' in node ? [node.const] : null;
  if (allowed !== null) {
    if (allowed.includes(data)) return 10;
    return allowed.some((value) => typeName(value) === typeName(data)) ? -10 : OTHER_TYPE;
  }
  const types = [node.type].flat().filter((type) => typeof type === 'string');
  if (types.length === 0) return 0;
  const found = typeName(data);
  return types.some((type) => type === found || (type === 'integer' && found === 'number')) ? 1 : OTHER_TYPE;
}

function keysFit(root: JsonSchema, node: JsonSchema, data: JsonSchema, depth: number): number {
  let score = 0;
  for (const key of Object.keys(data).slice(0, 50)) {
    const property = isObject(node.properties) ? node.properties[key] : undefined;
    if (isObject(property)) {
      const field = dereference(root, property);
      score += 2;
      if (depth > 0 && ('const' in field || 'enum' in field)) score += typeFit(field, data[key]) > 0 ? 5 : -5;
    } else if (node.additionalProperties === false && !knowsKey(node, key)) score -= 2;
  }
  const required = Array.isArray(node.required) ? node.required : [];
  return score - required.filter((key) => typeof key === 'string' && !Object.hasOwn(data, key)).length;
}

function subschemas(node: JsonSchema, step: string | number): readonly JsonSchema[] {
  const key = String(step);
  const named = isObject(node.properties) ? listOf([node.properties[key]]) : [];
  const matching = [...named, ...patternSchemas(node, key)];
  if (matching.length > 0) return matching;
  if (typeof step === 'number') {
    const prefix = Array.isArray(node.prefixItems) ? node.prefixItems[step] : undefined;
    return listOf([prefix ?? node.items]);
  }
  return listOf([node.additionalProperties]);
}

function patternSchemas(node: JsonSchema, key: string): readonly JsonSchema[] {
  const patterns = isObject(node.patternProperties) ? node.patternProperties : {};
  return Object.entries(patterns).flatMap(([pattern, schema]) =>
    isObject(schema) && new RegExp(pattern, 'u').test(key) ? [schema] : [],
  );
}

/** Follows `$ref` inside the same schema (`#/$defs/name`); a schema beside a `$ref` is merged over it. */
function dereference(root: JsonSchema, schema: JsonSchema): JsonSchema {
  let node = schema;
  for (let steps = 0; steps < MOST_REFERENCES; steps++) {
    const ref = node.$ref;
    if (typeof ref !== 'string' || !ref.startsWith('#')) return node;
    const { $ref: _, ...rest } = node;
    const target = ref
      .slice(1)
      .split('/')
      .slice(1)
      .reduce<unknown>((at, step) => childOf(at, step.replaceAll('~1', '/').replaceAll('~0', '~')), root);
    if (!isObject(target)) return rest;
    node = { ...target, ...rest };
  }
  return node;
}

function listOf(parts: unknown): readonly JsonSchema[] {
  return Array.isArray(parts) ? parts.filter(isObject) : [];
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
