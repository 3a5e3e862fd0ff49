/** The one order of findings that every format prints, so that two runs and two machines agree to the byte. */
import type { Finding } from './finding.ts';

/** Order by UTF-16 code units, whatever the locale. */
export function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Path or target, line, column, rule, subject, fingerprint. Findings about neither file nor target come first. */
export function inOrder(a: Finding, b: Finding): number {
  return (
    byUnits(witness(a), witness(b)) ||
    (a.location?.startLine ?? 0) - (b.location?.startLine ?? 0) ||
    (a.location?.startColumn ?? 0) - (b.location?.startColumn ?? 0) ||
    byUnits(a.rule.rule.id, b.rule.rule.id) ||
    byUnits(a.subject, b.subject) ||
    byUnits(a.fingerprint, b.fingerprint)
  );
}

function witness(finding: Finding): string {
  return finding.location?.path ?? finding.target?.id ?? '';
}
