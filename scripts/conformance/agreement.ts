/** What a conformance set says, and the data that it is read from. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export interface Agreement {
  readonly agreed: number;
  readonly total: number;
}

/** The objects of a `.jsonl.gz` file. */
export function jsonLines(file: string): readonly unknown[] {
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
