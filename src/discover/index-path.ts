/** Which index counts, and the one setting without which objects cannot be read; both told without asking git. */
import { realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readSourceBytes } from '../source/read.ts';
import { isInside } from './root.ts';
import type { WorkTree } from './work-tree.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type IndexPath =
  /** Absolute; the file need not be there. */
  { readonly kind: 'index'; readonly path: string } | { readonly kind: 'unusable'; readonly reason: string };

/** A hook is given an index of its own, which counts only where it is one of this repository's. */
export function indexPath(workTree: WorkTree, environment: Environment): IndexPath {
  const named = environment.GIT_INDEX_FILE;
  const asked = named === undefined || named === '' ? null : resolve(workTree.top, named);
  const path = asked !== null && isOwnIndex(workTree, asked) ? asked : join(workTree.gitDirectory, 'index');
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile()) return { kind: 'index', path };
  return { kind: 'unusable', reason: "the repository's index is not a regular file" };
}

function isOwnIndex(workTree: WorkTree, path: string): boolean {
  try {
    return isInside(workTree.gitDirectory, realpathSync.native(dirname(path))) && statSync(path).isFile();
  } catch {
    return false;
  }
}

export type ObjectFormat = 'sha1' | 'sha256';

/** Reads `extensions.objectFormat` as text. */
export function readObjectFormat(workTree: WorkTree): ObjectFormat {
  const config = readSourceBytes(workTree.commonDirectory, 'config');
  if (config.kind !== 'bytes') return 'sha1';
  let section = '';
  for (const line of config.bytes.toString('latin1').split('\n')) {
    section = /^\s*\[\s*([a-z.-]+)\s*\]/i.exec(line)?.[1]?.toLowerCase() ?? section;
    if (section === 'extensions' && /objectformat\s*=\s*"?sha256\b/i.test(line)) return 'sha256';
  }
  return 'sha1';
}
