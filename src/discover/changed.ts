/** Which files differ from a commit, for `--since`: only findings in these are reported. */
import { copyFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pathName } from '../source/names.ts';
import { type Repository, runGit } from './git.ts';
import { resolveCommit } from './refs.ts';
import { listTracked, pathsFromRoot } from './tracked.ts';

export type ChangedOutcome =
  /** From the root. Of a renamed file both names, the old one too. */
  | { readonly kind: 'changed'; readonly commit: string; readonly paths: ReadonlySet<string> }
  | { readonly kind: 'usage'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Compares the commit that `revision` names with index and work tree. Of `discovered` (from the root), files that git
 * does not track count as changed: they are not in the commit.
 */
export function changedSince(
  repository: Repository,
  revision: string,
  discovered: readonly string[] = [],
): ChangedOutcome {
  const commit = resolveCommit(repository, revision);
  if (commit.kind !== 'commit') return commit;
  const tracked = listTracked(repository);
  if (tracked.kind === 'failure') return { kind: 'unknown', reason: tracked.reason };
  const index = refreshedIndex(repository);
  // Without `--ignore-submodules` git runs `git status` in each submodule, and with it that repository's programs.
  const args = [
    'diff-index',
    '--name-only',
    '-z',
    '--no-renames',
    '--ignore-submodules=all',
    commit.id,
    '--',
  ];
  const outcome = runGit(repository, args, { index });
  if (outcome.kind === 'failure') return { kind: 'unknown', reason: outcome.reason };
  const toRoot = pathsFromRoot(repository);
  const names = outcome.stdout.toString('latin1').split('\0');
  const paths = new Set(names.filter((name) => name !== '').map((name) => pathName(toRoot(name)).path));
  const known = new Set(tracked.files.map(({ path }) => path));
  for (const path of discovered) if (!known.has(path)) paths.add(path);
  return { kind: 'changed', commit: commit.id, paths };
}

/**
 * A copy of the index in which files that were only touched are told from changed ones; without it `diff-index` would
 * name both. The copy is made older, never newer: git takes a file as unchanged by its time only if the index is younger.
 */
function refreshedIndex(repository: Repository): string {
  const original = repository.command.environment.GIT_INDEX_FILE ?? '';
  const copy = join(repository.directory, 'index');
  const stats = statSync(original, { throwIfNoEntry: false });
  if (stats === undefined) return original;
  copyFileSync(original, copy);
  const seconds = Math.floor(stats.mtimeMs / 1000);
  utimesSync(copy, seconds, seconds);
  runGit(repository, ['update-index', '-q', '--refresh'], { index: copy });
  return copy;
}
