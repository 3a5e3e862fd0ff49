/** Which files a run looks at: what git tracks below the named folders, or what a walk finds there. */
import { relative } from 'node:path';
import type { PathName } from '../source/names.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { RepositoryAccess } from './git.ts';
import { defaultFolder, leadsToFolder, lookUp } from './named.ts';
import { compilePatterns } from './patterns.ts';
import { isInside, rebased } from './root.ts';
import { listTracked, listUntracked, type TrackedFile } from './tracked.ts';
import { walk } from './walk.ts';

export interface DiscoverRequest {
  /** Absolute, without symbolic links. */
  readonly root: string;
  readonly repository: RepositoryAccess;
  readonly cwd: string;
  /** As typed, relative to `cwd`; none means `cwd`, or the root where `cwd` lies above it. */
  readonly paths: readonly string[];
  /** Untracked and ignored files too. */
  readonly all: boolean;
  /** Patterns without a fault, for paths from the root; files that are named are taken whatever these say. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface Discovery {
  /** From the root, sorted by UTF-16 code units; starting with `../` where something outside the root was named. */
  readonly paths: readonly string[];
  /** The bytes of paths that are not UTF-8. */
  readonly raw: ReadonlyMap<string, Buffer>;
  /** Named files and folders outside the root, from the root. */
  readonly outside: readonly string[];
  /** Files that were named themselves, from the root. */
  readonly named: readonly string[];
  /** Folders that were named, or the one that is taken where none is, from the root. */
  readonly folders: readonly string[];
  /** Named PATHs that do not exist, as typed: exit code 2. */
  readonly missing: readonly string[];
  readonly notAnalysed: readonly NotAnalysed[];
  readonly notes: readonly NotAnalysed[];
  readonly source: 'git' | 'walk';
}

/** What is tracked in the work tree that `top` names. */
interface Tracked {
  readonly top: string;
  readonly files: readonly TrackedFile[];
  readonly submodules: readonly TrackedFile[];
}

/** A discovery in the making. */
interface Finds {
  readonly files: Map<string, Buffer | null>;
  readonly outside: Set<string>;
  readonly named: Set<string>;
  readonly notAnalysed: NotAnalysed[];
  readonly notes: NotAnalysed[];
  /** Untracked paths that lie below a folder of the run. */
  readonly passedOver: Set<string>;
  /** What git does not track, asked once. */
  readonly untracked: () => readonly string[];
  /** True for paths (of folders, ending in `/`, too) that `include` and `exclude` let through. */
  readonly enabled: (path: string) => boolean;
  readonly excluded: (path: string) => boolean;
}

export function discover(request: DiscoverRequest): Discovery {
  const included = compilePatterns(request.include);
  const excluded = compilePatterns(request.exclude);
  const { repository } = request;
  let untracked: readonly string[] | undefined;
  const finds: Finds = {
    files: new Map(),
    outside: new Set(),
    named: new Set(),
    notAnalysed: [],
    notes: [],
    passedOver: new Set(),
    untracked() {
      untracked ??= repository.kind === 'repository' ? listUntracked(repository) : [];
      return untracked;
    },
    enabled: (path) => included(path) && !excluded(path),
    excluded,
  };
  let listed: Tracked | null | undefined;
  // Asking git takes a process: a run over named files does without.
  const tracked = (): Tracked | null => {
    if (listed === undefined) listed = trackedFiles(request, finds);
    return listed;
  };
  const missing: string[] = [];
  const folders = new Set<string>();
  const take = (folder: string): void => {
    folders.add(relative(request.root, folder));
    takeFolder(request, tracked(), folder, finds);
  };
  for (const typed of request.paths) {
    const named = lookUp(request.root, request.cwd, typed);
    if (named.kind === 'missing') missing.push(typed);
    else if (named.kind === 'folder') take(named.folder);
    else if (named.kind === 'file') takeFile(named.path, finds);
    else finds.notAnalysed.push(whole(named.path, 'a symbolic link leads out of the root'));
  }
  if (request.paths.length === 0) take(defaultFolder(request.root, request.cwd));
  noteUntracked(finds);
  if (finds.files.size === 0 && missing.length === 0) finds.notes.push(nothingFound(request));
  return {
    paths: [...finds.files.keys()].sort(),
    raw: new Map([...finds.files].flatMap(([path, raw]) => (raw === null ? [] : [[path, raw]]))),
    outside: [...finds.outside].sort(),
    named: [...finds.named].sort(),
    folders: [...folders],
    missing,
    notAnalysed: finds.notAnalysed,
    notes: finds.notes,
    source: request.repository.kind === 'repository' && listed !== null ? 'git' : 'walk',
  };
}

