/** A bound rule, compiled: its evidence as judges, with the messages that go with them. Kept for as long as the binding. */
import { assertedPath } from './assertion.ts';
import { compile, type Judge } from './compile.ts';
import type { Explained, Scope } from './explain.ts';
import type { Fact, FactKind, FieldShape } from './fact.ts';
import { assertedFields, topField } from './fields-read.ts';
import { compileMessage, type Message } from './message.ts';
import { type Code, FAIL, NONE, PASS, UNKNOWN } from './outcome.ts';
import type { BoundRule } from './plan.ts';
import type { Assertion, Evidence, FactEvidence, FactQuery, ProjectEvidence } from './rule.ts';
import { type Confidence, type Severity, weaker } from './severity.ts';
import { factShape, joined, reader, shapeAt } from './shape.ts';

/** Evidence about each fact of a kind. */
export interface CompiledEvidence {
  readonly evidence: FactEvidence;
  readonly common: Common;
  readonly where: Judge | null;
  readonly assert: Judge;
  /** Reads the list of `each`; null without it. */
  readonly each: ((value: unknown) => unknown) | null;
  readonly related: readonly { readonly at: string; readonly message: Message }[];
  /** The top fields that `where`, `each` and `assert` look at; null where that is all of them. */
  readonly reads: ReadonlySet<string> | null;
}

/** Evidence about the project, for one item of `forEach` or for none. */
export interface CompiledProjectEvidence {
  readonly evidence: ProjectEvidence;
  readonly common: Common;
  readonly mode: 'some' | 'none';
  readonly query: FactQuery;
  readonly where: Judge | null;
  readonly item: unknown;
}

/** What all verdicts of one piece of evidence share. */
export interface Common {
  readonly rule: BoundRule;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: Message;
  /** See `Verdict.asks`. */
  readonly asks: string;
}

export interface CompiledRule {
  readonly byFact: readonly CompiledEvidence[];
  readonly project: readonly CompiledProjectEvidence[];
}

export type Kinds = ReadonlyMap<string, FactKind>;

const kept = new WeakMap<BoundRule, CompiledRule>();

/** Compiles a rule, once for each binding. */
export function compileRule(bound: BoundRule, kinds: Kinds): CompiledRule {
  const known = kept.get(bound);
  if (known !== undefined) return known;
  const evidence = bound.evidence
    .map((index) => bound.rule.evidence[index])
    .filter((one) => one !== undefined);
  const compiled: CompiledRule = {
    byFact: evidence.filter(isFactEvidence).map((one) => compileEvidence(one, bound, kinds)),
    project: evidence
      .filter((one) => !isFactEvidence(one))
      .flatMap((one) => itemsOf(bound).map((item) => compileProject(one, item, bound, kinds))),
  };
  kept.set(bound, compiled);
  return compiled;
}

export function isFactEvidence(evidence: Evidence): evidence is FactEvidence {
  return 'assert' in evidence;
}

/** The items of `forEach`; one that is nothing where there is no `forEach`. */
function itemsOf({ rule, params }: BoundRule): readonly unknown[] {
  if (rule.forEach === null) return [undefined];
  const items = params[rule.forEach.param];
  return Array.isArray(items) ? items : [];
}

function compileEvidence(evidence: FactEvidence, bound: BoundRule, kinds: Kinds): CompiledEvidence {
  const root = shapeOfKind(evidence.fact, kinds);
  const list = evidence.each === undefined ? null : shapeAt(root, evidence.each);
  const shape = list?.kind === 'shape' && list.shape.type === 'list' ? list.shape.of : root;
  const judge = (assertion: Assertion): Judge =>
    compile(assertion, { shape, root, params: bound.params, item: undefined, isBuiltIn: isBuiltIn(bound) });
  return {
    evidence,
    common: commonOf(evidence, bound),
    where: evidence.where === undefined ? null : judge(evidence.where),
    assert: judge(evidence.assert),
    each: evidence.each === undefined ? null : reader(root, evidence.each),
    related: (evidence.related ?? []).map(({ at, message }) => ({
      at,
      message: compileMessage(message, bound),
    })),
    reads: fieldsLookedAt(evidence),
  };
}

