/** From what was looked at to settled findings: the part of the line that `check` and `baseline` share. */
import { factKinds } from '../checks/index.ts';
import { configSuppressions } from '../config/suppressions.ts';
import { type Links, withDrift } from '../engine/drift.ts';
import { evaluate } from '../engine/evaluate.ts';
import type { Fact } from '../engine/fact.ts';
import type { Confidence } from '../engine/severity.ts';
import type { Baseline } from '../findings/baseline.ts';
import type { Scope } from '../findings/scope.ts';
import { type Settled, settle } from '../findings/settle.ts';
import { withSharedFixes } from '../findings/shared-fix.ts';
import { lineOf } from '../source/text.ts';
import { type Looked, type Setup, sourceOf, today } from './run.ts';

export interface JudgeRequest {
  readonly setup: Setup;
  readonly looked: Looked;
  /** PATHs of the command line. */
  readonly paths: readonly string[];
  readonly baseline: Baseline | null;
  readonly minConfidence: Confidence;
  readonly since: ReadonlySet<string> | null;
}

export type Judged = Settled & { readonly scope: Scope };

export function judge(request: JudgeRequest): Judged {
  const { setup, looked } = request;
  const source = sourceOf(looked.project);
  const { links } = looked;
  const judged = evaluate({
    plan: setup.plan,
    facts: looked.facts,
    kinds: factKinds,
    wantsPass: links === null ? () => false : seenTwice(looked.facts, links),
    lineOf(anchor) {
      const text = source(anchor.path);
      return text === undefined ? null : lineOf(text, anchor.start);
    },
  });
  const verdicts = links === null ? judged : withDrift(judged, links);
  const scope = scopeOf(request);
  const settled = settle({
    verdicts,
    source,
    scope,
    suppressions: configSuppressions(setup.config, setup.index),
    baseline: request.baseline,
    minConfidence: request.minConfidence,
    since: request.since,
    today: today(),
  });
  const findings = withSharedFixes(settled.findings, looked.facts, setup.plan);
  return { ...settled, findings, scope };
}

/** The facts about what is seen in a file and running: of all others a pass says nothing to anybody. */
function seenTwice(facts: readonly Fact[], links: Links): (fact: Fact) => boolean {
  const named = (targets: readonly string[], fact: Fact): readonly string[] =>
    targets.map((target) => `${target}\0${links.nameOf(fact, target)}`);
  const ofFile = (fact: Fact): readonly string[] => named(links.targetsOf(fact), fact);
  const ofLive = (fact: Fact): readonly string[] => named(fact.target === null ? [] : [fact.target.id], fact);
  const inFiles = new Set(facts.filter(({ from }) => from === 'file').flatMap(ofFile));
  const running = new Set(facts.filter(({ from }) => from === 'live').flatMap(ofLive));
  return (fact) =>
    fact.from === 'live'
      ? ofLive(fact).some((one) => inFiles.has(one))
      : ofFile(fact).some((one) => running.has(one));
}

function scopeOf({ setup, looked, paths }: JudgeRequest): Scope {
  return {
    files: new Set(looked.claims.map(({ path }) => path)),
    targets: new Set(looked.targets.map(({ id }) => id)),
    whole: paths.length === 0 && setup.paths.workingDirectory === '',
    notAnalysed: new Set(looked.notAnalysed.map(({ path }) => path)),
    exists: (path) => looked.project.exists(path),
    rules: setup.index,
    ran: new Set(setup.plan.variants.flatMap((bound) => bound.map(({ rule }) => rule.id))),
  };
}
