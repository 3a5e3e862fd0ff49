/** Rules × facts → verdicts, passes included: drift is a pass on one side and a failure on the other. */
import { caretOf, placeOfField } from './caret.ts';
import {
  type CompiledEvidence,
  compileRule,
  confidenceOver,
  isWhole,
  type Kinds,
  quickly,
  thoroughly,
} from './compiled-rule.ts';
import { contentOf } from './content.ts';
import { type DecidingLeaf, type Element, unknownAt, unknownElement } from './explain.ts';
import type { Fact, FactKind } from './fact.ts';
import type { LineOf } from './message.ts';
import { NONE, outcomeOf, PASS } from './outcome.ts';
import type { Plan } from './plan.ts';
import { evaluateProject } from './project.ts';
import { joined } from './shape.ts';
import { unknownVerdict } from './unknown.ts';
import type { RelatedPlace, Verdict } from './verdict.ts';

export interface EvaluateRequest {
  readonly plan: Plan;
  /** All facts, in the order in which verdicts are wanted. */
  readonly facts: readonly Fact[];
  readonly kinds: readonly FactKind[];
  /** For messages that name lines; null where a text is not at hand. */
  readonly lineOf: LineOf;
}

/**
 * Every verdict: first about each fact, in the order of facts, rules and evidence, then about the project. A fact is
 * judged by the rules that are on for its path; the project by those that are on without overrides.
 */
export function evaluate({ plan, facts, kinds, lineOf }: EvaluateRequest): readonly Verdict[] {
  const byName: Kinds = new Map(kinds.map((kind) => [kind.fact, kind]));
  const byVariant = new Map<number, ReadonlyMap<string, readonly CompiledEvidence[]>>();
  const verdicts: Verdict[] = [];
  for (const fact of facts) {
    const variant = plan.variantOf(fact.at?.path ?? null);
    let evidence = byVariant.get(variant);
    if (evidence === undefined) {
      evidence = evidenceByKind(plan, variant, byName);
      byVariant.set(variant, evidence);
    }
    const whole = isWhole(fact);
    for (const compiled of evidence.get(fact.fact) ?? []) judgeFact(compiled, fact, whole, lineOf, verdicts);
  }
  evaluateProject({ plan, facts, kinds: byName, lineOf }, verdicts);
  return verdicts;
}

function evidenceByKind(
  plan: Plan,
  variant: number,
  kinds: Kinds,
): ReadonlyMap<string, readonly CompiledEvidence[]> {
  const byKind = new Map<string, CompiledEvidence[]>();
  for (const bound of plan.variants[variant] ?? []) {
    for (const compiled of compileRule(bound, kinds).byFact) {
      const list = byKind.get(compiled.evidence.fact);
      if (list === undefined) byKind.set(compiled.evidence.fact, [compiled]);
      else list.push(compiled);
    }
  }
  return byKind;
}

function judgeFact(
  compiled: CompiledEvidence,
  fact: Fact,
  whole: boolean,
  lineOf: LineOf,
  verdicts: Verdict[],
): void {
  if (compiled.each === null) {
    const verdict = judged(compiled, fact, null, whole, lineOf);
    if (verdict !== null) verdicts.push(verdict);
    return;
  }
  const path = compiled.evidence.each ?? '';
  const read = compiled.each(fact.value);
  const list: readonly unknown[] = Array.isArray(read) ? read : [];
  for (const [index, value] of list.entries()) {
    const verdict = judged(compiled, fact, { path: `${path}.${index}`, value }, whole, lineOf);
    if (verdict !== null) verdicts.push(verdict);
  }
  const reason = unknownAt(fact, path) ?? unknownElement(fact, path, list.length);
  if (reason === null) return;
  const leaf = { path, value: null, element: null, reason, witness: null };
  verdicts.push(unknownVerdict(compiled.common, fact, [leaf]));
}

/** The verdict on a fact, or on one element of it; null where there is none. `whole`: nothing in the fact is unknown. */
function judged(
  compiled: CompiledEvidence,
  fact: Fact,
  element: Element | null,
  whole: boolean,
  lineOf: LineOf,
): Verdict | null {
  const value = element === null ? fact.value : element.value;
  if (whole) {
    const code = quickly(compiled, value, fact.value);
    if (code === NONE) return null;
    if (code === PASS) return passed(compiled, fact, element);
  }
  const path = element?.path ?? '';
  const { code, leaves } = thoroughly(compiled, { value, path, fact, element });
  const outcome = outcomeOf(code);
  if (outcome === null) return null;
  if (outcome === 'pass') return passed(compiled, fact, element);
  if (outcome === 'unknown') return unknownVerdict(compiled.common, fact, leaves);
  return failed(compiled, fact, element, leaves, lineOf);
}

function failed(
  { evidence, common, related }: CompiledEvidence,
  fact: Fact,
  element: Element | null,
  leaves: readonly DecidingLeaf[],
  lineOf: LineOf,
): Verdict {
  const context = { subject: fact.subject, fact, leaves, element, item: undefined, lineOf };
  const prefix = element?.path ?? '';
  const offending = leaves.map(({ path, value }) => ({ path, value }));
  const places = related.flatMap(({ at, message }): readonly RelatedPlace[] => {
    const place = placeOfField(fact, joined(prefix, at));
    return place === null ? [] : [{ message: message(context), at: place }];
  });
  return {
    rule: common.rule,
    outcome: 'fail',
    fact,
    subject: fact.subject,
    severity: common.severity,
    confidence: confidenceOver(common, fact),
    message: common.message(context),
    at: caretOf(fact, evidence.at === undefined ? null : joined(prefix, evidence.at), offending),
    offending,
    related: places,
    content: contentOf(offending),
  };
}

function passed({ evidence, common }: CompiledEvidence, fact: Fact, element: Element | null): Verdict {
  const path = joined(element?.path ?? '', evidence.at ?? '');
  return {
    rule: common.rule,
    outcome: 'pass',
    fact,
    subject: fact.subject,
    severity: common.severity,
    confidence: confidenceOver(common, fact),
    message: '',
    at: placeOfField(fact, path) ?? fact.at,
    offending: [],
    related: [],
    content: '',
  };
}
