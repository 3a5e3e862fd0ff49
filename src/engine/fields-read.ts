/** Which fields of facts the rules of a run look at or speak of: what nobody reads need not be worked out. */
import { leavesOf, referenceOf } from './assertion.ts';
import type { BoundRule, Plan } from './plan.ts';
import type { Assertion, Evidence } from './rule.ts';
import { parseTemplate } from './template.ts';

/**
 * The top fields by kind of fact (`nginx.server` → `protocols`, …); null where a fact as a whole is read. A kind that is
 * missing is judged by no rule.
 */
export type FieldsRead = ReadonlyMap<string, ReadonlySet<string> | null>;

/** The fields that a plan reads: in conditions, in messages, for carets and for fixes, over all variants. */
export function fieldsRead(plan: Plan): FieldsRead {
  const read = new Map<string, Set<string> | null>();
  for (const bound of new Set(plan.variants.flat())) {
    for (const index of bound.evidence) {
      const evidence = bound.rule.evidence[index];
      if (evidence !== undefined) addFields(evidence, bound, read);
    }
  }
  return read;
}

/** The field of a fact that a path begins with; empty for the fact as a whole. */
export function topField(path: string): string {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(0, dot);
}

/** The top fields that assertions look at, the list of `each` in place of what is in its elements. */
export function assertedFields(
  assertions: readonly (Assertion | undefined)[],
  each: string | undefined,
): readonly string[] {
  const leaves = assertions.flatMap((assertion) => (assertion === undefined ? [] : leavesOf(assertion)));
  const inFact = each === undefined ? leaves.map(({ path }) => path) : [each];
  const operands = leaves.flatMap(({ operand }) => {
    const reference = referenceOf(operand);
    return reference.kind === 'field' ? [reference.name] : [];
  });
  return [...inFact, ...operands].map(topField);
}

function addFields(evidence: Evidence, { rule }: BoundRule, read: Map<string, Set<string> | null>): void {
  const spoken = [
    rule.message,
    evidence.message ?? '',
    ...rule.fixes.flatMap(({ title, to }) => (typeof to === 'string' ? [title, to] : [title])),
  ];
  const fixed = rule.fixes.map(({ set }) => topField(set));
  if ('fact' in evidence) {
    const { fact, where, each, assert, at, related = [] } = evidence;
    const placed = each === undefined ? [at, ...related.map((one) => one.at)] : [];
    const templates = [...spoken, ...related.map(({ message }) => message)];
    const fields = [
      ...assertedFields([where, assert], each),
      ...placed.flatMap((path) => (path === undefined ? [] : [topField(path)])),
      ...templates.flatMap(spokenFields),
      ...fixed,
    ];
    add(read, fact, fields);
    return;
  }
  const query = evidence.some ?? evidence.none;
  if (query === undefined) return;
  const placed = evidence.at === undefined ? [] : [topField(evidence.at)];
  const fields = [...assertedFields([query.where], undefined), ...placed, ...spoken.flatMap(spokenFields)];
  add(read, query.fact, [...fields, ...fixed]);
}

function spokenFields(template: string): readonly string[] {
  return parseTemplate(template).parts.flatMap((part) =>
    typeof part !== 'string' && (part.name === 'value' || part.name === 'provenance')
      ? [topField(part.path)]
      : [],
  );
}

function add(read: Map<string, Set<string> | null>, fact: string, fields: readonly string[]): void {
  const known = read.get(fact);
  if (known === null) return;
  if (fields.includes('')) {
    read.set(fact, null);
    return;
  }
  const all = known ?? new Set<string>();
  for (const field of fields) all.add(field);
  read.set(fact, all);
}
