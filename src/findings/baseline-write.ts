/** Writes the baseline: the ratchet takes in what is there today, keeps what is known of it, and drops what is gone. */
import { isCalendarDate } from '../source/calendar.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';
import { matchBaseline } from './baseline-match.ts';
import type { SettledFinding } from './concrete.ts';
import { movedFingerprint } from './fingerprint.ts';
import { byUnits } from './order.ts';
import { concernKey, type Scope, undecidedConcerns, wouldHaveSeen } from './scope.ts';
import { isExpired, needsExpiry } from './suppression.ts';

/** What stands in entries for which nobody gave a reason, and for how long the serious ones count. */
export const DEFAULT_REASON = 'known when the baseline was written';
export const DEFAULT_DAYS = 90;

export interface BaselineRequest {
  /** Settled without `since` and with the lowest confidence, so that nothing is missing; against the old baseline or not. */
  readonly findings: readonly SettledFinding[];
  readonly previous: Baseline | null;
  readonly scope: Scope;
  /** For new entries; null for `DEFAULT_REASON`. */
  readonly reason: string | null;
  /** ISO date for new and expired entries; null for none, or `DEFAULT_DAYS` where a date is mandatory. */
  readonly expires: string | null;
  /** ISO date. */
  readonly today: string;
}

/**
 * The text of the new baseline. Entries of findings that are still there keep their reason, their `since` and a date
 * that has not passed; entries about what this run did not look at stay. Lines are sorted by fingerprint, so that what
 * two branches add seldom meets. Throws an `InputError` for a reason or a date that cannot be used.
 */
export function writeBaseline(request: BaselineRequest): string {
  const faults = requestFaults(request);
  if (faults.length > 0) throw new InputError(faults);
  const { findings, previous, scope } = request;
  const match = matchBaseline(findings, previous?.entries ?? [], scope.exists);
  const current = findings
    .filter(
      ({ outcome, suppressed }) =>
        outcome === 'fail' && (suppressed === null || suppressed.by === 'baseline'),
    )
    .map((finding) => entryFor(finding, match.entryOf.get(finding) ?? null, request));
  const undecided = undecidedConcerns(findings);
  const kept = match.left.filter((entry) => {
    const rule = scope.rules.find(entry.rule)?.id ?? entry.rule;
    return !wouldHaveSeen(scope, entry) || undecided.has(concernKey({ ...entry, rule }));
  });
  return [...current, ...kept].map(lineOfEntry).sort(byUnits).join('');
}

function entryFor(
  finding: SettledFinding,
  known: BaselineEntry | null,
  request: BaselineRequest,
): BaselineEntry {
  const path = finding.at?.path ?? null;
  return {
    fingerprint: finding.fingerprint,
    rule: finding.rule.rule.id,
    path,
    target: path === null ? (finding.target?.id ?? null) : null,
    moved: movedFingerprint(finding.identity),
    reason: known?.reason ?? request.reason?.trim() ?? DEFAULT_REASON,
    since: known?.since ?? request.today,
    expires: expiryFor(finding, known, request),
  };
}

function expiryFor(
  finding: SettledFinding,
  known: BaselineEntry | null,
  { expires, today }: BaselineRequest,
): string | null {
  const mandatory = needsExpiry(finding.severity);
  const stillCounts =
    known !== null && !isExpired(known.expires, today) && (known.expires !== null || !mandatory);
  if (stillCounts) return known.expires;
  return expires ?? (mandatory ? daysAfter(today, DEFAULT_DAYS) : null);
}

function daysAfter(date: string, days: number): string {
  const time = new Date(`${date}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() + days);
  return time.toISOString().slice(0, 10);
}

/** One line; what a person could not see is escaped, and keys that say nothing are left out. */
function lineOfEntry(entry: BaselineEntry): string {
  const { fingerprint, rule, path, target, moved, reason, since, expires } = entry;
  const fields = { fingerprint, rule, path, target, moved, reason, since, expires };
  const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  return `${JSON.stringify(said).replace(UNSEEN, escaped)}\n`;
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

function requestFaults({ reason, expires, today }: BaselineRequest): readonly Diagnostic[] {
  const faults: Diagnostic[] = [];
  if (reason?.trim() === '')
    faults.push({ message: 'the reason is empty', hint: 'say why these findings are accepted' });
  if (expires !== null && !isCalendarDate(expires)) {
    faults.push({ message: 'the expiry is no date', hint: 'write it as 2027-01-31' });
  } else if (isExpired(expires, today)) {
    faults.push({ message: 'the expiry has passed already', hint: `a day from ${today} on can be given` });
  }
  return faults;
}
