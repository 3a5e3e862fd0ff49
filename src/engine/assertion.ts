/** The forms of an assertion, told apart once. */
import { OPERATOR_NAMES } from './operators/index.ts';
import type { OperatorName } from './operators/operator.ts';
import type { Assertion, Leaf, Operand } from './rule.ts';

export type Form =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Assertion[] }
  | { readonly kind: 'not'; readonly part: Assertion }
  | { readonly kind: 'every' | 'some'; readonly path: string; readonly part: Assertion }
  | {
      readonly kind: 'leaf';
      readonly path: string;
      readonly operator: OperatorName;
      readonly operand: Operand;
    };

/** Which form an assertion has. */
export function formOf(assertion: Assertion): Form {
  if ('all' in assertion) return { kind: 'all', parts: assertion.all };
  if ('any' in assertion) return { kind: 'any', parts: assertion.any };
  if ('not' in assertion) return { kind: 'not', part: assertion.not };
  const path = assertion.path ?? '';
  if (assertion.every !== undefined) return { kind: 'every', path, part: assertion.every };
  if (assertion.some !== undefined) return { kind: 'some', path, part: assertion.some };
  return { kind: 'leaf', path, ...operatorOf(assertion) };
}

function operatorOf(leaf: Leaf): { readonly operator: OperatorName; readonly operand: Operand } {
  for (const operator of OPERATOR_NAMES) {
    const operand = leaf[operator];
    if (operand !== undefined) return { operator, operand };
  }
  throw new TypeError(`a leaf without an operator: ${JSON.stringify(leaf)}`);
}

/** What an operand refers to. */
export type Reference =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'param'; readonly name: string }
  | { readonly kind: 'item'; readonly name: string }
  | { readonly kind: 'field'; readonly name: string };

export function referenceOf(operand: Operand): Reference {
  if (operand === null || typeof operand !== 'object') return { kind: 'value', value: operand };
  if ('param' in operand) return { kind: 'param', name: operand.param };
  if ('item' in operand) return { kind: 'item', name: operand.item };
  if ('field' in operand) return { kind: 'field', name: operand.field };
  return { kind: 'value', value: operand };
}

/** The item that `forEach` is at: `.` is the item itself, other names are its keys. */
export function itemValue(item: unknown, name: string): unknown {
  if (name === '.') return item;
  const fields: Readonly<Record<string, unknown>> =
    typeof item === 'object' && item !== null ? { ...item } : {};
  return fields[name] ?? null;
}

/** A leaf of an assertion with where it stands in a fact: lists on the way appear as `*` (`listens.*.port`). */
export interface PlacedLeaf {
  readonly path: string;
  readonly operator: OperatorName;
  readonly operand: Operand;
}

const leavesByAssertion = new WeakMap<Assertion, readonly PlacedLeaf[]>();

/** Every leaf, in order. Hundreds of rules may share an assertion. */
export function leavesOf(assertion: Assertion, prefix = ''): readonly PlacedLeaf[] {
  if (prefix !== '') return findLeaves(assertion, prefix);
  let leaves = leavesByAssertion.get(assertion);
  if (leaves === undefined) {
    leaves = findLeaves(assertion, prefix);
    leavesByAssertion.set(assertion, leaves);
  }
  return leaves;
}

function findLeaves(assertion: Assertion, prefix: string): readonly PlacedLeaf[] {
  const form = formOf(assertion);
  const at = (path: string): string => [prefix, path].filter((part) => part !== '').join('.');
  switch (form.kind) {
    case 'all':
    case 'any':
      return form.parts.flatMap((part) => findLeaves(part, prefix));
    case 'not':
      return findLeaves(form.part, prefix);
    case 'every':
    case 'some':
      return findLeaves(form.part, at(`${form.path === '' ? '' : `${form.path}.`}*`));
    case 'leaf':
      return [{ path: at(form.path), operator: form.operator, operand: form.operand }];
  }
}

/** The field that an assertion is about, the first where it is about several. */
export function assertedPath(assertion: Assertion): string {
  if ('all' in assertion) return assertedPath(assertion.all[0] ?? {});
  if ('any' in assertion) return assertedPath(assertion.any[0] ?? {});
  if ('not' in assertion) return assertedPath(assertion.not);
  return assertion.path ?? '';
}
