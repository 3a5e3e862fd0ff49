/** What is staged, whoever found it out. */
import type { PathName } from '../source/names.ts';
import type { NotAnalysed } from '../source/span.ts';

/** A staged file, by its path from the root, and the blob that the index has for it. */
export interface StagedFile extends PathName {
  readonly id: string;
}

export type StagedOutcome =
  | {
      readonly kind: 'staged';
      readonly files: readonly StagedFile[];
      /** Files in conflict: the index has no content for them yet. */
      readonly notAnalysed: readonly NotAnalysed[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

export function inConflict(path: string): NotAnalysed {
  return { path, line: null, reason: 'in conflict: nothing is staged for it yet' };
}
