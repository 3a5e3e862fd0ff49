/** What a run needs in order to look for secrets: the scanner, and what the detectors are called. */
import type { Scanner } from './scan.ts';

export interface SecretSearch {
  readonly scan: Scanner;
  /** What a detector finds, as a noun, by its id. */
  readonly nameOf: (detector: string) => string;
}
