/** Everything that commits ever added, streamed from git: what was deleted since is still in the repository. */
import { pathName } from '../source/names.ts';
import { readSourceBytes } from '../source/read.ts';
import { type Repository, runGit } from './git.ts';
import { streamGit } from './git-stream.ts';
import { type Addition, COMMIT_FORMAT, patchParser } from './patch.ts';
import { shareRefs } from './refs.ts';
import { pathsFromRoot } from './tracked.ts';

export type RangeOutcome =
  /** What to hand to git: ids of commits, those to leave out with `^` before them. */
  | { readonly kind: 'range'; readonly commits: readonly string[] }
  /** Git knows no such revisions. */
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Settles what a text such as `main..topic`, `v1.2` or `HEAD~3` stands for. */
export function resolveRange(repository: Repository, text: string): RangeOutcome {
  // A colon names a file or searches messages, `@{` asks the reflog, which is not read.
  if (text === '' || text.startsWith('-') || /[:\0\s]|@\{/.test(text)) {
    return { kind: 'none', reason: `\`${text}\` does not name commits` };
  }
  const fault = shareRefs(repository);
  if (fault !== null) return { kind: 'unknown', reason: fault };
  const outcome = runGit(repository, ['rev-parse', '--revs-only', text, '--']);
  const ids = outcome.kind === 'output' ? outcome.stdout.toString('latin1').trim().split('\n') : [];
  const commits = ids.filter((id) => /^\^?[0-9a-f]{40,64}$/.test(id));
  if (commits.length === 0) return { kind: 'none', reason: `there is no revision \`${text}\`` };
  const names = commits.map((id) => `${id.replace('^', '')}^{commit}\n`).join('');
  const types = runGit(repository, ['cat-file', '--batch-check'], { input: Buffer.from(names) });
  const lines = types.kind === 'output' ? types.stdout.toString('latin1').trimEnd().split('\n') : [];
  // Files and folders have ids too.
  const isRange = lines.length > 0 && lines.every((line) => /^[0-9a-f]+ commit /.test(line));
  return isRange
    ? { kind: 'range', commits }
    : { kind: 'none', reason: `\`${text}\` does not name commits that are here` };
}

export interface History {
  /** What arrived together in one piece, newest commits first, merges before all others; paths are from the root. */
  readonly additions: AsyncGenerator<readonly Addition[]>;
  /** To be asked when `additions` has come to its end: why it is not all, null where it is. */
  fault(): string | null;
}

const LOG = [
  'log',
  '--patch',
  '--text',
  '--no-renames',
  '--no-textconv',
  '--no-ext-diff',
  '--no-color',
  '--no-indent-heuristic',
  '--ignore-submodules=all',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--encoding=UTF-8',
  `--format=${COMMIT_FORMAT}`,
];

/**
 * Streams what the commits of a range add to files below the root, or those of all branches, tags and HEAD. A merge adds
 * what none of its parents has. Files count as text whatever the repository's attributes say of them.
 */
export function readHistory(repository: Repository, range: readonly string[] | null): History {
  let fault = range === null ? shareRefs(repository) : null;
  async function* additions(): AsyncGenerator<readonly Addition[]> {
    if (fault !== null) return;
    const cuts = shallowCommits(repository);
    const toRoot = pathsFromRoot(repository);
    let isCut = false;
    const belowRoot = (found: readonly Addition[]): readonly Addition[] =>
      found.flatMap((addition) => {
        isCut ||= cuts.has(addition.commit.id);
        const { path } = pathName(toRoot(addition.piece.path));
        return path.startsWith('../') ? [] : [{ ...addition, piece: { ...addition.piece, path } }];
      });
    const commits = [...(range ?? ['--all']), '--'];
    for (const which of [
      // Without context, git counts the lines of merges wrongly (2.39).
      ['--merges', '--cc', '--unified=1'],
      ['--no-merges', '--unified=0'],
    ]) {
      const git = streamGit(repository, [...LOG, ...which, ...commits]);
      const parser = patchParser();
      for await (const bytes of git.stdout) {
        const found = parser.push(bytes);
        if (found.length > 0) yield belowRoot(found);
      }
      yield belowRoot(parser.end());
      fault ??= await git.failure();
    }
    if (isCut) fault ??= 'the history is cut in this shallow clone; fetch all of it (fetch-depth: 0)';
  }
  return { additions: additions(), fault: () => fault };
}

/** Commits whose parents a shallow clone left out: git shows them as if they had brought everything. */
function shallowCommits(repository: Repository): ReadonlySet<string> {
  const { commonDirectory } = repository.workTree;
  const outcome = repository.isShallow ? readSourceBytes(commonDirectory, 'shallow') : null;
  if (outcome?.kind !== 'bytes') return new Set();
  return new Set(outcome.bytes.toString('latin1').split('\n'));
}

/** The blobs of a commit's files by their path from the root. */
export function blobsOf(repository: Repository, commit: string): ReadonlyMap<string, string> | null {
  const outcome = runGit(repository, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  if (outcome.kind === 'failure') return null;
  const toRoot = pathsFromRoot(repository);
  const blobs = new Map<string, string>();
  for (const entry of outcome.stdout.toString('latin1').split('\0')) {
    const [, id, name] = /^100\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
    if (id !== undefined && name !== undefined) blobs.set(pathName(toRoot(name)).path, id);
  }
  return blobs;
}
