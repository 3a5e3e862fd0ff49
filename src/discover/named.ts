/** The PATHs of the command line, looked up: what exists, where it really lies, and what is taken without one. */
import { lstatSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isInside } from './root.ts';
import { realFolder } from './work-tree.ts';

export type Named =
  | { readonly kind: 'missing' }
  /** It looks as if it lay below the root, but a symbolic link leads elsewhere; from the root. */
  | { readonly kind: 'leaves'; readonly path: string }
  /** Absolute, without symbolic links. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** From the root; anything that is not a folder. */
  | { readonly kind: 'file'; readonly path: string };

/** Looks up one PATH. Only what the user wrote may lead out of the root, never a link that the tree holds. */
export function lookUp(root: string, cwd: string, typed: string): Named {
  if (typed === '' || typed.includes('\0')) return { kind: 'missing' };
  const absolute = resolve(cwd, typed);
  const leaves = (real: string): boolean => isInside(root, absolute) && !isInside(root, real);
  const folder = realFolder(absolute);
  if (folder !== null) {
    return leaves(folder) ? { kind: 'leaves', path: relative(root, absolute) } : { kind: 'folder', folder };
  }
  const parent = realFolder(dirname(absolute));
  if (parent === null || typed.endsWith('/') || !exists(absolute)) return { kind: 'missing' };
  if (leaves(parent)) return { kind: 'leaves', path: relative(root, absolute) };
  return { kind: 'file', path: relative(root, join(parent, basename(absolute))) };
}

/** Where no PATH is named: the working directory, or the root where the working directory lies above it. */
export function defaultFolder(root: string, cwd: string): string {
  const folder = realFolder(cwd);
  return folder !== null && isInside(root, folder) ? folder : root;
}

/** True also for a file that may not be looked at: reading it says so. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** True where a symbolic link (absolute) leads to a folder: its files are found under their own paths. */
export function leadsToFolder(link: Buffer): boolean {
  try {
    return statSync(link, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
