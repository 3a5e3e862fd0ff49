/** What silences a finding, whoever says it: the shapes that inline comments, the configuration and the baseline share. */
import type { Severity } from '../engine/severity.ts';
import { reaches } from '../engine/severity.ts';

/** An entry under `suppress` of the configuration, resolved; `src/config` makes these. */
export interface ConfigSuppression {
  /** Id of the rule, aliases resolved. */
  readonly rule: string;
  /** Whether the entry speaks about this file (path from the root). */
  covers(path: string): boolean;
  readonly reason: string;
  /** ISO date, the last day on which it counts; null where it never ends. */
  readonly expires: string | null;
  /** The configuration file and the line of the entry, where it is reported if it has no effect. */
  readonly path: string;
  readonly line: number | null;
}

/** Why a suppression has no effect. */
export type Ineffective =
  | 'unused'
  | 'expired'
  /** Findings of high and critical severity must not be silenced for ever. */
  | 'without-expiry'
  | 'without-reason'
  | 'unknown-rule'
  /** Not the syntax, or no date of the calendar. */
  | 'malformed';

/** A suppression that had no effect, so that it is mended or removed. */
export interface UnusedSuppression {
  readonly by: 'inline' | 'config' | 'baseline';
  /** Where the suppression stands: the commented file, the configuration or the baseline. */
  readonly path: string;
  readonly line: number | null;
  /** As written. */
  readonly rule: string;
  readonly why: Ineffective;
  /** For `unknown-rule`: the id that was probably meant. */
  readonly suggestion?: string;
}

/** True where a finding of this severity can be silenced for a time only. */
export function needsExpiry(severity: Severity): boolean {
  return reaches(severity, 'high');
}

/** True from the day after `expires` on. Both are ISO dates. */
export function isExpired(expires: string | null, today: string): boolean {
  return expires !== null && expires < today;
}
