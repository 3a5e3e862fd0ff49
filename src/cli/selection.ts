/** Which paths a run takes that are not found by looking into folders: those of the index and of history. */
import { lstatSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { compilePatterns } from '../discover/patterns.ts';
import { InputError } from '../source/diagnostic.ts';

export interface SelectionRequest {
  readonly cwd: string;
  /** As typed, relative to `cwd`; none means everything. */
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface Selection {
  /** The PATHs, from the root. */
  readonly named: readonly string[];
  /** For a path from the root. */
  takes(path: string): boolean;
  /** Throws `InputError` for PATHs that took nothing and do not exist either. To be asked last. */
  expectAll(): void;
}

export function selectionOf(root: string, { cwd, paths, include, exclude }: SelectionRequest): Selection {
  const included = compilePatterns(include);
  const excluded = compilePatterns(exclude);
  const named = paths.map((typed) => ({ typed, path: relative(root, resolve(cwd, typed)), used: false }));
  return {
    named: named.map(({ path }) => path),
    takes(path) {
      const by = named.filter(
        (one) => one.path === '' || path === one.path || path.startsWith(`${one.path}/`),
      );
      for (const one of by) one.used = true;
      if (named.length > 0 && by.length === 0) return false;
      // Whoever names a file wants it looked at, whatever the configuration says.
      return by.some((one) => one.path === path) || (included(path) && !excluded(path));
    },
    expectAll() {
      const missing = named.filter(({ typed, used }) => !used && !isThere(cwd, typed));
      if (missing.length === 0) return;
      throw new InputError(missing.map(({ typed }) => ({ message: `${typed}: no such file or folder` })));
    },
  };
}

/** Whether a PATH as typed exists, or cannot be asked for. */
export function isThere(cwd: string, typed: string): boolean {
  try {
    return lstatSync(resolve(cwd, typed), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
