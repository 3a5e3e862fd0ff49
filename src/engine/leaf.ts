/** One operator on one field, compiled: the fast answer, and the answer with the values that decided it. */
import type { CompileContext, Judge } from './compile.ts';
import {
  type DecidingLeaf,
  type Explained,
  type Scope,
  unknownAt,
  unknownBelow,
  unknownElement,
} from './explain.ts';
import { OPERATORS } from './operators/index.ts';
import { type Check, judge, type OperatorName } from './operators/operator.ts';
import { type Code, FAIL, NONE, negated, PASS, UNKNOWN } from './outcome.ts';
import { joined, reader } from './shape.ts';

/** What an operator compares with: a value, or the field of the fact that holds it. */
export type BoundOperand = { readonly value: unknown } | { readonly field: string };

/** Compiles one leaf. */
export function compileLeaf(
  path: string,
  operator: OperatorName,
  operand: BoundOperand,
  context: CompileContext,
): Judge {
  const read = reader(context.shape, path);
  if ('value' in operand) {
    const check = OPERATORS[operator].bind(operand.value, context.isBuiltIn);
    return {
      test: (value) => testValue(check, read(value)),
      explain: (scope) => explainLeaf(check, read(scope.value), joined(scope.path, path), scope),
    };
  }
  const readOperand = reader(context.root, operand.field);
  const bind = (value: unknown): Check => OPERATORS[operator].bind(value, context.isBuiltIn);
  return {
    test(value, root) {
      const other = readOperand(root);
      return other === undefined ? NONE : testValue(bind(other), read(value));
    },
    explain(scope) {
      const reason = unknownAt(scope.fact, operand.field) ?? unknownBelow(scope.fact, operand.field);
      const other = readOperand(scope.fact.value);
      const full = joined(scope.path, path);
      if (reason !== null) {
        return { code: UNKNOWN, leaves: [leafOf(operand.field, other ?? null, scope, reason)] };
      }
      if (other === undefined) return { code: NONE, leaves: [] };
      return explainLeaf(bind(other), read(scope.value), full, scope);
    },
  };
}

function testValue(check: Check, value: unknown): Code {
  if (value === undefined) return NONE;
  return value === null ? check.absent : judge(check, value);
}

function explainLeaf(check: Check, value: unknown, path: string, scope: Scope): Explained {
  const reason = scope.isKnown ? null : unknownAt(scope.fact, path);
  if (reason !== null) return { code: UNKNOWN, leaves: [leafOf(path, value ?? null, scope, reason)] };
  if (value === undefined) return { code: NONE, leaves: [] };
  if (check.over !== null && Array.isArray(value)) return explainList(check, value, path, scope);
  const code = testValue(check, value);
  return { code, leaves: [explainedValue(check, value, path, scope, code)] };
}

/** A list whose elements are judged one by one; some of them may be unknown. The elements that decided are named. */
function explainList(check: Check, list: readonly unknown[], path: string, scope: Scope): Explained {
  const codes = list.map((element, index): Code => {
    const at = `${path}.${index}`;
    const isUnknown = unknownAt(scope.fact, at) !== null;
    return isUnknown ? UNKNOWN : check.test(element);
  });
  const decisive: Code = check.over === 'all' ? FAIL : PASS;
  const start = negated(decisive);
  const more = unknownElement(scope.fact, path, list.length);
  if (more !== null && !codes.includes(decisive)) {
    return { code: UNKNOWN, leaves: [leafOf(path, list, scope, more)] };
  }
  const code: Code = codes.includes(decisive) ? decisive : codes.includes(UNKNOWN) ? UNKNOWN : start;
  if (code === start) return { code, leaves: [leafOf(path, list, scope, null)] };
  const leaves = list.flatMap((element, index) => {
    if (codes[index] !== code) return [];
    const at = `${path}.${index}`;
    const reason = unknownAt(scope.fact, at);
    return [
      reason === null ? explainedValue(check, element, at, scope, code) : leafOf(at, element, scope, reason),
    ];
  });
  return { code, leaves };
}

function explainedValue(check: Check, value: unknown, path: string, scope: Scope, code: Code): DecidingLeaf {
  const reason = code === UNKNOWN ? (check.why?.(value) ?? null) : null;
  const witness = code === FAIL ? (check.witness?.(value) ?? null) : null;
  return { path, value, element: scope.element, reason, witness };
}

function leafOf(path: string, value: unknown, scope: Scope, reason: string | null): DecidingLeaf {
  return { path, value, element: scope.element, reason, witness: null };
}
