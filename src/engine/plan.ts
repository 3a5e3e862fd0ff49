/** Which rules judge which files, with which parameters: the configuration after it was resolved, before it runs. */
import type { Rule } from './rule.ts';
import type { Severity } from './severity.ts';

/** A rule with its effective severity and parameter values (durations in seconds). */
export interface BoundRule {
  readonly rule: Rule;
  readonly severity: Severity;
  /** Present where the configuration set the severity: it then holds for evidence with a severity of its own, too. */
  readonly severityIsSet?: true;
  readonly params: Readonly<Record<string, unknown>>;
  /** Indexes of `rule.evidence` that the profile takes in. */
  readonly evidence: readonly number[];
}

/**
 * Overrides give different paths different settings. Paths that share all overrides share a variant, so that each rule
 * is compiled once per variant and a fact finds its compiled rules by two look-ups. Variants share the `BoundRule`
 * objects in which they agree, so that compiled rules can be kept by object.
 */
export interface Plan {
  /** Index into `variants`. A combination of overrides that no path had before adds a variant. */
  variantOf(path: string | null): number;
  /** At first the one without overrides and one for each override alone: together they hold every value of a parameter. */
  readonly variants: readonly (readonly BoundRule[])[];
}
