/** Rules about the project as a whole: something must be there, or nothing of a kind may be. */
import { caretOf } from './caret.ts';
import { type CompiledProjectEvidence, compileRule, confidenceOver, type Kinds } from './compiled-rule.ts';
import { reasonsOf } from './content.ts';
import type { DecidingLeaf, Explained } from './explain.ts';
import type { Fact } from './fact.ts';
import { failedVerdict, failureOf } from './failed.ts';
import { type LineOf, valueWords } from './message.ts';
import { PASS, UNKNOWN } from './outcome.ts';
import type { BoundRule, Plan } from './plan.ts';
import { unknownVerdict } from './unknown.ts';
import type { Verdict } from './verdict.ts';

export interface ProjectRequest {
  readonly plan: Plan;
  readonly facts: readonly Fact[];
  readonly kinds: Kinds;
  readonly lineOf: LineOf;
}

/** Adds the verdicts of all rules with `scope: project`. */
export function evaluateProject(request: ProjectRequest, verdicts: Verdict[]): void {
  const { plan, facts, kinds } = request;
  for (const bound of plan.variants[plan.variantOf(null)] ?? []) {
    if (bound.rule.scope !== 'project') continue;
    const { when } = bound.rule;
    if (when !== null && !facts.some(({ fact }) => fact === when.anyFact)) continue;
    for (const compiled of compileRule(bound, kinds).project) {
      const found = matchesOf(compiled, request, bound);
      if (compiled.mode === 'some') verdicts.push(someVerdict(compiled, found, request.lineOf));
      else verdicts.push(...noneVerdicts(compiled, found, request.lineOf));
    }
  }
}

interface Match {
  readonly fact: Fact;
  readonly explained: Explained;
}

/** Each fact of the kind with whether it matches. Paths for which the rule is off are left out of what is forbidden. */
function matchesOf(
  { query, where, mode }: CompiledProjectEvidence,
  { facts, plan }: ProjectRequest,
  bound: BoundRule,
): readonly Match[] {
  return facts
    .filter(
      ({ fact, at }) => fact === query.fact && (mode === 'some' || isOnFor(plan, bound, at?.path ?? null)),
    )
    .map((fact) => ({
      fact,
      explained: where?.explain({ value: fact.value, path: '', fact, element: null }) ?? {
        code: PASS,
        leaves: [],
      },
    }));
}

function isOnFor(plan: Plan, bound: BoundRule, path: string | null): boolean {
  return (plan.variants[plan.variantOf(path)] ?? []).some(({ rule }) => rule.id === bound.rule.id);
}

/** `some`: one match passes; none fails; none but perhaps one is unknown. */
function someVerdict(
  { common, item, query }: CompiledProjectEvidence,
  found: readonly Match[],
  lineOf: LineOf,
): Verdict {
  const passing = found.find(({ explained }) => explained.code === PASS);
  if (passing !== undefined) return verdictOf('pass', passing.fact, '');
  const open = found.filter(({ explained }) => explained.code === UNKNOWN);
  const leaves = open.flatMap(({ explained }) => explained.leaves);
  const reasons = reasonsOf(leaves);
  if (open.length > 0)
    return verdictOf('unknown', null, `${subjectOf(item)} could not be evaluated: ${reasons}`);
  const context = { subject: subjectOf(item), fact: null, leaves: [], element: null, item, lineOf };
  return verdictOf('fail', null, common.message(context));

  function verdictOf(outcome: Verdict['outcome'], fact: Fact | null, message: string): Verdict {
    return {
      rule: common.rule,
      outcome,
      fact,
      subject: subjectOf(item),
      severity: common.severity,
      confidence: fact === null ? common.confidence : confidenceOver(common, fact),
      message,
      at: fact?.at ?? null,
      offending: [],
      related: [],
      content:
        outcome === 'unknown' ? reasons : outcome === 'fail' ? `no ${query.fact} for ${subjectOf(item)}` : '',
    };
  }
}

/** `none`: every match is a failure of its own; without one, the project passes. */
function noneVerdicts(
  { common, evidence, item, query }: CompiledProjectEvidence,
  found: readonly Match[],
  lineOf: LineOf,
): readonly Verdict[] {
  const verdicts = found.flatMap(({ fact, explained }): readonly Verdict[] => {
    if (explained.code === UNKNOWN) return [unknownVerdict(common, fact, explained.leaves)];
    return explained.code === PASS ? [forbidden(fact, explained.leaves)] : [];
  });
  if (verdicts.length > 0) return verdicts;
  const subject = subjectOf(item);
  const { rule, severity, confidence } = common;
  const nothing = { message: '', at: null, offending: [], related: [], content: '' };
  return [{ rule, outcome: 'pass', fact: null, subject, severity, confidence, ...nothing }];

  function forbidden(fact: Fact, leaves: readonly DecidingLeaf[]): Verdict {
    const failure = failureOf(common, leaves, { item, otherwise: query.fact });
    const at = evidence.at === undefined ? fact.at : caretOf(fact, evidence.at, failure.offending);
    return failedVerdict(failure, fact, at, lineOf);
  }
}

/** What a verdict about the project is called: the item of `forEach` by its name, else the project. */
function subjectOf(item: unknown): string {
  if (item === undefined) return 'the project';
  if (typeof item !== 'object' || item === null) return valueWords(item);
  const { name, id } = item as { readonly name?: unknown; readonly id?: unknown };
  return valueWords(name ?? id ?? Object.values(item)[0]);
}
