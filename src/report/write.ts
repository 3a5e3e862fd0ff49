/**
 * Writes a report to a file. The scanned repository may have put something in the way: nothing is written through a
 * symbolic link, and a reader never sees half a report.
 */
import { lstatSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { replaceFile, type WriteOutcome } from '../source/replace.ts';

/**
 * Replaces the file at `path` (relative to `cwd`) by `text`, by way of a temporary file beside it. Refuses symbolic
 * links (the file itself, and folders between `cwd` and it), what is not a regular file, and folders that do not exist.
 */
export function writeReport(path: string, text: string, cwd: string): WriteOutcome {
  const file = resolve(cwd, path);
  const obstacle = obstacleAt(file, cwd);
  return obstacle === null ? replaceFile(file, text) : { kind: 'refused', reason: obstacle };
}

function obstacleAt(file: string, cwd: string): string | null {
  for (const folder of foldersBetween(cwd, dirname(file))) {
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found === undefined) return 'its folder does not exist';
    if (found.isSymbolicLink()) return 'its folder is a symbolic link';
  }
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return null;
  return found.isSymbolicLink() ? 'it is a symbolic link' : 'it is not a regular file';
}

/** The folders below `cwd` that lead to `folder`; none where it lies elsewhere, which only a person can have named. */
function foldersBetween(cwd: string, folder: string): readonly string[] {
  const below = relative(cwd, folder);
  if (below === '' || isAbsolute(below) || below.split(sep)[0] === '..') return [];
  const names = below.split(sep);
  return names.map((_, index) => join(cwd, ...names.slice(0, index + 1)));
}
