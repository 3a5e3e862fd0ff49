/** What answers at a location before any handler runs, and where a request goes when its file is not there. */
import { targetOf } from './error-pages.ts';
import { nearest } from './levels.ts';
import { isImplicitReachable } from './locations.ts';
import { type Answer, rewritePhase } from './rewrite.ts';
import { allLocations, type Location, type Server } from './structure.ts';
import type { RequestView } from './variables.ts';

/** What the rewrite phase of the server or the location answers to every request. */
export function answerOf(location: Location, view: RequestView): Answer | null {
  const outer = location.modifier === '@' ? null : rewritePhase(view.server.implicit, view).always;
  if (outer !== null) return outer;
  if (location.modifier === 'implicit') return null;
  const around =
    location.modifier === 'if' && location.parent !== null ? answerOf(location.parent, view) : null;
  return around ?? rewritePhase(location, view).always;
}

/** Where `try_files` ends when no file is there. */
export function fallback(location: Location): Location | null {
  const found = nearest(location.level, 'try_files');
  const last =
    found.kind === 'found' && found.level === location.level
      ? found.directives[0].args.at(-1)?.text
      : undefined;
  return last === undefined || last.startsWith('=') ? null : targetOf(location.server, last);
}

const sourcesByServer = new WeakMap<Server, ReadonlyMap<Location, readonly Location[]>>();

/** The locations, the server itself among them, whose `try_files` ends in this one. */
export function sourcesOf(location: Location): readonly Location[] {
  const { server } = location;
  let sources = sourcesByServer.get(server);
  if (sources === undefined) {
    const found = new Map<Location, Location[]>();
    const reachable = isImplicitReachable(server) ? [server.implicit] : [];
    for (const one of [...reachable, ...allLocations(server)]) {
      const target = one.modifier === '@' ? null : fallback(one);
      if (target !== null) found.set(target, [...(found.get(target) ?? []), one]);
    }
    sources = found;
    sourcesByServer.set(server, sources);
  }
  return sources.get(location) ?? [];
}
