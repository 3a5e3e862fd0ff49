/** Assertions against the shape of the facts that they judge: fields, operators that fit them, operands that fit both. */
import { quoteValue, typeWords } from '../source/quote.ts';
import type { YamlPath } from '../source/yaml.ts';
import type { FieldShape } from './fact.ts';
import { OPERATOR_NAMES, OPERATORS } from './operators/index.ts';
import type { OperandType, Operator } from './operators/operator.ts';
import { patternFault } from './regex.ts';
import {
  describe,
  type Fields,
  fault,
  fieldOf,
  fieldsOf,
  isFields,
  listOf,
  paramsOf,
  type RuleCheck,
  useParam,
} from './rule-check.ts';
import { isList, shapeWords } from './shape.ts';

/** Where an assertion stands. */
export interface AssertionScope {
  /** What paths start from; null where that is not known because of another fault. */
  readonly shape: FieldShape | null;
  /** The whole fact, for `{ field: … }`. */
  readonly root: FieldShape | null;
}

const ELEMENT_OPERATORS = ['every', 'some'] as const;
/** What a leaf must have exactly one of. */
export const LEAF_OPERATORS = [...OPERATOR_NAMES, ...ELEMENT_OPERATORS] as const;

/** Checks an assertion and everything in it. */
export function checkAssertion(
  check: RuleCheck,
  assertion: unknown,
  path: YamlPath,
  scope: AssertionScope,
): void {
  if (!isFields(assertion)) return;
  for (const form of ['all', 'any'] as const) {
    for (const [index, part] of listOf(assertion[form]).entries()) {
      checkAssertion(check, part, [...path, form, index], scope);
    }
  }
  if ('not' in assertion) checkAssertion(check, assertion.not, [...path, 'not'], scope);
  if (!['all', 'any', 'not'].some((form) => form in assertion)) checkLeaf(check, assertion, path, scope);
}

function checkLeaf(check: RuleCheck, leaf: Fields, path: YamlPath, scope: AssertionScope): void {
  const found = LEAF_OPERATORS.filter((name) => name in leaf);
  const hasStranger = Object.keys(leaf).some((key) => key !== 'path' && !found.some((name) => name === key));
  if (found.length === 0 && !hasStranger) {
    fault(check, path, 'a condition needs an operator', {
      hint: `operators are ${LEAF_OPERATORS.join(', ')}`,
    });
  }
  if (found.length > 1) {
    const names = found.map((name) => `\`${name}\``).join(' and ');
    fault(check, [...path, found[1] ?? ''], `a condition takes exactly one operator; found ${names}`, {
      hint: 'write two conditions under `all` or `any`',
      part: 'key',
    });
  }
  const field = typeof leaf.path === 'string' ? leaf.path : '';
  const fieldPath = 'path' in leaf ? [...path, 'path'] : path;
  const shape = scope.shape === null ? null : fieldOf(check, scope.shape, field, fieldPath);
  for (const name of OPERATOR_NAMES) {
    if (name in leaf) checkOperator(check, OPERATORS[name], leaf, [...path, name], shape, field, scope);
  }
  for (const name of ELEMENT_OPERATORS) {
    if (!(name in leaf)) continue;
    if (shape !== null && shape.type !== 'list') {
      fault(check, [...path, name], `\`${name}\` goes into a list, but ${describe(field, shape)}`, {
        part: 'key',
      });
    }
    const element = shape?.type === 'list' ? shape.of : null;
    checkAssertion(check, leaf[name], [...path, name], { ...scope, shape: element });
  }
}

function checkOperator(
  check: RuleCheck,
  operator: Operator,
  leaf: Fields,
  path: YamlPath,
  shape: FieldShape | null,
  field: string,
  scope: AssertionScope,
): void {
  const value = leaf[operator.name];
  const operand = operandType(check, value, path, scope);
  if (shape !== null && !operator.fits(shape)) {
    const message = `\`${operator.name}\` judges ${operator.judges}, but ${describe(field, shape)}`;
    const fitsElement = isList(shape) && operator.fits(shape.of);
    fault(check, path, message, {
      part: 'key',
      ...(fitsElement ? { hint: 'go into the list with `every` or `some`' } : {}),
    });
    return;
  }
  if (operand === null) return;
  const needs = shape === null ? null : operator.operandFault(operand, shape);
  if (needs !== null) {
    const message = `\`${operator.name}\` needs ${needs} here; found ${operandWords(value, operand)}`;
    fault(check, path, message, value === null ? { hint: 'to be absent is `exists: false`' } : {});
  }
  if (operator.name === 'matches') checkPattern(check, value, path);
}

