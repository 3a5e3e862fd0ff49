/** What an operator is: which fields it judges, what it compares them with, and the judgement itself. */
import type { FieldShape } from '../fact.ts';
import { type Code, codeOf, FAIL, PASS, UNKNOWN } from '../outcome.ts';
import type { Leaf } from '../rule.ts';

/** Operators that compare a value; `every` and `some` go into lists and stand in `assertion.ts`. */
export type OperatorName = Exclude<keyof Leaf, 'path' | 'every' | 'some'>;

/** What is known of an operand when a rule is loaded. `null` stands for any type: an item of a list of maps. */
export interface OperandType {
  readonly list: boolean;
  readonly type: 'string' | 'number' | 'boolean' | null;
  /** The value itself, where the rule holds it. */
  readonly literal?: unknown;
}

export interface Operator {
  readonly name: OperatorName;
  /** One line for the reference. */
  readonly about: string;
  /** What a field must be, in words: "a number". */
  readonly judges: string;
  fits(shape: FieldShape): boolean;
  /** What is wrong with an operand for such a field, as "needs …"; null where it fits. */
  operandFault(operand: OperandType, shape: FieldShape): string | null;
  /** Binds the operand, so that judging is only comparing. */
  bind(operand: unknown, isBuiltIn: boolean): Check;
}

/** An operator with its operand. */
export interface Check {
  /** What an absent value (null) gives. */
  readonly absent: Code;
  /** Judges a value that is there; of a list, one element. */
  test(value: unknown): Code;
  /** For lists: whether all elements must hold or one is enough. Null where `test` takes the value as a whole. */
  readonly over: 'all' | 'any' | null;
  /** Why `test` gave unknown. */
  why?(value: unknown): string;
  /** An example of what is wrong with a value: an address outside. */
  witness?(value: unknown): string | null;
}

/** A check of a whole value that either holds or does not; what is absent fails. */
export function holds(test: (value: unknown) => boolean): Check {
  return { absent: FAIL, over: null, test: (value) => codeOf(test(value)) };
}

/** A check of each element of a list. */
export function overElements(over: 'all' | 'any', test: (value: unknown) => boolean): Check {
  return { absent: FAIL, over, test: (value) => codeOf(test(value)) };
}

/** Judges a value that is there. */
export function judge(check: Check, value: unknown): Code {
  if (check.over === null) return check.test(value);
  if (!Array.isArray(value)) return check.test(value);
  let unknown = false;
  for (const element of value) {
    const code = check.test(element);
    if (code === UNKNOWN) unknown = true;
    else if (check.over === 'all' ? code === FAIL : code === PASS) return code;
  }
  return unknown ? UNKNOWN : check.over === 'all' ? PASS : FAIL;
}

export function isScalar(shape: FieldShape): boolean {
  return shape.type === 'string' || shape.type === 'number' || shape.type === 'boolean';
}

export function isScalarList(shape: FieldShape): boolean {
  return shape.type === 'list' && isScalar(shape.of);
}

const WORDS = { string: 'text', number: 'a number', boolean: 'true or false' } as const;
const LIST_WORDS = { string: 'a list of text', number: 'a list of numbers', boolean: 'a list' } as const;

/** What is wrong with an operand that must be of the type of the field (of a list: of its elements). */
export function sameTypeFault(operand: OperandType, shape: FieldShape, list: boolean): string | null {
  const wanted = shape.type === 'list' ? shape.of.type : shape.type;
  if (wanted !== 'string' && wanted !== 'number' && wanted !== 'boolean') return null;
  if (operand.list === list && (operand.type === null || operand.type === wanted)) return null;
  return (list ? LIST_WORDS : WORDS)[wanted];
}

/** As a set of scalars, for look-ups. */
export function scalarSet(operand: unknown): ReadonlySet<unknown> {
  return new Set(Array.isArray(operand) ? operand : [operand]);
}
