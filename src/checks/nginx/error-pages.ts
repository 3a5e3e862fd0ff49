/**
 * `error_page`: which location answers in place of an error, and with which status. The headers are those of the
 * location that the request is sent on to (ngx_http_core_module; measured).
 */
import { type Level, nearest } from './levels.ts';
import { locationFor, namedLocation } from './locations.ts';
import { rewritePhase } from './rewrite.ts';
import type { Location, Server } from './structure.ts';
import type { Directive } from './tree.ts';
import { evaluate, type RequestView } from './variables.ts';

export interface ErrorPage {
  readonly codes: readonly number[];
  /** The status to send: the code itself, another one, or what the target answers. */
  readonly status: 'same' | 'target' | number;
  readonly uri: string;
  readonly directive: Directive;
  readonly level: Level;
}

const MOST_PAGES = 40;
const pagesByLevel = new WeakMap<Level, readonly ErrorPage[]>();

/** The effective error pages; a level with any of its own inherits none. Only the first for a code counts. */
export function errorPages(level: Level): readonly ErrorPage[] {
  const found = nearest(level, 'error_page');
  if (found.kind !== 'found') return [];
  let pages = pagesByLevel.get(found.level);
  if (pages === undefined) {
    pages = readPages(found.directives, found.level);
    pagesByLevel.set(found.level, pages);
  }
  return pages.length > MOST_PAGES ? pages.slice(0, MOST_PAGES) : pages;
}

function readPages(directives: readonly Directive[], level: Level): readonly ErrorPage[] {
  const taken = new Set<number>();
  return directives.flatMap((directive) => {
    const words = directive.args.map((argument) => argument.text);
    const uri = words.at(-1);
    if (uri === undefined) return [];
    const codes = words
      .slice(0, -1)
      .filter((word) => /^\d{3}$/.test(word))
      .map(Number)
      .filter((code) => !taken.has(code));
    for (const code of codes) taken.add(code);
    const override = words
      .slice(1, -1)
      .find((word) => word.startsWith('='))
      ?.slice(1);
    const status = override === undefined ? 'same' : override === '' ? 'target' : Number(override);
    return codes.length === 0 ? [] : [{ codes, status, uri, directive, level }];
  });
}

/** Why the error pages of a level cannot be told, null where they can. */
export function errorPagesUnknown(level: Level): string | null {
  const found = nearest(level, 'error_page', true);
  if (found.kind === 'unknown') return found.reason;
  const isTooMany = found.kind === 'found' && (pagesByLevel.get(found.level)?.length ?? 0) > MOST_PAGES;
  return isTooMany ? `more than ${MOST_PAGES} error pages` : null;
}

/** What a client gets where an error page takes over. */
export interface Handover {
  readonly statuses: readonly number[];
  /** The level whose headers apply. */
  readonly level: Level;
  /** The location that answers, null where the error page is a redirect, sent from where the error arose. */
  readonly via: Location | null;
  readonly target: string | null;
  /** True where content answers, which may not be there. */
  readonly isContent: boolean;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Follows an error page for some of its codes, once: errors of the target are its own. */
export function handOver(
  page: ErrorPage,
  codes: readonly number[],
  from: Level,
  view: RequestView,
): Handover {
  const uri = evaluate(page.uri, from, view).text;
  const location = targetOf(view.server, uri);
  if (location === null) {
    const status = typeof page.status === 'number' && REDIRECTS.has(page.status) ? page.status : 302;
    return { statuses: [status], level: from, via: null, target: uri, isContent: false };
  }
  const outer = uri.startsWith('@') ? null : rewritePhase(view.server.implicit, view).always;
  const phase = rewritePhase(location, view);
  const answer = outer ?? phase.always;
  const via = outer === null ? location : view.server.implicit;
  if (answer !== null && (page.status === 'target' || (answer.status >= 300 && !answer.hasText))) {
    return { statuses: [answer.status], level: answer.level, via, target: answer.target, isContent: false };
  }
  const level = answer?.level ?? phase.content[0] ?? location.level;
  const statuses = page.status === 'same' ? codes : [page.status === 'target' ? 200 : page.status];
  return { statuses, level, via, target: null, isContent: answer === null };
}

/** The location that an internal redirect to `uri` ends in, null for an address that the client is sent to. */
export function targetOf(server: Server, uri: string): Location | null {
  if (uri.startsWith('@')) return namedLocation(server, uri);
  if (!uri.startsWith('/')) return null;
  return locationFor(server, uri.replace(/\?.*$/s, '')).location;
}