function fieldsLookedAt({ where, each, assert }: FactEvidence): ReadonlySet<string> | null {
  const fields = assertedFields([where, assert], each);
  return fields.includes('') ? null : new Set(fields);
}

function compileProject(
  evidence: ProjectEvidence,
  item: unknown,
  bound: BoundRule,
  kinds: Kinds,
): CompiledProjectEvidence {
  const mode = evidence.some === undefined ? 'none' : 'some';
  const query = evidence.some ?? evidence.none;
  if (query === undefined) throw new TypeError(`${bound.rule.id}: evidence without some and none`);
  const root = shapeOfKind(query.fact, kinds);
  const context = { shape: root, root, params: bound.params, item, isBuiltIn: isBuiltIn(bound) };
  const where = query.where === undefined ? null : compile(query.where, context);
  return { evidence, common: commonOf(evidence, bound), mode, query, where, item };
}

function commonOf(evidence: Evidence, bound: BoundRule): Common {
  return {
    rule: bound,
    severity: bound.severityIsSet ? bound.severity : (evidence.severity ?? bound.severity),
    confidence: evidence.confidence ?? bound.rule.confidence,
    message: compileMessage(evidence.message ?? bound.rule.message, bound),
    asks: isFactEvidence(evidence) ? joined(evidence.each ?? '', assertedPath(evidence.assert)) : '',
  };
}

function shapeOfKind(name: string, kinds: Kinds): FieldShape {
  const kind = kinds.get(name);
  if (kind === undefined) throw new TypeError(`no collector makes facts of the kind ${name}`);
  return factShape(kind);
}

function isBuiltIn({ rule }: BoundRule): boolean {
  return rule.origin === 'built-in';
}

/** The confidence of a verdict: no surer than the fact. */
export function confidenceOver(common: Common, fact: Fact): Confidence {
  return weaker(common.confidence, fact.confidence);
}

/** The top fields in which something is unknown; null where nothing is. */
export function unknownFields({ unknown }: Fact): ReadonlySet<string> | null {
  let fields: Set<string> | null = null;
  for (const path in unknown) {
    fields ??= new Set();
    fields.add(topField(path));
  }
  return fields;
}

/** Whether evidence looks at one of these fields; where it does not, the fast way suffices. */
export function readsAny({ reads }: CompiledEvidence, fields: ReadonlySet<string>): boolean {
  if (reads === null) return true;
  for (const field of fields) if (reads.has(field)) return true;
  return false;
}

/**
 * One judgement of a fact or an element: `where` first, then `assert`. Where it is unknown whether the rule is about this
 * fact, only a pass counts, since it would be right either way.
 */
export function quickly(compiled: CompiledEvidence, value: unknown, root: unknown): Code {
  const selected = compiled.where === null ? PASS : compiled.where.test(value, root);
  if (selected === FAIL || selected === NONE) return NONE;
  const code = compiled.assert.test(value, root);
  return selected === UNKNOWN && code === FAIL ? UNKNOWN : code;
}

/** As `quickly`, for any fact and with the leaves that decided. `quick` is what `quickly` said, where it could. */
export function thoroughly(compiled: CompiledEvidence, scope: Scope, quick: Code | null): Explained {
  // The failure of a fact that is known is one of `assert` alone.
  if (quick === FAIL) return compiled.assert.explain(scope);
  const selected = compiled.where?.explain(scope) ?? { code: PASS, leaves: [] };
  if (selected.code === FAIL || selected.code === NONE) return { code: NONE, leaves: [] };
  const explained = compiled.assert.explain(scope);
  if (selected.code !== UNKNOWN || explained.code === PASS || explained.code === NONE) return explained;
  if (explained.code === UNKNOWN) return { code: UNKNOWN, leaves: [...selected.leaves, ...explained.leaves] };
  return { code: UNKNOWN, leaves: selected.leaves };
}
