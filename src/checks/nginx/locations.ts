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
  const wanted = name.replace(/^@/, '');
  return (
    server.locations.find((location) => location.modifier === '@' && location.pattern === wanted) ?? null
  );
}

interface Hit {
  readonly location: Location;
  /** An exact match or an expression ends the search; a prefix is given up for an outer expression. */
  readonly isFinal: boolean;
}

function find(locations: readonly Location[], path: string, doubts: { found: boolean }): Hit | null {
  const exact = locations.find((location) => location.modifier === '=' && location.pattern === path);
  if (exact !== undefined) return { location: exact, isFinal: true };
  const redirecting = slashRedirect(locations, path);
  if (redirecting !== null) return { location: redirecting, isFinal: true };
  const prefix = longestPrefix(locations, path);
  let hit: Hit | null = null;
  if (prefix !== null) {
    const inner = find(prefix.children, path, doubts);
    if (inner?.isFinal) return inner;
    hit = { location: inner?.location ?? prefix, isFinal: false };
    if (prefix.modifier === '^~') return hit;
  }
  for (const location of locations) {
    if (location.modifier !== '~' && location.modifier !== '~*') continue;
    const matches = matchesRegex(location.pattern, location.modifier === '~*', path);
    if (matches === null) doubts.found = true;
    if (matches !== true) continue;
    return { location: find(location.children, path, doubts)?.location ?? location, isFinal: true };
  }
  return hit;
}

/** `location /x/` with a proxy or the like redirects `/x` to itself, unless something names `/x`. */
function slashRedirect(locations: readonly Location[], path: string): Location | null {
  const isNamed = (pattern: string) => (location: Location) =>
    ['=', '', '^~'].includes(location.modifier) && location.pattern === pattern;
  const slashed = locations.find(isNamed(`${path}/`));
  if (slashed === undefined || locations.some(isNamed(path))) return null;
  return passesOn(slashed) ? slashed : null;
}

function longestPrefix(locations: readonly Location[], path: string): Location | null {
  let longest: Location | null = null;
  for (const location of locations) {
    if (location.modifier !== '' && location.modifier !== '^~') continue;
    if (!path.startsWith(location.pattern)) continue;
    if (longest === null || location.pattern.length > longest.pattern.length) longest = location;
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

/** True for the expressions that people write for "every path": `^`, `^/`, `^(.*)$`, `.*`, `^/?(.*)$`. */
export function matchesEverything(pattern: string): boolean {
  const bare = pattern
    .replace(/^\^/, '')
    .replaceAll(/[()]/g, '')
    .replace(/([*+])\$$/, '$1');
  return ['', '/', '.*', '/.*', '/?.*', '.', '.+'].includes(bare);
}
