/**
 * Running git over a repository without reading the repository's configuration, which names programs that git would
 * run (`core.fsmonitor`, filters, hooks, aliases). Git gets an empty directory of our own as its repository, and beside
 * it the objects, the index and the work tree of the real one as data.
 */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { type Environment, indexPath, type ObjectFormat, readObjectFormat } from './index-path.ts';
import type { FoundRoot } from './root.ts';
import type { WorkTree } from './work-tree.ts';

export interface Repository {
  readonly kind: 'repository';
  readonly root: string;
  readonly workTree: WorkTree;
  readonly objectFormat: ObjectFormat;
  /** History is cut: a missing commit may exist elsewhere. */
  readonly isShallow: boolean;
  /** Our own directory that git takes for the repository; refs are put there when somebody asks for one. */
  readonly directory: string;
  /** The program and its surroundings, for callers that must run it as a stream. */
  readonly command: GitCommand;
}

interface GitCommand {
  /** Absolute path of git. */
  readonly program: string;
  /** Options that stand before the subcommand. */
  readonly options: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** `none`: the root is in no repository. `unusable`: it is, but git cannot be asked, for the reason given. */
export type RepositoryAccess =
  | Repository
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly reason: string };

export type { Environment } from './index-path.ts';

/** Prepares git for the repository of a root. `environment` is the process's own; a hook's index is taken from it. */
export function openRepository(found: FoundRoot, environment: Environment = process.env): RepositoryAccess {
  const { workTree } = found;
  if (workTree === null) return { kind: 'none' };
  const program = findProgram('git', environment);
  if (program === null) return { kind: 'unusable', reason: 'git is not on the PATH' };
  const index = indexPath(workTree, environment);
  if (index.kind === 'unusable') return index;
  const objectFormat = readObjectFormat(workTree);
  const directory = ownDirectory(objectFormat);
  linkSharedIndexes(workTree.gitDirectory, directory);
  const shallow = join(workTree.commonDirectory, 'shallow');
  const isShallow = statSync(shallow, { throwIfNoEntry: false })?.isFile() === true;
  return {
    kind: 'repository',
    root: found.root,
    workTree,
    objectFormat,
    isShallow,
    directory,
    command: {
      program,
      options: ['--no-optional-locks', '--literal-pathspecs', '--no-pager'],
      cwd: workTree.top,
      environment: {
        ...withoutGit(environment),
        LC_ALL: 'C',
        GIT_DIR: directory,
        GIT_OBJECT_DIRECTORY: join(workTree.commonDirectory, 'objects'),
        GIT_INDEX_FILE: index.path,
        GIT_WORK_TREE: workTree.top,
        ...(isShallow ? { GIT_SHALLOW_FILE: shallow } : {}),
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_ATTR_NOSYSTEM: '1',
        GIT_NO_LAZY_FETCH: '1',
        GIT_NO_REPLACE_OBJECTS: '1',
        GIT_ALLOW_PROTOCOL: '',
        GIT_TERMINAL_PROMPT: '0',
      },
    },
  };
}

export type GitOutcome =
  | { readonly kind: 'output'; readonly stdout: Buffer }
  | { readonly kind: 'failure'; readonly reason: string; readonly status: number | null };

export interface RunOptions {
  readonly input?: Buffer;
  /** Milliseconds; a repository may hold a pipe where git expects a file. */
  readonly timeout?: number;
  /** Takes the place of the repository's index. */
  readonly index?: string;
}

/** Runs one git command to its end. `args` start with the subcommand. */
export function runGit(
  repository: Repository,
  args: readonly string[],
  options: RunOptions = {},
): GitOutcome {
  const { program, cwd, environment } = repository.command;
  const result = spawnSync(program, [...repository.command.options, ...args], {
    cwd,
    env: options.index === undefined ? environment : { ...environment, GIT_INDEX_FILE: options.index },
    input: options.input ?? Buffer.alloc(0),
    timeout: options.timeout ?? 60_000,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 30,
    windowsHide: true,
  });
  if (result.error === undefined && result.status === 0) return { kind: 'output', stdout: result.stdout };
  const said = result.stderr?.toString('utf8').trim().split('\n', 1)[0];
  const reason = result.error?.message ?? (said === undefined || said === '' ? 'git failed' : said);
  return { kind: 'failure', reason: `git ${args[0] ?? ''}: ${reason}`, status: result.status };
}

/** Removes what `openRepository` made; it is also done when the process exits. */
export function closeRepository(repository: Repository): void {
  ownDirectories.delete(repository.directory);
  rmSync(repository.directory, { recursive: true, force: true });
}

const ownDirectories = new Set<string>();
let removesAtExit = false;

function ownDirectory(objectFormat: ObjectFormat): string {
  if (!removesAtExit) process.once('exit', removeOwnDirectories);
  removesAtExit = true;
  const directory = mkdtempSync(join(realpathSync.native(tmpdir()), 'secbaseline-git-'));
  ownDirectories.add(directory);
  mkdirSync(join(directory, 'objects'));
  mkdirSync(join(directory, 'refs'));
  writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
  if (objectFormat === 'sha256') {
    const config = '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n';
    writeFileSync(join(directory, 'config'), config);
  }
  return directory;
}

function removeOwnDirectories(): void {
  for (const directory of ownDirectories) rmSync(directory, { recursive: true, force: true });
}

/** The index of a repository may be split: git looks for the shared part in what it takes for the repository. */
function linkSharedIndexes(gitDirectory: string, directory: string): void {
  for (const name of readdirSync(gitDirectory)) {
    if (!/^sharedindex\.[0-9a-f]{40,64}$/.test(name)) continue;
    const shared = join(gitDirectory, name);
    if (statSync(shared, { throwIfNoEntry: false })?.isFile() === true)
      symlinkSync(shared, join(directory, name));
  }
}

/** Only absolute folders of the PATH count: a relative one could be the scanned repository's. */
function findProgram(name: string, environment: Environment): string | null {
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const program = join(folder, name);
    try {
      accessSync(program, constants.X_OK);
      if (statSync(program).isFile()) return program;
    } catch {}
  }
  return null;
}

function withoutGit(environment: Environment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !name.startsWith('GIT_')) kept[name] = value;
  }
  return kept;
}
