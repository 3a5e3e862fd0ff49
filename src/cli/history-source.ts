/** `secrets --history`: every secret that a commit ever brought, once, and whether it still is there. */
import { excerptOf, type Slice, slicesOf } from '../checks/secrets/excerpt.ts';
import { BETWEEN_QUESTIONS, type Findings, type FoundItem, ownMatches } from '../checks/secrets/find.ts';
import { isDismissed } from '../checks/secrets/judge.ts';
import { scanNamed } from '../checks/secrets/named.ts';
import type { Scanner, SecretMatch } from '../checks/secrets/scan.ts';
import { readBlobs } from '../discover/blobs.ts';
import { openRepository, type Repository } from '../discover/git.ts';
import { headCommit } from '../discover/head.ts';
import { blobsOf, readHistory, resolveRange } from '../discover/history.ts';
import type { Addition, Commit } from '../discover/patch.ts';
import type { FoundRoot } from '../discover/root.ts';
import { InputError } from '../source/diagnostic.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { SecretSource } from './secret-source.ts';
import { isThere, selectionOf } from './selection.ts';

export interface HistoryRequest {
  readonly found: FoundRoot;
  readonly cwd: string;
  /** What follows `--history`; a PATH where git knows no such revisions. Null: all branches, tags and HEAD. */
  readonly range: string | null;
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** A secret as it was brought first, and every path that ever had it. */
interface Brought {
  readonly slice: Slice;
  readonly commit: Commit;
  readonly path: string;
  readonly paths: Set<string>;
}

/** Throws `InputError` outside a repository. */
export function historySource(request: HistoryRequest): SecretSource {
  const { root } = request.found;
  const repository = openRepository(request.found);
  if (repository.kind === 'none') throw new InputError([{ message: '--history: this is no git repository' }]);
  const notAnalysed: NotAnalysed[] = [];
  const fail = (reason: string): void => {
    notAnalysed.push({ path: '.', line: null, reason: `--history: ${reason}` });
  };
  return {
    async find(scanWhole, isInterrupted) {
      if (repository.kind === 'unusable') {
        fail(repository.reason);
        return { items: [], files: 0 };
      }
      const asked = rangeOf(repository, request);
      const selection = selectionOf(root, { ...request, paths: asked.paths });
      const scan = scanNamed(scanWhole, selection.named);
      const history = readHistory(repository, asked.commits);
      const brought = new Map<string, Brought>();
      let files = 0;
      let taken = 0;
      let isEarly = false;
      for await (const additions of history.additions) {
        for (const addition of additions) {
          if (!selection.takes(addition.piece.path)) continue;
          if (addition.piece.isLast) files++;
          record(addition, scan, brought, notAnalysed);
        }
        isEarly = taken++ % BETWEEN_QUESTIONS === 0 && (await isInterrupted?.()) === true;
        if (isEarly) break;
      }
      const fault = isEarly ? null : history.fault();
      if (fault !== null) fail(fault);
      selection.expectAll();
      return found(repository, brought, scan, files);
    },
    notAnalysed,
    notes: [],
    mayBeEmpty: true,
  };
}

function rangeOf(
  repository: Repository,
  { range, paths, cwd }: HistoryRequest,
): { readonly commits: readonly string[] | null; readonly paths: readonly string[] } {
  if (range === null) return { commits: null, paths };
  const resolved = resolveRange(repository, range);
  if (resolved.kind === 'range') return { commits: resolved.commits, paths };
  if (range.includes('..') && !isThere(cwd, range)) {
    const hint = 'in CI, a checkout with `fetch-depth: 0` has them all';
    throw new InputError([{ message: `--history ${range}: there are no such commits here`, hint }]);
  }
  return { commits: null, paths: [range, ...paths] };
}

/** Keeps what is new, or was brought by an earlier commit than was known. */
function record(
  addition: Addition,
  scan: Scanner,
  brought: Map<string, Brought>,
  notAnalysed: NotAnalysed[],
): void {
  const { piece, commit, lineInFile } = addition;
  const matches = ownMatches(scan, piece, notAnalysed).filter(({ context }) => !isDismissed(context));
  for (const slice of slicesOf(matches, piece, lineInFile)) {
    const key = keyOf(slice.match);
    const known = brought.get(key);
    known?.paths.add(piece.path);
    if (known !== undefined && !isBefore(commit, known.commit)) continue;
    brought.set(key, { slice, commit, path: piece.path, paths: known?.paths ?? new Set([piece.path]) });
  }
}

/** Of commits of one second, the one that git names later. */
function isBefore(commit: Commit, known: Commit): boolean {
  return commit.id !== known.id && commit.time <= known.time;
}

function keyOf({ detector, secret }: SecretMatch): string {
  return `${detector}\0${secret.identity}`;
}

async function found(
  repository: Repository,
  brought: ReadonlyMap<string, Brought>,
  scan: Scanner,
  files: number,
): Promise<Findings> {
  const inHead = brought.size === 0 ? new Set<string>() : await secretsInHead(repository, brought, scan);
  const groups = new Map<string, [string, Brought][]>();
  for (const [key, one] of brought) {
    const place = `${one.path}\0${one.commit.id}`;
    groups.set(place, [...(groups.get(place) ?? []), [key, one]]);
  }
  const items = [...groups.values()].map((group): FoundItem => {
    const [, first] = group[0] ?? [];
    const excerpt = excerptOf(group.map(([, { slice }]) => slice));
    const { id = '', date = '', author = '' } = first?.commit ?? {};
    return {
      path: first?.path ?? '',
      ...excerpt,
      commits: excerpt.matches.map((match) => ({ id, date, author, inHead: inHead.has(keyOf(match)) })),
    };
  });
  return { items, files };
}

/** Looks for the secrets in those files of HEAD that ever had one. */
async function secretsInHead(
  repository: Repository,
  brought: ReadonlyMap<string, Brought>,
  scan: Scanner,
): Promise<ReadonlySet<string>> {
  const head = headCommit(repository.workTree);
  const blobs = head.kind === 'commit' ? blobsOf(repository, head.id) : null;
  const paths = new Set([...brought.values()].flatMap((one) => [...one.paths]));
  const requests = [...paths].flatMap((path) => {
    const id = blobs?.get(path);
    return id === undefined ? [] : [{ path, id }];
  });
  const known = new Set<string>();
  for await (const part of readBlobs(repository, requests)) {
    if (part.kind !== 'whole') continue;
    for (const match of scan({ path: part.path, bytes: part.bytes })) known.add(keyOf(match));
  }
  return known;
}
