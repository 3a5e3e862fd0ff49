/** Field paths against the declared shape of facts: what a path leads to, and how its value is read. */
import type { FactKind, FieldShape } from './fact.ts';

export type ShapeOutcome =
  | { readonly kind: 'shape'; readonly shape: FieldShape }
  | {
      readonly kind: 'fault';
      /** The step that leads nowhere, and the names that would. */
      readonly step: string;
      readonly known: readonly string[];
      /** What stands before the step, where it has no fields at all: `a list`. */
      readonly below: string | null;
    };

/** A fact as a shape: what paths of `where`, `assert` and `at` start from. */
export function factShape(kind: FactKind): FieldShape {
  return { type: 'object', fields: kind.fields, about: kind.about };
}

/**
 * What a dotted path leads to from `shape`; the empty path is the shape itself. Elements of lists have no path of their
 * own: `every`, `some` and `each` go into lists.
 */
export function shapeAt(shape: FieldShape, path: string): ShapeOutcome {
  let at = shape;
  let before = '';
  for (const step of stepsOf(path)) {
    if (at.type === 'map') at = at.of;
    else if (at.type === 'object') {
      const next: FieldShape | undefined = Object.hasOwn(at.fields, step) ? at.fields[step] : undefined;
      if (next === undefined) return { kind: 'fault', step, known: Object.keys(at.fields), below: null };
      at = next;
    } else return { kind: 'fault', step, known: [], below: `${before} is ${shapeWords(at)}` };
    before = step;
  }
  return { kind: 'shape', shape: at };
}

export function isList(shape: FieldShape): shape is Extract<FieldShape, { type: 'list' }> {
  return shape.type === 'list';
}

export function stepsOf(path: string): readonly string[] {
  return path === '' ? [] : path.split('.');
}

/** Joins paths; either may be empty. */
export function joined(path: string, below: string): string {
  if (path === '') return below;
  return below === '' ? path : `${path}.${below}`;
}

/** A shape as a message names it: "a list of text". */
export function shapeWords(shape: FieldShape): string {
  switch (shape.type) {
    case 'string':
      return 'text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'list':
      return shape.of.type === 'object' ? 'a list of objects' : `a list of ${pluralOf(shape.of)}`;
    case 'object':
      return 'an object';
    case 'map':
      return 'a map';
  }
}

function pluralOf(shape: FieldShape): string {
  if (shape.type === 'number') return 'numbers';
  return shape.type === 'list' ? 'lists' : shapeWords(shape);
}

/**
 * A function that reads the value at `path`. Below something that is absent (null) everything is absent, and so is a
 * missing key of a map; any other missing field is undefined: the witness says nothing about it.
 */
export function reader(shape: FieldShape, path: string): (value: unknown) => unknown {
  let read: (value: unknown) => unknown = (value) => value;
  let at: FieldShape | undefined = shape;
  for (const [index, step] of stepsOf(path).entries()) {
    const before = read;
    const next = at?.type === 'map' ? mapKey(step) : field(step);
    read = index === 0 ? next : (value) => next(before(value));
    at = at?.type === 'map' ? at.of : at?.type === 'object' ? at.fields[step] : undefined;
  }
  return read;
}

function field(name: string): (value: unknown) => unknown {
  return (value) => {
    if (value === null || value === undefined) return value;
    return (value as Readonly<Record<string, unknown>>)[name];
  };
}

function mapKey(key: string): (value: unknown) => unknown {
  return (value) => {
    if (value === null || value === undefined) return value;
    return Object.hasOwn(value as object, key) ? (value as Readonly<Record<string, unknown>>)[key] : null;
  };
}
