/** Rules × facts → verdicts, passes included: drift is a pass on one side and a failure on the other. */
import { assertedPath } from './assertion.ts';
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
import { type DecidingLeaf, type Element, unknownAt, unknownElement } from './explain.ts';
import type { Fact, FactKind } from './fact.ts';
import { type Failure, failedVerdict, failureOf, partOf } from './failed.ts';
import type { LineOf } from './message.ts';
import { FAIL, NONE, PASS, UNKNOWN } from './outcome.ts';
import type { Plan } from './plan.ts';
import { variantIndex } from './plan-index.ts';
import { evaluateProject } from './project.ts';
import { joined } from './shape.ts';
import { unknownVerdict } from './unknown.ts';
import type { Verdict } from './verdict.ts';

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
 * judged by the rules that are on for its path; the project by those that are on without overrides. Facts that share
 * their value are judged once.
 */
export function evaluate(request: EvaluateRequest): readonly Verdict[] {
  const { plan, facts, kinds, lineOf, wantsPass: isWanted } = request;
  const byName: Kinds = new Map(kinds.map((kind) => [kind.fact, kind]));
  const byVariant = new Map<number, Map<string, Bench>>();
  const verdicts: Verdict[] = [];
  const keepsPasses = isWanted === undefined || facts.some(isWanted);
  for (const fact of facts) {
    const variant = plan.variantOf(fact.at?.path ?? null);
    let benches = byVariant.get(variant);
    if (benches === undefined) {
      benches = new Map();
      byVariant.set(variant, benches);
    }
    const detector = detectorOf(fact);
    const wantsPass = isWanted === undefined || isWanted(fact);
    const wantsFaultless = wantsPass && fact.link !== null;
    const what = `${fact.fact} ${detector ?? ''} ${wantsFaultless}`;
    let bench = benches.get(what);
    if (bench === undefined) {
      const evidence = evidenceOf(plan, variant, fact.fact, detector, byName);
      bench = { evidence, ruled: new Map(), keepsPasses, wantsFaultless };
      benches.set(what, bench);
    }
    for (const ruling of rulingsOn(fact, bench)) {
      if (ruling.outcome !== 'pass' || wantsPass) verdicts.push(verdictOn(fact, ruling, lineOf));
    }
  }
  evaluateProject({ plan, facts, kinds: byName, lineOf }, verdicts);
  return verdicts;
}

/** What judges facts of one kind, and how it ruled on the values that it has seen. */
interface Bench {
  readonly evidence: readonly CompiledEvidence[];
  /** Some fact wants passes; else nobody looks at them, and there are hundreds for each finding. */
  readonly keepsPasses: boolean;
  readonly ruled: Map<Fact['value'], readonly Ruling[]>;
  /**
   * The facts are compared with others of the same thing: where evidence about the elements of a list finds none at fault,
   * which may be since the faulty one is not there, that is a pass of the whole.
   */
  readonly wantsFaultless: boolean;
}

/** What one piece of evidence says about a value, whichever fact holds it. */
type Ruling =
  | { readonly outcome: 'pass'; readonly compiled: CompiledEvidence; readonly element: Element | null }
  | { readonly outcome: 'fail'; readonly compiled: CompiledEvidence; readonly failure: Failure }
  | {
      readonly outcome: 'unknown';
      readonly compiled: CompiledEvidence;
      readonly leaves: readonly DecidingLeaf[];
    };

/** The id of the detector that found a match; null for other facts. */
function detectorOf({ fact, value }: Fact): string | null {
  return fact === 'secret.match' ? String(value.rule) : null;
}

/**
 * The evidence about a kind of fact, and of the detectors the one that found it. Rules that are about other kinds alone
 * are not compiled: there are hundreds.
 */
function evidenceOf(
  plan: Plan,
  variant: number,
  kind: string,
  detector: string | null,
  kinds: Kinds,
): readonly CompiledEvidence[] {
  const rules = plan.variants[variant] ?? [];
  const index = variantIndex(rules);
  const about = index.byKind.get(kind) ?? [];
  const finder = detector === null ? undefined : index.detectors.get(detector);
  const judging =
    finder === undefined ? about : rules.filter((bound) => bound === finder || about.includes(bound));
  return judging
    .flatMap((bound) => compileRule(bound, kinds).byFact)
    .filter(({ evidence }) => evidence.fact === kind);
}

