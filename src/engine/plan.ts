/** Which rules judge which files, with which parameters: the configuration after it was resolved, before it runs. */
import type { Rule } from './rule.ts';
import type { Severity } from './severity.ts';

/** A rule with its effective severity and parameter values (durations in seconds). */
export interface BoundRule {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly params: Readonly<Record<string, unknown>>;
  /** Indexes of `rule.evidence` that the profile takes in. */
  readonly evidence: readonly number[];
}

/**
 * Overrides give different paths different settings. Paths that share all overrides share a variant, so that each rule
 * is compiled once per variant and a fact finds its compiled rules by two look-ups.
 */
export interface Plan {
  variantOf(path: string | null): number;
  readonly variants: readonly (readonly BoundRule[])[];
}
