/** From verdicts to the findings of a run: what the standing of each is, which are reported, and in which order. */
import { type Confidence, isAtLeast } from '../engine/severity.ts';
import type { Verdict } from '../engine/verdict.ts';
import type { SourceText } from '../source/text.ts';
import type { Baseline } from './baseline.ts';
import { concrete, type SettledFinding } from './concrete.ts';
import { changed } from './finding.ts';
import { inOrder } from './order.ts';
import type { Scope } from './scope.ts';
import { type Silencer, silencers } from './silencer.ts';
import { type ConfigSuppression, needsExpiry, type UnusedSuppression } from './suppression.ts';
import { unusedSuppressions } from './unused.ts';

export interface SettleRequest {
  readonly verdicts: readonly Verdict[];
  /** The text of a file of this run; undefined where it cannot be read as text. */
  readonly source: (path: string) => SourceText | undefined;
  readonly scope: Scope;
  readonly suppressions: readonly ConfigSuppression[];
  readonly baseline: Baseline | null;
  /** Findings of less confidence are not reported. They use up their suppressions all the same. */
  readonly minConfidence: Confidence;
  /** Paths that changed: only findings that touch one of them are reported. Null for all. */
  readonly since: ReadonlySet<string> | null;
  /** ISO date. */
  readonly today: string;
}

export interface Settled {
  /** In the contract's order; silenced ones are marked and stay. */
  readonly findings: readonly SettledFinding[];
  readonly unusedSuppressions: readonly UnusedSuppression[];
}

/**
 * Settles a run. A comment goes before the configuration, the configuration before the baseline. What has expired, or
 * lacks the date that a serious finding wants, silences nothing. The baseline never takes in an unknown outcome.
 */
export function settle(request: SettleRequest): Settled {
  const { verdicts, source, scope, since, minConfidence } = request;
  const findings = concrete(verdicts, source);
  const { all, of } = silencers({ ...request, findings });
  const matched = new Set<Silencer>();
  const withoutExpiry = new Set<Silencer>();

  const settled = findings.map((finding): SettledFinding => {
    const speaking = of(finding);
    if (speaking.length === 0) return finding;
    const lacking = needsExpiry(finding.severity) ? speaking.filter(({ expires }) => expires === null) : [];
    for (const silencer of speaking) matched.add(silencer);
    for (const silencer of lacking) withoutExpiry.add(silencer);
    const first = speaking.find((silencer) => silencer.fault === null && !lacking.includes(silencer));
    if (first === undefined) return finding;
    return changed(finding, { suppressed: { by: first.by, reason: first.reason, expires: first.expires } });
  });

  return {
    findings: settled
      .filter((finding) => isAtLeast(finding.confidence, minConfidence) && isTouched(finding, since))
      .sort(inOrder),
    unusedSuppressions: unusedSuppressions({
      silencers: all,
      matched,
      withoutExpiry,
      findings,
      scope,
      since,
    }),
  };
}

/** Live evidence belongs to no file: who asked for it wants it whatever changed. */
function isTouched(finding: SettledFinding, since: ReadonlySet<string> | null): boolean {
  if (since === null) return true;
  if (finding.touches.size === 0) return finding.target !== null;
  return [...finding.touches].some((path) => since.has(path));
}
