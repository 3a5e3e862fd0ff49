/**
 * The command line as it ships, for tests that run it as a child process: what is built starts five times faster than
 * the sources through tsx, and it is what users run. A build that is older than its sources proves nothing, so it is
 * replaced by a fresh one in a folder of its own; the `dist/` of the work tree is never touched.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const INPUTS = ['src', 'rules', 'scripts', 'package.json', 'package-lock.json'];

export interface Built {
  /** The program to give to node. */
  readonly launcher: string;
  /** Whether `dist/` was missing or older than its sources. */
  readonly stale: boolean;
  /** Removes what was built. */
  remove(): void;
}

/** The launcher of a build that is as new as its sources. Throws where it cannot be built. */
export function builtCommand(): Built {
  const builtAt = changedAt(join(PROJECT, 'dist', 'package.json'));
  const newest = Math.max(...INPUTS.map((path) => changedAt(join(PROJECT, path))));
  if (builtAt > newest) {
    return { launcher: join(PROJECT, 'bin', 'secbaseline.js'), stale: false, remove() {} };
  }
  const folder = mkdtempSync(join(tmpdir(), 'secbaseline-built-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts', join(folder, 'dist')], {
      cwd: PROJECT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch (error) {
    remove();
    throw error;
  }
  cpSync(join(PROJECT, 'bin'), join(folder, 'bin'), { recursive: true });
  return { launcher: join(folder, 'bin', 'secbaseline.js'), stale: true, remove };
}

/** When a file, or the youngest file or folder below a folder, was changed; 0 where there is none. Folders count: files vanish from them. */
function changedAt(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}
