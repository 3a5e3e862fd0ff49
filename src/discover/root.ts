/** The root: what configured paths, fingerprints and baseline entries are relative to. */
import { dirname, posix, relative, resolve } from 'node:path';
import { findWorkTree, realFolder, type WorkTree } from './work-tree.ts';

export interface FoundRoot {
  /** Absolute, without symbolic links. */
  readonly root: string;
  /** The work tree of the working directory; null where there is none. */
  readonly workTree: WorkTree | null;
}

/**
 * The folder of the named configuration file if it lies inside the work tree, else git's top level, else the working
 * directory. `config` is as typed, relative to `cwd`; whether it exists is for its reader to say.
 */
export function findRoot(request: { readonly cwd: string; readonly config: string | null }): FoundRoot {
  const cwd = realFolder(request.cwd) ?? resolve(request.cwd);
  const workTree = findWorkTree(cwd);
  if (workTree === null) return { root: cwd, workTree };
  const folder = request.config === null ? null : realFolder(dirname(resolve(cwd, request.config)));
  return { root: folder !== null && isInside(workTree.top, folder) ? folder : workTree.top, workTree };
}

/** True for `folder` itself and everything below it; both absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../');
}

/** Names from `folder` to paths from `root`, which lies in it; strings of bytes. */
export function rebased(folder: string, root: string): (name: string) => string {
  const below = Buffer.from(relative(folder, root)).toString('latin1');
  if (below === '') return (name) => name;
  return (name) =>
    name.startsWith(`${below}/`) ? name.slice(below.length + 1) : posix.relative(`/${below}`, `/${name}`);
}
