/** Where a repository's pre-commit hook belongs: git's folder for hooks, or a tool that looks after them. */
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { readSourceFile } from '../source/read.ts';
import type { Environment } from './git.ts';
import { gitSetting } from './git-settings.ts';
import { isFolder, type WorkTree } from './work-tree.ts';

export type HookManager = 'pre-commit' | 'lefthook' | 'simple-git-hooks';

export type HookPlace =
  /** The hook is an entry of the tool's own file, which is relative to the top. */
  | { readonly kind: 'managed'; readonly by: HookManager; readonly file: string; readonly text: string }
  /** The hook is a file; absolute. */
  | { readonly kind: 'file'; readonly file: string; readonly existing: string | null };

const LEFTHOOK = ['lefthook', '.lefthook', '.config/lefthook'].flatMap((name) =>
  ['yml', 'yaml', 'toml', 'json'].map((extension) => `${name}.${extension}`),
);

const MANAGERS: readonly (readonly [HookManager, readonly string[]])[] = [
  ['pre-commit', ['.pre-commit-config.yaml', '.pre-commit-config.yml']],
  ['lefthook', LEFTHOOK],
];

/** Finds the place; nothing is asked of git, whose configuration could name programs. */
export function hookPlace(workTree: WorkTree, environment: Environment = process.env): HookPlace {
  const { top } = workTree;
  for (const [by, files] of MANAGERS) {
    for (const file of files) {
      const text = textOf(top, file);
      if (text !== null) return { kind: 'managed', by, file, text };
    }
  }
  const manifest = textOf(top, 'package.json') ?? '';
  if (/"simple-git-hooks"\s*:\s*\{/.test(manifest)) {
    return { kind: 'managed', by: 'simple-git-hooks', file: 'package.json', text: manifest };
  }
  const folder = hooksFolder(workTree, environment);
  return { kind: 'file', file: join(folder, 'pre-commit'), existing: textOf(folder, 'pre-commit') };
}

/** `core.hooksPath` of the repository or the user, else the hooks of all its work trees. Husky's own are in `.husky`. */
function hooksFolder({ top, gitDirectory, commonDirectory }: WorkTree, environment: Environment): string {
  const home = environment.HOME ?? homedir();
  const configuration = environment.XDG_CONFIG_HOME ?? join(home, '.config');
  const texts = [
    textOf(gitDirectory, 'config.worktree'),
    textOf(commonDirectory, 'config'),
    textOf(home, '.gitconfig'),
    textOf(join(configuration, 'git'), 'config'),
  ];
  const named = texts
    .map((text) => (text === null ? null : gitSetting(text, 'core', 'hooksPath')))
    .find((value) => value !== null && value !== '');
  if (named === undefined || named === null) {
    return isFolder(join(top, '.husky')) ? join(top, '.husky') : join(commonDirectory, 'hooks');
  }
  const path = named.startsWith('~/') ? join(home, named.slice(2)) : named;
  const folder = isAbsolute(path) ? path : resolve(top, path);
  // Husky 9 keeps its machinery in `_` and runs what stands beside it.
  return relative(top, folder) === join('.husky', '_') ? join(top, '.husky') : folder;
}

function textOf(folder: string, name: string): string | null {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return null;
  const outcome = readSourceFile(folder, name);
  if (outcome.kind === 'text') return outcome.source.text;
  return outcome.kind === 'absent' ? null : '';
}