/** Null where git cannot be asked; where it should have been possible, a note says why. */
function trackedFiles(request: DiscoverRequest, finds: Finds): Tracked | null {
  const { repository } = request;
  if (repository.kind === 'none') return null;
  const outcome = repository.kind === 'unusable' ? repository : listTracked(repository);
  if (repository.kind === 'repository' && outcome.kind === 'tracked') {
    return { top: repository.workTree.top, files: outcome.files, submodules: outcome.submodules };
  }
  const why = outcome.kind === 'tracked' ? '' : outcome.reason;
  finds.notes.push(
    whole('.', `git could not list the files (${why}); they were found by walking the folders`),
  );
  return null;
}

function takeFile(path: string, finds: Finds): void {
  finds.named.add(path);
  if (path.startsWith('../')) finds.outside.add(path);
  add({ path, raw: null }, finds);
}

/** What git tracks below a folder; everything in it (save what is ignored) where git tracks nothing there. */
function takeFolder(request: DiscoverRequest, tracked: Tracked | null, folder: string, finds: Finds): void {
  if (!isInside(request.root, folder)) finds.outside.add(relative(request.root, folder));
  const files = tracked === null ? [] : below(tracked.top, folder, tracked.files);
  if (files.length === 0 || request.all) {
    takeWalk(request, folder, finds);
    return;
  }
  for (const file of files) addFound(request.root, file, finds);
  const prefix = relative(request.root, folder);
  for (const path of finds.untracked()) {
    if (finds.enabled(path) && (prefix === '' || path.startsWith(`${prefix}/`))) finds.passedOver.add(path);
  }
  for (const { path } of below(tracked?.top ?? '', folder, tracked?.submodules ?? [])) {
    if (!finds.excluded(path)) finds.notes.push(whole(path, 'a submodule: checked in its own repository'));
  }
}

/** What stands there and is not looked at is said; of very much, that there is more. */
const MOST_UNTRACKED = 100;
const UNTRACKED = 'not tracked by git, so it was passed over; `--all` takes it in';

function noteUntracked({ passedOver, notes }: Finds): void {
  for (const path of [...passedOver].slice(0, MOST_UNTRACKED)) notes.push(whole(path, UNTRACKED));
  if (passedOver.size > MOST_UNTRACKED) {
    const more = passedOver.size - MOST_UNTRACKED;
    notes.push(whole('.', `${more} more files and folders are not tracked by git and were passed over`));
  }
}

function below(top: string, folder: string, files: readonly TrackedFile[]): readonly TrackedFile[] {
  if (!isInside(top, folder)) return [];
  const prefix = relative(top, folder);
  return prefix === '' ? files : files.filter(({ fromTop }) => fromTop.startsWith(`${prefix}/`));
}

function takeWalk(request: DiscoverRequest, folder: string, finds: Finds): void {
  const { root } = request;
  const walked = walk(folder, {
    ignoreRules: !request.all,
    toRoot: isInside(folder, root) ? rebased(folder, root) : under(relative(root, folder)),
    skips: (path) => finds.excluded(`${path}/`),
  });
  for (const file of walked.files) addFound(root, file, finds);
  finds.notAnalysed.push(...walked.notAnalysed);
  finds.notes.push(...walked.notes);
}

/** Names below `folder` (from the root) to paths from the root, as strings of bytes. */
function under(folder: string): (name: string) => string {
  const prefix = Buffer.from(folder).toString('latin1');
  return (name) => (name === '' ? prefix : `${prefix}/${name}`);
}

function addFound(root: string, file: PathName & { readonly isLink: boolean }, finds: Finds): void {
  if (!finds.enabled(file.path)) return;
  const bytes = file.raw ?? Buffer.from(file.path);
  if (file.isLink && leadsToFolder(Buffer.concat([Buffer.from(`${root}/`), bytes]))) return;
  add(file, finds);
}

function add({ path, raw }: PathName, finds: Finds): void {
  const known = finds.files.get(path);
  if (known === undefined) finds.files.set(path, raw);
  else if (known === null ? raw !== null : raw === null || !known.equals(raw)) {
    finds.notAnalysed.push(
      whole(path, 'two files have names that look alike in print; one of them is not read'),
    );
  }
}

function whole(path: string, reason: string): NotAnalysed {
  return { path, line: null, reason };
}

function nothingFound(request: DiscoverRequest): NotAnalysed {
  const reason = request.all
    ? 'no file was found'
    : 'no file was found; `--all` also takes files that git ignores or does not track';
  return whole('.', reason);
}
