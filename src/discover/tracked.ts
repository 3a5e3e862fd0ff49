/** The files that git tracks and that are there, as paths from the root. */
import { lstatSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { type PathName, pathName } from '../source/names.ts';
import { type Repository, runGit } from './git.ts';

/** A path from the root; it starts with `../` where the root is a folder below the top and the file lies beside it. */
export interface TrackedFile extends PathName {
  /** From the work tree's top. */
  readonly fromTop: string;
  readonly isLink: boolean;
}

export type TrackedOutcome =
  | {
      readonly kind: 'tracked';
      readonly files: readonly TrackedFile[];
      /** Folders that belong to another repository. */
      readonly submodules: readonly TrackedFile[];
    }
  | { readonly kind: 'failure'; readonly reason: string };

/** One entry of `ls-files`: `H 100644 <id> 0<tab><name>`. Names are kept as strings of bytes until they have a key. */
interface Entry {
  readonly tag: string;
  readonly mode: string;
  readonly name: string;
}

export function listTracked(repository: Repository): TrackedOutcome {
  const args = ['ls-files', '-z', '-t', '--stage', '--cached', '--deleted'];
  const outcome = runGit(repository, args);
  if (outcome.kind === 'failure') return outcome;
  const entries = parseEntries(outcome.stdout);
  const deleted = new Set(entries.filter(({ tag }) => tag === 'R').map(({ name }) => name));
  const toRoot = pathsFromRoot(repository);
  const files = new Map<string, TrackedFile>();
  const submodules: TrackedFile[] = [];
  for (const { tag, mode, name } of entries) {
    if (deleted.has(name) || files.has(name)) continue;
    if (tag === 'S' && !isThere(repository, name)) continue;
    const file = { ...pathName(toRoot(name)), fromTop: pathName(name).path, isLink: mode === '120000' };
    if (mode === '160000') submodules.push(file);
    else files.set(name, file);
  }
  return { kind: 'tracked', files: [...files.values()], submodules };
}

function parseEntries(stdout: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (const record of stdout.toString('latin1').split('\0')) {
    const tab = record.indexOf('\t');
    if (tab < 0) continue;
    entries.push({ tag: record.slice(0, 1), mode: record.slice(2, 8), name: record.slice(tab + 1) });
  }
  return entries;
}

/** Names from the top of the work tree to paths from the root, both as strings of bytes. */
export function pathsFromRoot(repository: Repository): (name: string) => string {
  return rebased(repository.workTree.top, repository.root);
}

/** Names from `folder` to paths from `root`, which lies in it; strings of bytes. */
export function rebased(folder: string, root: string): (name: string) => string {
  const below = Buffer.from(relative(folder, root)).toString('latin1');
  if (below === '') return (name) => name;
  return (name) =>
    name.startsWith(`${below}/`) ? name.slice(below.length + 1) : posix.relative(`/${below}`, `/${name}`);
}

/** Sparse checkouts leave files out of the work tree without git calling them deleted. */
function isThere(repository: Repository, name: string): boolean {
  const full = Buffer.concat([Buffer.from(join(repository.workTree.top, '/')), Buffer.from(name, 'latin1')]);
  try {
    return lstatSync(full, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