function operandWords(value: unknown, operand: OperandType): string {
  if (!isFields(value) && !operand.list) return quoteValue(value);
  if (operand.type === null) return typeWords([]);
  const of = operand.type;
  return operand.list
    ? shapeWords({ type: 'list', of: { type: of, about: '' }, about: '' })
    : shapeWords({ type: of, about: '' });
}

/** The pattern itself, or the values of the parameter that holds it. */
function checkPattern(check: RuleCheck, value: unknown, path: YamlPath): void {
  const name = isFields(value) && typeof value.param === 'string' ? value.param : null;
  const declaration = name === null ? {} : fieldsOf(paramsOf(check)[name]);
  const patterns: readonly (readonly [unknown, YamlPath])[] =
    name === null
      ? [[value, path]]
      : [
          [declaration.default, ['params', name, 'default']],
          [declaration.strict, ['params', name, 'strict']],
        ];
  for (const [pattern, place] of patterns) {
    const wrong = typeof pattern === 'string' ? patternFault(pattern, check.isBuiltIn) : null;
    if (wrong !== null) fault(check, place, `this regular expression does not compile: ${wrong}`);
  }
}

/** What is known of an operand; null where a fault was reported. */
function operandType(
  check: RuleCheck,
  value: unknown,
  path: YamlPath,
  scope: AssertionScope,
): OperandType | null {
  if (!isFields(value)) return literalType(value);
  if (typeof value.param === 'string') {
    if (!useParam(check, value.param, [...path, 'param'])) return null;
    return paramType(fieldsOf(paramsOf(check)[value.param]));
  }
  if (typeof value.item === 'string') return itemType(check, value.item, [...path, 'item']);
  if (typeof value.field === 'string' && scope.root !== null) {
    const shape = fieldOf(check, scope.root, value.field, [...path, 'field']);
    return shape === null ? null : shapeType(shape);
  }
  return null;
}

function literalType(value: unknown): OperandType {
  const list = Array.isArray(value);
  const types = new Set([value].flat().flatMap((one) => scalarType(one) ?? []));
  const [type] = types;
  return { list, type: types.size === 1 ? (type ?? null) : null, literal: value };
}

function scalarType(value: unknown): 'string' | 'number' | 'boolean' | null {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : null;
}

function paramType({ type, items = 'string' }: Fields): OperandType {
  const list = type === 'array';
  return { list, type: scalarOfParam(list ? items : type) };
}

function scalarOfParam(type: unknown): OperandType['type'] {
  switch (type) {
    case 'string':
    case 'cidr':
      return 'string';
    case 'number':
    case 'integer':
    case 'duration':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return null;
  }
}

function shapeType(shape: FieldShape): OperandType {
  const of = shape.type === 'list' ? shape.of : shape;
  const isScalar = of.type === 'string' || of.type === 'number' || of.type === 'boolean';
  return { list: shape.type === 'list', type: isScalar ? of.type : null };
}

function itemType(check: RuleCheck, name: string, path: YamlPath): OperandType | null {
  const { param } = fieldsOf(check.data.forEach);
  if (typeof param !== 'string') {
    fault(check, path, '`item` stands for the element that `forEach` is at, and there is no `forEach`');
    return null;
  }
  const declaration = fieldsOf(paramsOf(check)[param]);
  const values = listOf(declaration.default).map((one) => (name === '.' ? one : fieldsOf(one)[name]));
  const [first] = values.filter((value) => value !== undefined);
  return {
    list: Array.isArray(first),
    type: Array.isArray(first) ? literalType(first).type : scalarType(first),
  };
}
