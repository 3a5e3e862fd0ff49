/** Where `secrets` looks. */
import type { Findings, IsInterrupted } from '../checks/secrets/find.ts';
import type { Scanner } from '../checks/secrets/scan.ts';
import type { NotAnalysed } from '../source/span.ts';

/** What is scanned. The lists are whole when `find` is done. */
export interface SecretSource {
  find(scan: Scanner, isInterrupted: IsInterrupted | null): Promise<Findings>;
  readonly notAnalysed: readonly NotAnalysed[];
  readonly notes: readonly NotAnalysed[];
  /** True where looking at nothing is no fault: nothing is staged. */
  readonly mayBeEmpty: boolean;
}
