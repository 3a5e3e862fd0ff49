/** Rules × facts → verdicts, passes included: drift is a pass on one side and a failure on the other. */
import { caretOf, placeOfField } from './caret.ts';
import {
  type CompiledEvidence,
  compileRule,
  confidenceOver,
  type Kinds,
  quickly,
  readsAny,
  thoroughly,
  unknownFields,
} from './compiled-rule.ts';
import { contentOf } from './content.ts';
import { type DecidingLeaf, type Element, unknownAt, unknownElement } from './explain.ts';
import type { Fact, FactKind } from './fact.ts';
import type { LineOf } from './message.ts';
import { NONE, outcomeOf, PASS } from './outcome.ts';
import type { Plan } from './plan.ts';
import { evaluateProject } from './project.ts';
import type { Assertion } from './rule.ts';
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
  /** Of which facts passes are wanted too, since something else is compared with them; of all where left out. */
  readonly wantsPass?: (fact: Fact) => boolean;
}

/**
 * Every verdict (see `wantsPass`): first about each fact, in the order of facts, rules and evidence, then about the project. A fact is
 * judged by the rules that are on for its path; the project by those that are on without overrides.
 */
export function evaluate(request: EvaluateRequest): readonly Verdict[] {
  const { plan, facts, kinds, lineOf, wantsPass: isWanted } = request;
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
    const unknown = unknownFields(fact);
    const wantsPass = isWanted === undefined || isWanted(fact);
    for (const compiled of evidence.get(fact.fact) ?? NO_EVIDENCE) {
      const isKnown = unknown === null || !readsAny(compiled, unknown);
      judgeFact(compiled, { fact, isKnown, wantsPass, lineOf }, verdicts);
    }
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

const NO_EVIDENCE: readonly CompiledEvidence[] = [];

interface Case {
  readonly fact: Fact;
  /** Nothing that the evidence reads is unknown. */
  readonly isKnown: boolean;
  readonly wantsPass: boolean;
  readonly lineOf: LineOf;
}

function judgeFact(compiled: CompiledEvidence, about: Case, verdicts: Verdict[]): void {
  const { fact } = about;
  if (compiled.each === null) {
    const verdict = judged(compiled, about, null);
    if (verdict !== null) verdicts.push(verdict);
    return;
  }
  const path = compiled.evidence.each ?? '';
  const read = compiled.each(fact.value);
  const list: readonly unknown[] = Array.isArray(read) ? read : [];
  for (const [index, value] of list.entries()) {
    const verdict = judged(compiled, about, { path: `${path}.${index}`, value });
    if (verdict !== null) verdicts.push(verdict);
  }
  const reason = unknownAt(fact, path) ?? unknownElement(fact, path, list.length);
  if (reason === null) return;
  const leaf = { path, value: null, element: null, reason, witness: null };
  verdicts.push(unknownVerdict(compiled.common, fact, [leaf]));
}

/** The verdict on a fact, or on one element of it; null where there is none, or a pass that nobody wants. */
function judged(compiled: CompiledEvidence, about: Case, element: Element | null): Verdict | null {
  const { fact, isKnown, wantsPass, lineOf } = about;
  const value = element === null ? fact.value : element.value;
  const quick = isKnown ? quickly(compiled, value, fact.value) : null;
  if (quick === NONE) return null;
  if (quick === PASS) return wantsPass ? passed(compiled, fact, element) : null;
  const path = element?.path ?? '';
  const { code, leaves } = thoroughly(compiled, { value, path, fact, element, isKnown }, quick);
  const outcome = outcomeOf(code);
  if (outcome === null) return null;
  if (outcome === 'pass') return wantsPass ? passed(compiled, fact, element) : null;
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
  const places: RelatedPlace[] = [];
  for (const { at, message } of related) {
    const place = placeOfField(fact, joined(prefix, at));
    if (place !== null) places.push({ message: message(context), at: place });
  }
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
  const path = joined(element?.path ?? '', evidence.at ?? assertedPath(evidence.assert));
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

/** The field that an assertion is about, the first where it is about several. */
function assertedPath(assertion: Assertion): string {
  if ('all' in assertion) return assertedPath(assertion.all[0] ?? {});
  if ('any' in assertion) return assertedPath(assertion.any[0] ?? {});
  if ('not' in assertion) return assertedPath(assertion.not);
  return assertion.path ?? '';
}
