/**
 * Writes a report to a file. The scanned repository may have put something in the way: nothing is written through a
 * symbolic link, and a reader never sees half a report.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, lstatSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

export type WriteOutcome =
  | { readonly kind: 'written' }
  /** `reason` completes "cannot write FILE: …". */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Replaces the file at `path` (relative to `cwd`) by `text`, by way of a temporary file beside it. Refuses symbolic
 * links (the file itself, and folders between `cwd` and it), what is not a regular file, and folders that do not exist.
 */
export function writeReport(path: string, text: string, cwd: string): WriteOutcome {
  const file = resolve(cwd, path);
  const obstacle = obstacleAt(file, cwd);
  if (obstacle !== null) return { kind: 'refused', reason: obstacle };
  const temporary = join(dirname(file), `.secbaseline-${randomBytes(8).toString('hex')}.tmp`);
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const descriptor = openSync(temporary, flags, 0o666);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    return { kind: 'written' };
  } catch (error) {
    removeIfThere(temporary);
    return { kind: 'refused', reason: reasonOf(error) };
  }
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

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made, or is gone already: either way there is nothing left behind.
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'its folder does not exist';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'permission denied';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space left';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