/** Where something of a fact is unknown, the reasons are its own: only what is known as a whole is kept. */
function rulingsOn(fact: Fact, bench: Bench): readonly Ruling[] {
  const unknown = unknownFields(fact);
  const known = unknown === null ? bench.ruled.get(fact.value) : undefined;
  if (known !== undefined) return known;
  const rulings: Ruling[] = [];
  for (const compiled of bench.evidence) {
    const before = rulings.length;
    const isKnown = unknown === null || !readsAny(compiled, unknown);
    const lists = rule(compiled, fact, { isKnown, keepsPasses: bench.keepsPasses }, rulings);
    if (!bench.wantsFaultless || !lists) continue;
    if (rulings.slice(before).every(({ outcome }) => outcome === 'pass'))
      rulings.push({ outcome: 'pass', compiled, element: null });
  }
  if (unknown === null) bench.ruled.set(fact.value, rulings);
  return rulings;
}

interface Judging {
  /** Nothing that the evidence reads is unknown. */
  readonly isKnown: boolean;
  readonly keepsPasses: boolean;
}

/** Adds what evidence says of a fact; true where that is about the elements of a list, and the list is known. */
function rule(compiled: CompiledEvidence, fact: Fact, judging: Judging, rulings: Ruling[]): boolean {
  if (compiled.each === null) {
    const ruling = ruled(compiled, fact, judging, null);
    if (ruling !== null) rulings.push(ruling);
    return false;
  }
  const path = compiled.evidence.each ?? '';
  const read = compiled.each(fact.value);
  const list: readonly unknown[] = Array.isArray(read) ? read : [];
  for (let index = 0; index < list.length; index++) {
    const ruling = ruled(compiled, fact, judging, { list: path, index, value: list[index] });
    if (ruling !== null) rulings.push(ruling);
  }
  const reason = unknownAt(fact, path) ?? unknownElement(fact, path, list.length);
  if (reason === null) return Array.isArray(read);
  const leaf = { path, value: null, element: null, reason, witness: null };
  rulings.push({ outcome: 'unknown', compiled, leaves: [leaf] });
  return false;
}

/** An element of a list; its path is made only where something is to be said of it. */
interface Indexed {
  readonly list: string;
  readonly index: number;
  readonly value: unknown;
}

/** The ruling on a fact, or on one element of it; null where there is nothing to keep. */
function ruled(
  compiled: CompiledEvidence,
  fact: Fact,
  { isKnown, keepsPasses }: Judging,
  indexed: Indexed | null,
): Ruling | null {
  const value = indexed === null ? fact.value : indexed.value;
  const quick = isKnown ? quickly(compiled, value, fact.value) : null;
  if (quick === NONE || (quick === PASS && !keepsPasses)) return null;
  const element = indexed === null ? null : { path: `${indexed.list}.${indexed.index}`, value };
  if (quick === PASS) return { outcome: 'pass', compiled, element };
  const path = element?.path ?? '';
  const { code, leaves } = thoroughly(compiled, { value, path, fact, element, isKnown }, quick);
  switch (code) {
    case NONE:
      return null;
    case PASS:
      return keepsPasses ? { outcome: 'pass', compiled, element } : null;
    case UNKNOWN:
      return { outcome: 'unknown', compiled, leaves };
    case FAIL: {
      const { common, related } = compiled;
      return { outcome: 'fail', compiled, failure: failureOf(common, leaves, { element, related }) };
    }
  }
}

function verdictOn(fact: Fact, ruling: Ruling, lineOf: LineOf): Verdict {
  const { evidence, common } = ruling.compiled;
  switch (ruling.outcome) {
    case 'pass':
      return passed(ruling.compiled, fact, ruling.element);
    case 'unknown':
      return unknownVerdict(common, fact, ruling.leaves);
    case 'fail': {
      const { element, offending } = ruling.failure;
      const named = evidence.at === undefined ? null : joined(element?.path ?? '', evidence.at);
      return failedVerdict(ruling.failure, fact, caretOf(fact, named, offending), lineOf);
    }
  }
}

function passed({ evidence, common, each }: CompiledEvidence, fact: Fact, element: Element | null): Verdict {
  const isWhole = each !== null && element === null;
  const path = isWhole ? '' : joined(element?.path ?? '', evidence.at ?? assertedPath(evidence.assert));
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
    asks: common.asks,
    content: '',
    ...partOf(element),
  };
}
