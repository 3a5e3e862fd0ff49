/** Where a repository and its git directory lie, found by reading files: asking git would read its configuration. */
import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readSourceBytes } from '../source/read.ts';

/** Absolute paths without symbolic links. */
export interface WorkTree {
  /** The folder that holds `.git`. */
  readonly top: string;
  /** HEAD and the index of this work tree. */
  readonly gitDirectory: string;
  /** Objects and refs; another folder than `gitDirectory` in linked work trees. */
  readonly commonDirectory: string;
}

/** A `.git` file, `commondir` and `HEAD` are one short line. */
const LINE_LIMIT = 65_536;

/** The work tree that `folder` (absolute) lies in: the nearest folder upwards whose `.git` is a repository. */
export function findWorkTree(folder: string): WorkTree | null {
  for (let at = folder; ; at = dirname(at)) {
    const found = workTreeAt(at);
    if (found !== null) return found;
    if (dirname(at) === at) return null;
  }
}

function workTreeAt(top: string): WorkTree | null {
  const dotGit = join(top, '.git');
  const gitDirectory = isFolder(dotGit) ? realFolder(dotGit) : linkedDirectory(top);
  if (gitDirectory === null) return null;
  const common = readLine(gitDirectory, 'commondir');
  const commonDirectory = common === null ? gitDirectory : realFolder(resolve(gitDirectory, common));
  if (commonDirectory === null || readLine(gitDirectory, 'HEAD') === null) return null;
  if (!isFolder(join(commonDirectory, 'objects')) || !isFolder(join(commonDirectory, 'refs'))) return null;
  return { top, gitDirectory, commonDirectory };
}

/** A `.git` file names the directory: submodules, linked work trees, `--separate-git-dir`. */
function linkedDirectory(top: string): string | null {
  const line = readLine(top, '.git');
  if (line === null || !line.startsWith('gitdir: ')) return null;
  const named = line.slice('gitdir: '.length);
  return realFolder(isAbsolute(named) ? named : join(top, named));
}

/** The text of a one-line file without its line end, or null. */
export function readLine(folder: string, name: string): string | null {
  const outcome = readSourceBytes(folder, name, { limit: LINE_LIMIT });
  return outcome.kind === 'bytes' ? outcome.bytes.toString('utf8').replace(/[\r\n]+$/, '') : null;
}

export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

/** The folder without symbolic links, or null where there is none. */
export function realFolder(path: string): string | null {
  try {
    return isFolder(path) ? realpathSync.native(path) : null;
  } catch {
    return null;
  }
}
