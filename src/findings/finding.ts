/** Findings: failing and unknown verdicts, made concrete, with identity and standing (suppressed, in the baseline). */
import type { BroughtBy, Target } from '../engine/fact.ts';
import type { BoundRule } from '../engine/plan.ts';
import type { Confidence, Severity } from '../engine/severity.ts';
import type { Anchor, Place } from '../source/span.ts';

export type EvidenceSource = 'file' | 'live' | 'drift';

export interface Suppressed {
  readonly by: 'inline' | 'config' | 'baseline';
  readonly reason: string;
  /** ISO date, or null. */
  readonly expires: string | null;
}

export interface Related {
  readonly message: string;
  readonly location: Place;
}

export interface Edit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  readonly edits: readonly Edit[];
}

export interface Finding {
  readonly rule: BoundRule;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly outcome: 'fail' | 'unknown';
  readonly evidence: EvidenceSource;
  readonly subject: string;
  readonly message: string;
  /** Of an unknown outcome: why, in words that all findings with this cause share. */
  readonly reason: string | null;
  /** Paths here are relative to the root; printers make them relative to the working directory. */
  readonly location: Place | null;
  readonly at: Anchor | null;
  readonly target: Target | null;
  /** The commit that brought it, where history was looked at. */
  readonly commit: BroughtBy | null;
  /** What the target showed, where that is not the message itself. */
  readonly seenLive: string | null;
  readonly related: readonly Related[];
  readonly fingerprint: string;
  readonly suppressed: Suppressed | null;
  readonly fix: Fix | null;
}

/** The finding with other fields. It may work some out when asked, and a spread would leave those behind. */
export function changed<F extends Finding>(finding: F, changes: Partial<Finding>): F {
  return Object.assign(Object.create(Object.getPrototypeOf(finding)), finding, changes);
}
