/**
 * Whoever names a folder wants to know what is in it: that its own path says `fixtures` or `example` makes nothing in it
 * less sure. Files are judged by what of their path lies below what was named.
 */
import { posix } from 'node:path';
import type { Scanner } from './scan.ts';

/** As the scanner. `named` are the PATHs of the run, from the root; `''` is the root itself. */
export function scanNamed(scan: Scanner, named: readonly string[]): Scanner {
  const below = belowNamed(named);
  return below === null ? scan : (input) => scan({ ...input, judgedAs: below(input.path) });
}

/** Null where paths are judged as they are. */
export function belowNamed(named: readonly string[]): ((path: string) => string) | null {
  const longestFirst = named.filter((one) => one !== '').sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return null;
  return (path) => {
    for (const one of longestFirst) {
      // Hooks name the files that changed, one by one; a person names one.
      if (path === one) return named.length === 1 ? posix.basename(path) : path;
      if (path.startsWith(one) && /^!?\//.test(path.slice(one.length))) {
        return path.slice(path.indexOf('/', one.length) + 1);
      }
    }
    return path;
  };
}
