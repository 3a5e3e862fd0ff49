/** From what was looked at to settled findings: the part of the line that `check` and `baseline` share. */
import { factKinds } from '../checks/index.ts';
import { configSuppressions } from '../config/suppressions.ts';
import { withDrift } from '../engine/drift.ts';
import { evaluate } from '../engine/evaluate.ts';
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
    wantsPass: (fact) => links !== null && (fact.from === 'live' || links.targetsOf(fact).length > 0),
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
