/** Everything a printer needs about one run. Printers are plain functions `(report, context) => string`. */

import type { Profile, Rule } from '../engine/rule.ts';
import type { Finding } from '../findings/finding.ts';
import type { Summary } from '../findings/summary.ts';
import type { UnusedSuppression } from '../findings/suppression.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { SourceText } from '../source/text.ts';

export type { Summary } from '../findings/summary.ts';
export type { UnusedSuppression } from '../findings/suppression.ts';

export interface Report {
  readonly tool: { readonly name: 'secbaseline'; readonly version: string };
  readonly status: 'complete' | 'incomplete';
  /** True where a signal ended the run early. */
  readonly interrupted: boolean;
  readonly profile: Profile;
  readonly durationMs: number;
  readonly summary: Summary;
  /** In the contract's order, suppressed and baselined ones included. */
  readonly findings: readonly Finding[];
  readonly notAnalysed: readonly (NotAnalysed & { readonly accepted: string | null })[];
  readonly notes: readonly NotAnalysed[];
  readonly unusedSuppressions: readonly UnusedSuppression[];
  /** The rules that ran, for formats that describe them. */
  readonly rules: readonly Rule[];
  /** False where the configuration turned the built-in rules off: said in every summary. */
  readonly builtInRules: boolean;
}

export interface PrintContext {
  /** Working directory relative to the root (`''` at the root, `services/api` below it, null outside it). */
  readonly workingDirectory: string | null;
  /** The root and the working directory as absolute paths, for links and for a working directory outside the root. */
  readonly root: string;
  readonly cwd: string;
  /** The text of a file of this run (path relative to the root), for code frames; undefined where it cannot be shown. */
  source(path: string): SourceText | undefined;
  /** 0 none, 1 basic, 2 256, 3 truecolor. */
  readonly color: 0 | 1 | 2 | 3;
  readonly hyperlinks: boolean;
  readonly verbose: boolean;
  /** Terminal columns, or null where unknown. */
  readonly width: number | null;
  /** Today as an ISO date, for "expires in 6 days"; without it, expiry is not counted. */
  readonly today?: string;
}
