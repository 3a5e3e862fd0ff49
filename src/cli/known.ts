/** The baseline of a run: which file it is, and reading it. */
import { relative, resolve } from 'node:path';
import { type Baseline, parseBaseline } from '../findings/baseline.ts';
import { InputError } from '../source/diagnostic.ts';
import { readSourceFile } from '../source/read.ts';
import type { Setup } from './run.ts';

const DEFAULT_FILE = 'secbaseline.baseline.jsonl';

/** Path of the baseline from the root. `option` is `--baseline`: a file, true for the usual one, or not given. */
export function baselinePath(setup: Setup, option: string | boolean | undefined): string {
  if (typeof option === 'string') return relative(setup.root, resolve(setup.cwd, option));
  return setup.config.baseline ?? DEFAULT_FILE;
}

/** Null where there is none, or `--no-baseline` was given. Throws `InputError` for a named one that is missing or wrong. */
export function readBaseline(setup: Setup, option: string | boolean | undefined): Baseline | null {
  if (option === false) return null;
  const path = baselinePath(setup, option);
  const baseline = readBaselineFile(setup.root, path);
  if (baseline !== null || option === undefined) return baseline;
  throw new InputError([
    { message: `the baseline ${path} does not exist`, hint: '`secbaseline baseline` writes it' },
  ]);
}

/** Null where the file (path from the root) does not exist. Throws `InputError` where it is wrong. */
export function readBaselineFile(root: string, path: string): Baseline | null {
  const outcome = readSourceFile(root, path);
  switch (outcome.kind) {
    case 'text':
      return parseBaseline(outcome.source);
    case 'absent':
      return null;
    case 'binary':
      throw new InputError([{ message: `the baseline ${path} is a binary file` }]);
    case 'unreadable':
      throw new InputError([{ message: `the baseline ${path} cannot be read: ${outcome.reason}` }]);
  }
}
