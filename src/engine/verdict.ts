/** What a rule says about a fact. Passes are kept: drift is a pass on one side and a failure on the other. */
import type { Anchor } from '../source/span.ts';
import type { Fact, Target } from './fact.ts';
import type { BoundRule } from './plan.ts';
import type { Confidence, Severity } from './severity.ts';

export type Outcome = 'pass' | 'fail' | 'unknown';

/** A value that made an assertion fail, with its path in the fact (`effectiveProtocols.0`). */
export interface Offending {
  readonly path: string;
  readonly value: unknown;
}

export interface RelatedPlace {
  readonly message: string;
  readonly at: Anchor;
}

/** What was seen of the running system beside, or instead of, a file. */
export interface LiveWitness {
  readonly evidence: 'file' | 'live' | 'drift';
  readonly target: Target;
  /** What was found there, empty where all was well. */
  readonly message: string;
}

export interface Verdict {
  readonly rule: BoundRule;
  readonly outcome: Outcome;
  /** The fact judged; null where a project rule misses one (`some` without a match). */
  readonly fact: Fact | null;
  readonly subject: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  /** Where the caret goes: the failing value, else the block that lacks it. Null for live evidence. */
  readonly at: Anchor | null;
  readonly offending: readonly Offending[];
  readonly related: readonly RelatedPlace[];
  readonly witness?: LiveWitness;
  /** Where elements of a list were judged: the container that this one is about, empty where it is about all. */
  readonly part?: string;
  /** Of an entry that says its line, which one: a file and a system may number equal entries differently, so that only findings are told apart by it. */
  readonly line?: number;
  /** Of evidence about facts: the field that it judges. Evidence about another field of the same fact asks something else. */
  readonly asks?: string;
  /** For fingerprints: what the faulty value is, in words that white space and position do not change. */
  readonly content: string;
}
