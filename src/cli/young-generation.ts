/** Memory of runs that look at very many files, one after the other. */
import { setFlagsFromString } from 'node:v8';

/** The newest Node that was seen to know the flag; an unknown flag would be complained about on standard error. */
const NEWEST = 24;

/**
 * Keeps the young generation of the heap as small as it is now: what is made for one file is garbage with the next, and room
 * for more of it would take a quarter of the memory and spare no time.
 */
export function keepYoungGenerationSmall(): void {
  const version = Number.parseInt(process.versions.node, 10);
  if (version <= NEWEST) setFlagsFromString('--semi-space-growth-factor=1');
}
