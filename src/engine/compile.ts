/**
 * Assertions become closures over plain values that answer with a small integer; the same tree explains itself where an
 * answer has to be given in words. Both ways agree: a property test holds them to it.
 */
import { formOf, itemValue, type Reference, referenceOf } from './assertion.ts';
import {
  combine,
  type DecidingLeaf,
  type Explained,
  type Scope,
  unknownAt,
  unknownElement,
} from './explain.ts';
import type { FieldShape } from './fact.ts';
import { type BoundOperand, compileLeaf } from './leaf.ts';
import { both, type Code, either, FAIL, NONE, negated, PASS, UNKNOWN } from './outcome.ts';
import type { Assertion } from './rule.ts';
import { joined, reader, shapeAt } from './shape.ts';

/** A compiled assertion. */
export interface Judge {
  /** For facts in which nothing is unknown. `value` is the fact's value or an element, `root` the fact's value. */
  test(value: unknown, root: unknown): Code;
  /** For any fact, with the leaves that decided. */
  explain(scope: Scope): Explained;
}

export interface CompileContext {
  /** The shape of what paths start from: a fact, or an element of `each`, `every`, `some`. */
  readonly shape: FieldShape;
  /** The shape of the whole fact, for `{ field: … }`. */
  readonly root: FieldShape;
  readonly params: Readonly<Record<string, unknown>>;
  /** The item that `forEach` is at. */
  readonly item: unknown;
  readonly isBuiltIn: boolean;
}

/** Compiles an assertion of a rule that was checked when it was loaded. */
export function compile(assertion: Assertion, context: CompileContext): Judge {
  const form = formOf(assertion);
  switch (form.kind) {
    case 'all':
      return compileParts(form.parts, context, both, PASS);
    case 'any':
      return compileParts(form.parts, context, either, FAIL);
    case 'not': {
      const inner = compile(form.part, context);
      return {
        test: (value, root) => negated(inner.test(value, root)),
        explain(scope) {
          const { code, leaves } = inner.explain(scope);
          return { code: negated(code), leaves };
        },
      };
    }
    case 'every':
      return compileElements(form.path, form.part, context, both, PASS);
    case 'some':
      return compileElements(form.path, form.part, context, either, FAIL);
    case 'leaf': {
      const { path, operator, operand } = form;
      return compileLeaf(path, operator, boundOperand(referenceOf(operand), context), context);
    }
  }
}

function boundOperand(reference: Reference, { params, item }: CompileContext): BoundOperand {
  switch (reference.kind) {
    case 'field':
      return { field: reference.name };
    case 'param':
      return { value: params[reference.name] };
    case 'item':
      return { value: itemValue(item, reference.name) };
    case 'value':
      return { value: reference.value };
  }
}

type Combination = (a: Code, b: Code) => Code;

/** `start` is what no part at all gives; its opposite decides and ends the walk. */
function compileParts(
  parts: readonly Assertion[],
  context: CompileContext,
  combination: Combination,
  start: typeof PASS | typeof FAIL,
): Judge {
  const judges = parts.map((part) => compile(part, context));
  const decisive = negated(start);
  return {
    test(value, root) {
      let code: Code = start;
      for (const judge of judges) {
        code = combination(code, judge.test(value, root));
        if (code === decisive) break;
      }
      return code;
    },
    explain(scope) {
      if (!scope.isKnown) {
        const explained = judges.map((judge) => judge.explain(scope));
        return combined(explained, combination, start);
      }
      const codes = judges.map((judge) => judge.test(scope.value, scope.fact.value));
      const code = codes.reduce(combination, start);
      const deciding = judges.filter((_, index) => codes[index] === code);
      return combine(
        deciding.map((judge) => judge.explain(scope)),
        code,
      );
    },
  };
}

/** An empty list gives `start`, a list that is absent fails. */
function compileElements(
  path: string,
  part: Assertion,
  context: CompileContext,
  combination: Combination,
  start: typeof PASS | typeof FAIL,
): Judge {
  const outcome = shapeAt(context.shape, path);
  const element =
    outcome.kind === 'shape' && outcome.shape.type === 'list' ? outcome.shape.of : context.shape;
  const judge = compile(part, { ...context, shape: element });
  const read = reader(context.shape, path);
  const decisive = negated(start);
  return {
    test(value, root) {
      const list = read(value);
      if (list === undefined) return NONE;
      if (!Array.isArray(list)) return FAIL;
      let code: Code = start;
      for (const one of list) {
        code = combination(code, judge.test(one, root));
        if (code === decisive) break;
      }
      return code;
    },
    explain(scope) {
      const full = joined(scope.path, path);
      const list = read(scope.value);
      const leaf = (reason: string | null): readonly DecidingLeaf[] => [
        { path: full, value: list ?? null, element: scope.element, reason, witness: null },
      ];
      const reason = unknownAt(scope.fact, full);
      if (reason !== null) return { code: UNKNOWN, leaves: leaf(reason) };
      if (list === undefined) return { code: NONE, leaves: [] };
      if (!Array.isArray(list)) return { code: FAIL, leaves: leaf(null) };
      const codes = scope.isKnown ? list.map((one: unknown) => judge.test(one, scope.fact.value)) : null;
      const known = codes?.reduce(combination, start) ?? null;
      const explained: Explained[] = list.map((one: unknown, index) => {
        if (codes !== null && codes[index] !== known) return { code: codes[index] ?? start, leaves: [] };
        const at = `${full}.${index}`;
        const isObject = typeof one === 'object' && one !== null;
        return judge.explain({
          ...scope,
          value: one,
          path: at,
          element: isObject ? { path: at, value: one } : scope.element,
        });
      });
      const more = unknownElement(scope.fact, full, list.length);
      if (more !== null) explained.push({ code: UNKNOWN, leaves: leaf(more) });
      if (explained.length === 0) return { code: start, leaves: leaf(null) };
      return combined(explained, combination, start);
    },
  };
}

function combined(parts: readonly Explained[], combination: Combination, start: Code): Explained {
  return combine(
    parts,
    parts.reduce<Code>((code, part) => combination(code, part.code), start),
  );
}
