/** What a run amounts to: the counts of its summary, whether it is complete, and the exit code. */
import { reaches, type Severity } from '../engine/severity.ts';
import type { Finding } from './finding.ts';

export interface Summary {
  readonly files: number;
  readonly targets: number;
  readonly facts: number;
  readonly rules: number;
  /** Unsuppressed failures. */
  readonly fail: Readonly<Record<Severity, number>>;
  /** Unsuppressed findings that could not be evaluated. */
  readonly unknown: number;
  /** Silenced by a comment or the configuration. */
  readonly suppressed: number;
  readonly baselined: number;
  /** Unsuppressed findings with a fix. */
  readonly fixable: number;
}

/** Counts what was found; what was looked at is the caller's to say. */
export function summarize(
  findings: readonly Finding[],
  looked: Pick<Summary, 'files' | 'targets' | 'facts' | 'rules'>,
): Summary {
  const fail: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  let unknown = 0;
  let suppressed = 0;
  let baselined = 0;
  let fixable = 0;
  for (const finding of findings) {
    if (finding.suppressed?.by === 'baseline') baselined++;
    else if (finding.suppressed !== null) suppressed++;
    else {
      if (finding.outcome === 'fail') fail[finding.severity]++;
      else unknown++;
      if (finding.fix !== null) fixable++;
    }
  }
  const { files, targets, facts, rules } = looked;
  return { files, targets, facts, rules, fail, unknown, suppressed, baselined, fixable };
}

/** What decides whether a run is complete. */
export interface Completeness {
  readonly findings: readonly Finding[];
  /** `accepted` is the reason given in the configuration, or null. */
  readonly notAnalysed: readonly { readonly accepted: string | null }[];
  /** A signal ended the run early. */
  readonly interrupted: boolean;
  /** There was nothing at all to check. */
  readonly nothingToCheck: boolean;
}

/** `incomplete` where something enabled could not be evaluated; what a person accepted with a reason does not count. */
export function statusOf(run: Completeness): 'complete' | 'incomplete' {
  const complete =
    !run.interrupted &&
    !run.nothingToCheck &&
    run.notAnalysed.every((entry) => entry.accepted !== null) &&
    run.findings.every((finding) => finding.outcome !== 'unknown' || finding.suppressed !== null);
  return complete ? 'complete' : 'incomplete';
}

export interface ExitRequest extends Completeness {
  readonly failOn: Severity;
  readonly allowIncomplete: boolean;
  readonly exitZero: boolean;
}

/**
 * The exit code of a run that came to its end: 1 where an unsuppressed failure reaches `failOn`, else 3 where it is
 * incomplete and that is not allowed, else 0. `exitZero` turns 1 into 0 and nothing else.
 */
export function exitCode(run: ExitRequest): 0 | 1 | 3 {
  const failed = run.findings.some(
    (finding) =>
      finding.outcome === 'fail' && finding.suppressed === null && reaches(finding.severity, run.failOn),
  );
  if (failed) return run.exitZero ? 0 : 1;
  return statusOf(run) === 'incomplete' && !run.allowIncomplete ? 3 : 0;
}
