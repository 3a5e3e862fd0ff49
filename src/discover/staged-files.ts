/**
 * What is staged, told from the files of the repository without starting git: the entries of the index that differ from
 * the trees of HEAD. Folders whose tree git remembers are compared by their id alone.
 */
import { join } from 'node:path';
import { pathName } from '../source/names.ts';
import { readSourceBytes } from '../source/read.ts';
import type { NotAnalysed } from '../source/span.ts';
import { headCommit } from './head.ts';
import { type CachedTree, type EntryReader, type IndexEntry, readIndexFile } from './index-file.ts';
import { type Environment, indexPath, type ObjectFormat, readObjectFormat } from './index-path.ts';
import { objectStore } from './objects.ts';
import { type FoundRoot, rebased } from './root.ts';
import { inConflict, type StagedFile, type StagedOutcome } from './staged-file.ts';
import type { WorkTree } from './work-tree.ts';

/** Git reads a larger one faster than we do. */
const INDEX_LIMIT = 12_000_000;
const FORMAT = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** Null wherever something is not as plain repositories have it, or cannot be read: then git is to be asked. */
export function stagedInFiles(
  { root, workTree }: FoundRoot,
  environment: Environment,
): Extract<StagedOutcome, { kind: 'staged' }> | null {
  if (workTree === null) return null;
  const index = readIndex(workTree, environment);
  if (index === null) return null;
  const { file, format } = index;
  const head = headCommit(workTree);
  if (head.kind === 'unknown') return null;
  const trees = treeReader(join(workTree.commonDirectory, 'objects'), format);
  try {
    const rootTree = head.kind === 'unborn' ? null : trees.ofCommit(head.id);
    const unchanged = new Map<string, number>();
    if (rootTree !== null && file.root !== null) collectUnchanged(file.root, '', rootTree, trees, unchanged);
    return compare({
      entries: file.entries,
      rootTree,
      trees,
      unchanged,
      toRoot: rebased(workTree.top, root),
    });
  } catch (error) {
    if (error instanceof NotReadError) return null;
    throw error;
  } finally {
    trees.close();
  }
}

function readIndex(workTree: WorkTree, environment: Environment) {
  const place = indexPath(workTree, environment);
  if (place.kind !== 'index') return null;
  const { path } = place;
  const slash = path.lastIndexOf('/');
  const outcome = readSourceBytes(path.slice(0, slash), path.slice(slash + 1), { limit: INDEX_LIMIT });
  if (outcome.kind !== 'bytes') return null;
  const format = readObjectFormat(workTree);
  const file = readIndexFile(outcome.bytes, format);
  return file === null ? null : { file, format };
}

/** An object that is needed is not among the files, or not as it should be. */
class NotReadError extends Error {}

interface TreeEntry {
  readonly mode: number;
  readonly id: string;
}

interface TreeReader {
  /** The id of a commit's tree. */
  ofCommit(id: string): string;
  /** The entries of a tree by name. */
  entries(id: string): ReadonlyMap<string, TreeEntry>;
  close(): void;
}

function treeReader(directory: string, format: ObjectFormat): TreeReader {
  const store = objectStore(directory, format);
  const idLength = format === 'sha1' ? 20 : 32;
  const known = new Map<string, ReadonlyMap<string, TreeEntry>>();
  return {
    ofCommit(id) {
      const commit = store.read(id);
      const tree = /^tree ([0-9a-f]+)\n/.exec(commit?.content.toString('latin1', 0, 100) ?? '')?.[1];
      if (commit?.type !== 'commit' || tree === undefined) throw new NotReadError();
      return tree;
    },
    entries(id) {
      const seen = known.get(id);
      if (seen !== undefined) return seen;
      const tree = store.read(id);
      if (tree?.type !== 'tree') throw new NotReadError();
      const entries = parseTree(tree.content, idLength);
      known.set(id, entries);
      return entries;
    },
    close: () => store.close(),
  };
}

/** `mode name`, NUL and the id, entry after entry. */
function parseTree(content: Buffer, idLength: number): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const nul = content.indexOf(0, space);
    const end = nul + 1 + idLength;
    if (space < 0 || nul < 0 || end > content.length) throw new NotReadError();
    const mode = Number.parseInt(content.toString('latin1', at, space), 8);
    entries.set(content.toString('latin1', space + 1, nul), {
      mode,
      id: content.toString('hex', nul + 1, end),
    });
    at = end;
  }
  return entries;
}

/** Folders that the index has as HEAD has them, with how many entries they have in it. */
function collectUnchanged(
  cached: CachedTree,
  path: string,
  treeId: string,
  trees: TreeReader,
  unchanged: Map<string, number>,
): void {
  if (cached.count >= 0) {
    if (cached.id === treeId) unchanged.set(path, cached.count);
    return;
  }
  for (const child of cached.children) {
    const entry = trees.entries(treeId).get(child.name);
    if (entry === undefined || (entry.mode & FORMAT) !== FOLDER) continue;
    collectUnchanged(child, path === '' ? child.name : `${path}/${child.name}`, entry.id, trees, unchanged);
  }
}

interface Comparison {
  readonly entries: EntryReader;
  /** Null before the first commit. */
  readonly rootTree: string | null;
  readonly trees: TreeReader;
  readonly unchanged: ReadonlyMap<string, number>;
  readonly toRoot: (name: string) => string;
}

function compare(comparison: Comparison): Extract<StagedOutcome, { kind: 'staged' }> {
  const { entries, unchanged, toRoot } = comparison;
  const files: StagedFile[] = [];
  const notAnalysed: NotAnalysed[] = [];
  if (!unchanged.has('')) {
    let last = '';
    for (let entry = entries.next(); entry !== null; entry = entries.next()) {
      const skipped = unchangedAround(entry.name, unchanged);
      if (skipped > 0) {
        entries.skip(skipped - 1);
        continue;
      }
      const isRepeated = entry.name === last;
      last = entry.name;
      const name = pathName(toRoot(entry.name));
      if (isRepeated || entry.isIntended || name.path.startsWith('../')) continue;
      if (entry.stage > 0) notAnalysed.push(inConflict(name.path));
      else if ((entry.mode & FORMAT) === REGULAR && differs(entry, comparison)) {
        files.push({ ...name, id: entry.id });
      }
    }
  }
  return { kind: 'staged', files, notAnalysed };
}

/** Entries of the unchanged folder that a name lies in; 0 where it lies in none. */
function unchangedAround(name: string, unchanged: ReadonlyMap<string, number>): number {
  if (unchanged.size === 0) return 0;
  for (let slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
    const count = unchanged.get(name.slice(0, slash));
    if (count !== undefined) return count;
  }
  return 0;
}

function differs({ name, mode, id }: IndexEntry, { rootTree, trees }: Comparison): boolean {
  if (rootTree === null) return true;
  const steps = name.split('/');
  let tree = rootTree;
  for (const [depth, step] of steps.entries()) {
    const entry = trees.entries(tree).get(step);
    if (entry === undefined) return true;
    if (depth === steps.length - 1) return entry.id !== id || entry.mode !== mode;
    if ((entry.mode & FORMAT) !== FOLDER) return true;
    tree = entry.id;
  }
  return true;
}
