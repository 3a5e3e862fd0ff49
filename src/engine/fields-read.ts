/** Which fields of facts the rules of a run look at or speak of: what nobody reads need not be worked out. */
import { leavesOf, referenceOf } from './assertion.ts';
import type { BoundRule, Plan } from './plan.ts';
import { kindOf, variantIndex } from './plan-index.ts';
import type { Assertion, Evidence } from './rule.ts';
import { parseTemplate } from './template.ts';

/** A field that is settled while others of the fact are not. */
export interface Settled {
  readonly field: string;
  readonly is: boolean;
}

/**
 * The top fields that rules read of a kind of fact; null where they read a fact as a whole. With `settled` those that
 * they read of facts in which that field is so: rules about something else judge none of them.
 */
export type FieldsRead = (kind: string, settled?: Settled) => ReadonlySet<string> | null;

/**
 * The fields that a plan reads: in conditions, in messages, for carets and for fixes, over all variants. They are looked
 * for kind by kind, when somebody asks: most rules of a plan are about something else.
 */
export function fieldsRead(plan: Plan): FieldsRead {
  const byKind = new Map<string, ReadonlySet<string> | null>();
  return (kind, settled) => {
    const key = settled === undefined ? kind : `${kind} ${settled.field} ${settled.is}`;
    let fields = byKind.get(key);
    if (fields === undefined) {
      fields = fieldsOfKind(plan, kind, settled);
      byKind.set(key, fields);
    }
    return fields;
  };
}

function fieldsOfKind(plan: Plan, kind: string, settled?: Settled): ReadonlySet<string> | null {
  const read = new Set<string>();
  // Detectors read what every match has, and ask for nothing.
  const about = plan.variants.flatMap((variant) => variantIndex(variant).byKind.get(kind) ?? []);
  for (const bound of new Set(about)) {
    for (const index of bound.evidence) {
      const evidence = bound.rule.evidence[index];
      if (evidence === undefined || kindOf(evidence) !== kind) continue;
      // What leaves such facts out still asks the settled field for it.
      if (settled !== undefined && leavesOut(evidence, settled)) read.add(settled.field);
      else for (const field of fieldsOf(evidence, bound)) read.add(field);
    }
  }
  return read.has('') ? null : read;
}

/** True where a condition asks for the opposite: then nothing else about the fact counts. */
function leavesOut(evidence: Evidence, { field, is }: Settled): boolean {
  if (!('assert' in evidence) || evidence.where === undefined) return false;
  const conditions = 'all' in evidence.where ? evidence.where.all : [evidence.where];
  return conditions.some((one) => 'path' in one && one.path === field && one.equals === !is);
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

function fieldsOf(evidence: Evidence, { rule }: BoundRule): readonly string[] {
  const spoken = [
    rule.message,
    evidence.message ?? '',
    ...rule.fixes.flatMap(({ title, to }) => (typeof to === 'string' ? [title, to] : [title])),
  ];
  const fixed = rule.fixes.map(({ set }) => topField(set));
  if (!('fact' in evidence)) {
    const query = evidence.some ?? evidence.none;
    const placed = evidence.at === undefined ? [] : [topField(evidence.at)];
    return [
      ...assertedFields([query?.where], undefined),
      ...placed,
      ...spoken.flatMap(spokenFields),
      ...fixed,
    ];
  }
  const { where, each, assert, at, related = [] } = evidence;
  const placed = each === undefined ? [at, ...related.map((one) => one.at)] : [];
  return [
    ...assertedFields([where, assert], each),
    ...placed.flatMap((path) => (path === undefined ? [] : [topField(path)])),
    ...[...spoken, ...related.map(({ message }) => message)].flatMap(spokenFields),
    ...fixed,
  ];
}

function spokenFields(template: string): readonly string[] {
  return parseTemplate(template).parts.flatMap((part) =>
    typeof part !== 'string' && (part.name === 'value' || part.name === 'provenance')
      ? [topField(part.path)]
      : [],
  );
}
