/** The files that git tracks and that are there, as paths from the root. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type PathName, pathName } from '../source/names.ts';
import { type Repository, runGit } from './git.ts';
import { rebased } from './root.ts';

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
  const gone = new Set<string>();
  for (const { tag, name } of entries) {
    if (tag === 'R' || (tag === 'S' && !isThere(repository, name))) gone.add(name);
  }
  const toRoot = pathsFromRoot(repository);
  const files: TrackedFile[] = [];
  const submodules: TrackedFile[] = [];
  let last: string | null = null;
  for (const { mode, name } of entries) {
    // Entries are sorted by name; a file in conflict has up to three.
    if (name === last || gone.has(name)) continue;
    last = name;
    const found = trackedFile(name, toRoot(name), mode);
    if (mode === '160000') submodules.push(found);
    else files.push(found);
  }
  return { kind: 'tracked', files, submodules };
}

/** Listing what is not tracked reads the work tree, in which a pipe may stand where git expects a file. */
const UNTRACKED_TIMEOUT = 3_000;

/**
 * Paths from the root of files that are neither tracked nor ignored, a folder without any tracked file (with `/` at its
 * end) standing for all that is in it. Empty where git does not say: nothing but a note hangs on it.
 */
export function listUntracked(repository: Repository): readonly string[] {
  const { workTree } = repository;
  const own = join(workTree.commonDirectory, 'info', 'exclude');
  const isThere = lstatSync(own, { throwIfNoEntry: false })?.isFile() === true;
  const args = ['ls-files', '-z', '--others', '--directory', '--no-empty-directory'];
  const rules = ['--exclude-per-directory=.gitignore', ...(isThere ? [`--exclude-from=${own}`] : [])];
  const outcome = runGit(repository, [...args, ...rules], { timeout: UNTRACKED_TIMEOUT });
  if (outcome.kind === 'failure') return [];
  const toRoot = pathsFromRoot(repository);
  const names = outcome.stdout
    .toString('latin1')
    .split('\0')
    .filter((name) => name !== '');
  return names.map((name) => pathName(toRoot(name)).path + (name.endsWith('/') ? '/' : '')).map(withOneSlash);
}

const withOneSlash = (path: string): string => path.replace(/\/+$/, '/');

function trackedFile(name: string, fromRoot: string, mode: string): TrackedFile {
  const { path, raw } = pathName(fromRoot);
  return { path, raw, fromTop: name === fromRoot ? path : pathName(name).path, isLink: mode === '120000' };
}

function parseEntries(stdout: Buffer): Entry[] {
  const entries: Entry[] = [];
  const text = stdout.toString('latin1');
  for (let start = 0; start < text.length; ) {
    const tab = text.indexOf('\t', start);
    const end = text.indexOf('\0', tab);
    if (tab < 0 || end < 0) break;
    const mode = text.slice(start + 2, start + 8);
    entries.push({ tag: text.charAt(start), mode, name: text.slice(tab + 1, end) });
    start = end + 1;
  }
  return entries;
}

/** Names from the top of the work tree to paths from the root, both as strings of bytes. */
export function pathsFromRoot(repository: Repository): (name: string) => string {
  return rebased(repository.workTree.top, repository.root);
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
