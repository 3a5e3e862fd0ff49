/** Small turns of phrase that several formats share, so that they count and name things alike. */
import { isDetector } from '../engine/rule.ts';
import { SEVERITIES, type Severity } from '../engine/severity.ts';
import type { Finding } from '../findings/finding.ts';
import type { Report, UnusedSuppression } from './report.ts';

/** `1 file`, `214 files`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** `0.8 s`, `12 s`, `2 min 5 s`. */
function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${Math.max(0.1, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `Checked 214 files and 3 targets against 96 rules in 0.8 s`, or `for secrets` where no other rule ran. */
export function checked({ summary, rules, durationMs }: Report): string {
  if (rules.length > 0 && rules.every(isDetector)) return checkedForSecrets(summary.files, durationMs);
  const files = count(summary.files, 'file');
  const what = summary.targets === 0 ? files : `${files} and ${count(summary.targets, 'target')}`;
  return `Checked ${what} against ${count(summary.rules, 'rule')} in ${duration(durationMs)}`;
}

/** `Checked 214 files for secrets in 0.8 s`. */
export function checkedForSecrets(files: number, milliseconds: number): string {
  return `Checked ${count(files, 'file')} for secrets in ${duration(milliseconds)}`;
}

/** Severities with their number of unsuppressed failures, where there are any. */
export function failures({
  summary,
}: Report): readonly { readonly severity: Severity; readonly count: number }[] {
  return SEVERITIES.map((severity) => ({ severity, count: summary.fail[severity] })).filter(
    (entry) => entry.count > 0,
  );
}

/** What was not analysed and is not accepted in the configuration. */
export function notAccepted({ notAnalysed }: Report): Report['notAnalysed'] {
  return notAnalysed.filter((entry) => entry.accepted === null);
}

/** Findings that count: neither suppressed nor in the baseline. */
export function standing({ findings }: Report): readonly Finding[] {
  return findings.filter((finding) => finding.suppressed === null);
}

/** Most severe first, failures before what is unknown; equals keep the report's order. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  const rank = (finding: Finding) =>
    finding.outcome === 'unknown' ? SEVERITIES.length : SEVERITIES.indexOf(finding.severity);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

/** What is wrong with a suppression, as the end of a sentence about it. */
export function suppressionFault({ why, suggestion }: UnusedSuppression): string {
  switch (why) {
    case 'unused':
      return 'matches no finding';
    case 'expired':
      return 'has expired';
    case 'without-expiry':
      return 'has no effect: a rule of high or critical severity is suppressed until a date only';
    case 'without-reason':
      return 'has no effect: it gives no reason';
    case 'unknown-rule':
      return `names no rule that exists${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
    case 'malformed':
      return 'cannot be understood';
  }
}

/** `the inline suppression of csp-header`. */
export function suppressionName({ by, rule }: UnusedSuppression): string {
  switch (by) {
    case 'inline':
      return `the inline suppression of ${rule}`;
    case 'config':
      return `the configured suppression of ${rule}`;
    case 'baseline':
      return `the baseline entry for ${rule}`;
  }
}
