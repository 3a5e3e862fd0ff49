/** Where a request for a folder goes on to: its index file, by an internal redirect (ngx_http_index_module). */
import { targetOf } from './error-pages.ts';
import { handlerOf } from './handlers.ts';
import { nearest } from './levels.ts';
import type { Location } from './structure.ts';

/** The locations that take the index files of a folder; none where the location is no folder or answers itself. */
export function indexTargets(location: Location): readonly (Location | null)[] {
  if (!/^(?:\^~|=)?$/.test(location.modifier) || !location.pattern.endsWith('/')) return [];
  if (handlerOf(location).isDynamic) return [];
  const found = nearest(location.level, 'index');
  const names =
    found.kind === 'found' ? found.directives.flatMap(({ args }) => args.map(({ text }) => text)) : [];
  return (names.length === 0 ? ['index.html'] : names).map((name) =>
    targetOf(location.server, name.startsWith('/') ? name : location.pattern + name),
  );
}
