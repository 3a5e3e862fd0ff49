/**
 * Which location takes a path, as `ngx_http_core_find_location` decides: exact, longest prefix, then regular
 * expressions in file order unless the prefix says `^~`; nested locations within the one that was found.
 */
import { passesOn } from './handlers.ts';
import { matchesRegex } from './regex.ts';
import type { Location, Server } from './structure.ts';

export interface Taken {
  /** The implicit location where no other takes the path. */
  readonly location: Location;
  /** False where an expression on the way could not be evaluated. */
  readonly isCertain: boolean;
}

/** The location that takes a path (normalised, without query). */
export function locationFor(server: Server, path: string): Taken {
  const doubts = { found: false };
  const location = find(server.locations, path, doubts)?.location ?? server.implicit;
  return { location, isCertain: !doubts.found };
}

/** The named location of an internal redirect to `@name`; these stand at server level only. */
export function namedLocation(server: Server, name: string): Location | null {
  return indexOf(server.locations).named.get(name.replace(/^@/, '')) ?? null;
}

/** Locations of one level by what they are looked up by. */
interface Index {
  readonly exact: Map<string, Location>;
  readonly prefixes: Map<string, Location>;
  readonly named: Map<string, Location>;
  readonly expressions: Location[];
}

/** The first of two that are the same counts; nginx would refuse them. */
function addTo(index: Index, location: Location): void {
  const { modifier, pattern } = location;
  if (modifier === '~' || modifier === '~*') index.expressions.push(location);
  const map = modifier === '=' ? index.exact : modifier === '@' ? index.named : index.prefixes;
  if (!map.has(pattern) && !modifier.startsWith('~')) map.set(pattern, location);
}

/** More expressions than any real server has are not tried: time must not depend on a hostile file. */
const MOST_EXPRESSIONS = 500;
const indexes = new WeakMap<readonly Location[], Index>();

function indexOf(locations: readonly Location[]): Index {
  let index = indexes.get(locations);
  if (index === undefined) {
    index = { exact: new Map(), prefixes: new Map(), named: new Map(), expressions: [] };
    for (const location of locations) addTo(index, location);
    indexes.set(locations, index);
  }
  return index;
}

interface Hit {
  readonly location: Location;
  /** An exact match or an expression ends the search; a prefix is given up for an outer expression. */
  readonly isFinal: boolean;
}

function find(locations: readonly Location[], path: string, doubts: { found: boolean }): Hit | null {
  if (locations.length === 0) return null;
  const index = indexOf(locations);
  const exact = index.exact.get(path) ?? slashRedirect(index, path);
  if (exact !== null) return { location: exact, isFinal: true };
  const prefix = longestPrefix(index, path);
  let hit: Hit | null = null;
  if (prefix !== null) {
    const inner = find(prefix.children, path, doubts);
    if (inner?.isFinal) return inner;
    hit = { location: inner?.location ?? prefix, isFinal: false };
    if (prefix.modifier === '^~') return hit;
  }
  if (index.expressions.length > MOST_EXPRESSIONS) doubts.found = true;
  for (const location of index.expressions.slice(0, MOST_EXPRESSIONS)) {
    const matches = matchesRegex(location.pattern, location.modifier === '~*', path);
    if (matches === null) doubts.found = true;
    if (matches !== true) continue;
    return { location: find(location.children, path, doubts)?.location ?? location, isFinal: true };
  }
  return hit;
}

/** `location /x/` with a proxy or the like redirects `/x` to itself, unless something names `/x`. */
function slashRedirect(index: Index, path: string): Location | null {
  const slashed = index.exact.get(`${path}/`) ?? index.prefixes.get(`${path}/`);
  return slashed !== undefined && !index.prefixes.has(path) && passesOn(slashed) ? slashed : null;
}

function longestPrefix({ prefixes }: Index, path: string): Location | null {
  if (prefixes.size <= path.length) return longestOf(prefixes.values(), path);
  for (let length = path.length; length >= 0; length--) {
    const found = prefixes.get(path.slice(0, length));
    if (found !== undefined) return found;
  }
  return null;
}

function longestOf(locations: Iterable<Location>, path: string): Location | null {
  let longest: Location | null = null;
  for (const location of locations) {
    const isLonger = longest === null || location.pattern.length > longest.pattern.length;
    if (isLonger && path.startsWith(location.pattern)) longest = location;
  }
  return longest;
}

/** True where some path is taken by none of the server's locations: there is no `/` and no expression for everything. */
export function isImplicitReachable(server: Server): boolean {
  return !server.locations.some((location) => {
    if (location.modifier === '' || location.modifier === '^~') return '/'.startsWith(location.pattern);
    if (location.modifier === '~' || location.modifier === '~*') return matchesEverything(location.pattern);
    return false;
  });
}

/**
 * False for a location that no path leads to: an expression, or what is nested in one, where the longest prefix always says
 * `^~`. Where an include is missing, it could bring the prefix that lets expressions be tried.
 */
export function isReachable(location: Location): boolean {
  let outermost = location;
  while (outermost.parent !== null && outermost.parent.modifier !== 'implicit') outermost = outermost.parent;
  const { modifier, server } = outermost;
  return (modifier !== '~' && modifier !== '~*') || areExpressionsTried(server);
}

const triedByServer = new WeakMap<Server, boolean>();

function areExpressionsTried(server: Server): boolean {
  let are = triedByServer.get(server);
  if (are === undefined) {
    const { locations, level, isAssumed } = server;
    const isSealed =
      locations.some(({ modifier, pattern }) => modifier === '^~' && '/'.startsWith(pattern)) &&
      !locations.some(({ modifier }) => modifier === '');
    are = !isSealed || isAssumed || level.unresolved !== null;
    triedByServer.set(server, are);
  }
  return are;
}

/** True for the expressions that people write for "every path": `^`, `^/`, `^(.*)$`, `.*`, `^/?(.*)$`. */
export function matchesEverything(pattern: string): boolean {
  const bare = pattern
    .replace(/^\^/, '')
    .replaceAll(/[()]/g, '')
    .replace(/([*+])\$$/, '$1');
  return ['', '/', '.*', '/.*', '/?.*', '.', '.+'].includes(bare);
}
