/**
 * Mutants of evidence: what a rule would be with one operator flipped, one threshold moved or one listed value left out.
 * An example must notice each, or nobody would notice if the rule were changed like that.
 */
import type { YamlPath } from '../source/yaml.ts';
import { formOf, referenceOf } from './assertion.ts';
import { isFactEvidence } from './compiled-rule.ts';
import type { OperatorName } from './operators/operator.ts';
import type { Assertion, Evidence, Leaf, Operand } from './rule.ts';
import { PROTOCOLS } from './version.ts';

export interface Mutant {
  /** What is changed, from the top of the rule file. */
  readonly at: YamlPath;
  /** How, for a person: "`atLeast` one higher". */
  readonly what: string;
  /** The evidence, changed; null where these parameters leave nothing to change. */
  apply(params: Readonly<Record<string, unknown>>): Evidence | null;
}

type Params = Readonly<Record<string, unknown>>;

/** A changed assertion, with where and how. */
interface Change {
  readonly at: YamlPath;
  readonly what: string;
  apply(params: Params): Assertion | null;
}

/** Every mutant of one piece of evidence. */
export function mutantsOf(evidence: Evidence, index: number): readonly Mutant[] {
  const at: YamlPath = ['evidence', index];
  if (isFactEvidence(evidence)) {
    const { where, assert } = evidence;
    const ofWhere = where === undefined ? [] : changesOf(where, [...at, 'where']);
    return [
      ...ofWhere.map((change) => mutant(change, (changed) => ({ ...evidence, where: changed }))),
      ...changesOf(assert, [...at, 'assert']).map((change) =>
        mutant(change, (changed) => ({ ...evidence, assert: changed })),
      ),
    ];
  }
  const { some, none, ...rest } = evidence;
  const [mode, query] = some === undefined ? (['none', none] as const) : (['some', some] as const);
  if (query === undefined) return [];
  const other = mode === 'some' ? 'none' : 'some';
  const flipped: Mutant = {
    at: [...at, mode],
    what: `\`${mode}\` as \`${other}\``,
    apply: () => ({ ...rest, [other]: query }),
  };
  const ofQuery = query.where === undefined ? [] : changesOf(query.where, [...at, mode, 'where']);
  return [
    flipped,
    ...ofQuery.map((change) =>
      mutant(change, (changed) => ({ ...evidence, [mode]: { ...query, where: changed } })),
    ),
  ];
}

function mutant({ at, what, apply }: Change, put: (changed: Assertion) => Evidence): Mutant {
  return {
    at,
    what,
    apply(params) {
      const changed = apply(params);
      return changed === null ? null : put(changed);
    },
  };
}

function changesOf(assertion: Assertion, at: YamlPath): readonly Change[] {
  const form = formOf(assertion);
  switch (form.kind) {
    case 'all':
    case 'any':
      return changesOfParts(form.kind, form.parts, at);
    case 'not':
      return [
        { at, what: '`not` left out', apply: () => form.part },
        ...changesOf(form.part, [...at, 'not']).map((change) => inside(change, (part) => ({ not: part }))),
      ];
    case 'every':
    case 'some': {
      const other = form.kind === 'every' ? 'some' : 'every';
      const path = form.path === '' ? {} : { path: form.path };
      const { kind } = form;
      return [
        {
          at: [...at, kind],
          what: `\`${kind}\` as \`${other}\``,
          apply: () => ({ ...path, [other]: form.part }),
        },
        ...changesOf(form.part, [...at, kind]).map((change) =>
          inside(change, (part) => ({ ...path, [kind]: part })),
        ),
      ];
    }
    case 'leaf':
      return changesOfLeaf(assertion, form.operator, form.operand, [...at, form.operator]);
  }
}

function inside(change: Change, around: (part: Assertion) => Assertion): Change {
  return {
    ...change,
    apply(params) {
      const changed = change.apply(params);
      return changed === null ? null : around(changed);
    },
  };
}

function changesOfParts(kind: 'all' | 'any', parts: readonly Assertion[], at: YamlPath): readonly Change[] {
  const other = kind === 'all' ? 'any' : 'all';
  const of = (changed: readonly Assertion[], as = kind): Assertion =>
    as === 'all' ? { all: changed } : { any: changed };
  const flip: Change = {
    at: [...at, kind],
    what: `\`${kind}\` as \`${other}\``,
    apply: () => of(parts, other),
  };
  const inner = parts.flatMap((part, index) =>
    changesOf(part, [...at, kind, index]).map((change) =>
      inside(change, (changed) => of(parts.with(index, changed))),
    ),
  );
  return parts.length < 2 ? inner : [flip, ...inner];
}

function changesOfLeaf(
  assertion: Assertion,
  operator: OperatorName,
  operand: Operand,
  at: YamlPath,
): readonly Change[] {
  const leaf: Leaf = 'all' in assertion || 'any' in assertion || 'not' in assertion ? {} : assertion;
  const withOperand = (value: Operand | null): Leaf | null =>
    value === null ? null : { ...leaf, [operator]: value };
  const negation: Change = { at, what: `not \`${operator}\``, apply: () => ({ not: leaf }) };
  const moved = (what: string, move: (value: unknown) => Operand | null): Change => ({
    at,
    what: `\`${operator}\` ${what}`,
    apply: (params) => withOperand(move(comparedWith(operand, params))),
  });
  switch (operator) {
    case 'atLeast':
    case 'atMost':
      return [negation, moved('one higher', plus(1)), moved('one lower', plus(-1))];
    case 'versionAtLeast':
      return [negation, moved('one version higher', version(1)), moved('one version lower', version(-1))];
    case 'oneOf':
    case 'subsetOf': {
      const literal = Array.isArray(operand) && operand.length > 1 ? operand : [];
      const shorter = literal.map((value, index) =>
        moved(`without ${JSON.stringify(value)}`, () => literal.toSpliced(index, 1)),
      );
      return [negation, ...shorter];
    }
    default:
      return [negation];
  }
}

/** The value of an operand that the rule or its parameters hold. */
function comparedWith(operand: Operand, params: Params): unknown {
  const reference = referenceOf(operand);
  if (reference.kind === 'param') return params[reference.name];
  return reference.kind === 'value' ? reference.value : undefined;
}

function plus(step: number): (value: unknown) => number | null {
  return (value) => (typeof value === 'number' ? value + step : null);
}

function version(step: number): (value: unknown) => string | null {
  return (value) => {
    if (typeof value !== 'string') return null;
    const at = PROTOCOLS.indexOf(value);
    if (at !== -1) return PROTOCOLS[at + step] ?? null;
    const parts = value.split('.').map(Number);
    const last = parts.at(-1);
    if (last === undefined || Number.isNaN(last) || last + step < 0) return null;
    return parts.with(-1, last + step).join('.');
  };
}
