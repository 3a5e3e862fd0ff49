/** What answers at a location before any handler runs, and where a request goes when its file is not there. */
import { targetOf } from './error-pages.ts';
import { nearest } from './levels.ts';
import { type Answer, rewritePhase } from './rewrite.ts';
import type { Location } from './structure.ts';
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
