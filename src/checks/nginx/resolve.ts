/**
 * Which files of the repository an `include` stands for. nginx resolves against the prefix of the configuration, which
 * in a repository is the main file's folder; the folders that nginx is installed to map to it.
 */
import { posix } from 'node:path';
import type { Project } from '../../source/project.ts';
import { globPaths, isPattern, matchesNames } from './glob.ts';
import { isStock } from './stock.ts';

export type Resolution =
  | {
      readonly kind: 'files';
      readonly paths: readonly string[];
      /** Where nginx itself would not look there: how it was found, in words. */
      readonly guess: string | null;
    }
  /** A pattern without files, which nginx accepts, or a stock file. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'missing'; readonly reason: string };

export interface IncludeSite {
  /** The folder that stands for the configuration prefix: the main file's. */
  readonly prefix: string;
  /** True where the main file is a snippet: then its prefix is itself a guess, and folders above it are tried. */
  readonly snippet: boolean;
  /** The file that holds the directive. */
  readonly from: string;
}

/** Where distributions, packages and images keep the main file. */
const INSTALLED = [
  'etc/nginx',
  'usr/local/nginx/conf',
  'usr/local/etc/nginx',
  'usr/local/openresty/nginx/conf',
  'opt/homebrew/etc/nginx',
  'opt/nginx/conf',
];

export function resolveInclude(project: Project, site: IncludeSite, pattern: string): Resolution {
  const certain = find(project, placeOf(site.prefix, pattern));
  if (certain !== null) return { kind: 'files', paths: certain, guess: null };
  const inner = underPrefix(pattern);
  if (isStock(pattern)) return { kind: 'nothing' };
  const guessed = guess(project, site, pattern, inner ?? pattern);
  if (guessed !== null) return guessed;
  const known = inner !== null || !pattern.startsWith('/');
  if (known && isPattern(pattern)) return { kind: 'nothing' };
  const where = known
    ? 'is not in the repository'
    : 'lies outside of the configuration and not in the repository';
  return { kind: 'missing', reason: `include ${pattern} ${where}` };
}

/** The part of an absolute path below an installed prefix; a relative path as it is; null for other places. */
function underPrefix(pattern: string): string | null {
  if (!pattern.startsWith('/')) return pattern;
  const path = posix.normalize(pattern).slice(1);
  const folder = INSTALLED.find((installed) => path.startsWith(`${installed}/`));
  return folder === undefined ? null : path.slice(folder.length + 1);
}

/** Where nginx would look, as a path in the repository; null where the repository cannot hold the place. */
function placeOf(prefix: string, pattern: string): string | null {
  const inner = underPrefix(pattern);
  if (inner !== null) return posix.join(prefix, inner);
  const folder = INSTALLED.find((installed) => prefix === installed || prefix.endsWith(`/${installed}`));
  return folder === undefined ? null : posix.join(prefix.slice(0, -folder.length), `.${pattern}`);
}

function find(project: Project, place: string | null): readonly string[] | null {
  if (place === null) return null;
  if (!isPattern(place)) return project.exists(place) ? [place] : null;
  const paths = globPaths(place, project.paths);
  return paths.length > 0 ? paths : null;
}

/**
 * What real repositories do: paths relative to the including file, folders laid out for a container's COPY. A guess
 * must be the only possible one.
 */
function guess(project: Project, site: IncludeSite, pattern: string, inner: string): Resolution | null {
  const folders = [posix.dirname(site.from), ...(site.snippet ? foldersAbove(site.prefix) : [])];
  for (const folder of folders) {
    const paths = find(project, posix.join(folder, inner.startsWith('/') ? inner.slice(1) : inner));
    if (paths !== null) {
      return {
        kind: 'files',
        paths,
        guess: `include ${pattern} was found below ${folder === '.' ? 'the root' : folder}`,
      };
    }
  }
  const names = inner.split('/').filter((name) => name !== '' && name !== '.' && name !== '..');
  for (let from = 0; from < names.length; from++) {
    const ending = names.slice(from);
    const hits = pathsEndingIn(project.paths, ending);
    if (hits.length === 0) continue;
    const bases = new Set(hits.map((path) => path.split('/').slice(0, -ending.length).join('/')));
    const strict = isPattern(inner) || ending.length === 1;
    const near = [...bases].filter((base) => !strict || related(base, site.prefix));
    const [base] = near;
    if (base === undefined || near.length > 1) return null;
    if (isPattern(ending.join('/')) && ending.length === 1) return null;
    const paths = hits.filter((path) => path.split('/').slice(0, -ending.length).join('/') === base);
    return {
      kind: 'files',
      paths: globPaths(posix.join(base, ...ending), paths),
      guess: `include ${pattern} was taken for ${paths.join(', ')}`,
    };
  }
  return null;
}

function pathsEndingIn(paths: readonly string[], ending: readonly string[]): readonly string[] {
  const literal = ending.join('/');
  if (isPattern(literal)) {
    return paths.filter((path) => {
      const names = path.split('/');
      return names.length >= ending.length && matchesNames(ending, names.slice(-ending.length));
    });
  }
  const named = byLastName(paths).get(ending.at(-1) ?? '') ?? [];
  return named.filter((path) => path === literal || path.endsWith(`/${literal}`));
}

const pathsByLastName = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** Most includes that are looked for are nowhere: a look at every path for each would be long. */
function byLastName(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  let known = pathsByLastName.get(paths);
  if (known === undefined) {
    const byName = new Map<string, string[]>();
    for (const path of paths) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const same = byName.get(name);
      if (same === undefined) byName.set(name, [path]);
      else same.push(path);
    }
    known = byName;
    pathsByLastName.set(paths, known);
  }
  return known;
}

/** True where one folder holds the other: configurations of other services are no candidates. */
function related(a: string, b: string): boolean {
  const one = asPrefix(a);
  const other = asPrefix(b);
  return one.startsWith(other) || other.startsWith(one);
}

function asPrefix(folder: string): string {
  return folder === '' || folder === '.' ? '' : `${folder}/`;
}

function foldersAbove(folder: string): readonly string[] {
  const above: string[] = [];
  for (let at = folder; at !== '.' && at !== '/' && at !== '..'; ) {
    at = posix.dirname(at);
    above.push(at);
  }
  return above;
}
