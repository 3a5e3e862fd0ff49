/** nginx.path: what answers the paths that rules ask for, and nginx's own status pages, in each http server. */
import type { Fact } from '../../engine/fact.ts';
import type { Confidence } from '../../engine/severity.ts';
import { weaker } from '../../engine/severity.ts';
import { type Access, accessTo, isInternal } from './access.ts';
import { answerOf, fallback } from './answers.ts';
import { type Draft, doubt, makeFact, put } from './draft.ts';
import { targetOf } from './error-pages.ts';
import { type Handler, handlerOf } from './handlers.ts';
import { rejectsHandshake } from './handshake.ts';
import { atArguments, atBlock } from './levels.ts';
import { matchPlace } from './location-facts.ts';
import { locationFor } from './locations.ts';
import { matchesRegex } from './regex.ts';
import { type Answer, rewritePhase } from './rewrite.ts';
import { mainView, reachOf, type Scope, viewOf } from './scope.ts';
import { allLocations, type Location, type Server, serverSubject } from './structure.ts';
import type { RequestView } from './variables.ts';

export function pathFacts(server: Server, scope: Scope, paths: readonly string[]): readonly Fact[] {
  if (server.layer !== 'http' || server.isAssumed) return [];
  const reach = reachOf(server, scope);
  const main = mainView(server, scope, reach);
  // A server that refuses handshakes still answers on its plain sockets.
  const view = reach.plain && isRejected(server, main) ? viewOf(server, scope, reach, false) : main;
  const asked = new Set([...paths, ...statusPaths(server)]);
  const met = new Map<Location, Met>();
  const meet = (location: Location): Met => {
    let known = met.get(location);
    if (known === undefined) {
      known = metIn(location, server, view);
      met.set(location, known);
    }
    return known;
  };
  return [...asked].map((path) => pathFact(server, scope, path, view, meet));
}

/** Where nginx itself tells of its state, whatever the path is called. */
function statusPaths(server: Server): readonly string[] {
  return allLocations(server)
    .filter(({ modifier }) => modifier === '' || modifier === '=' || modifier === '^~')
    .filter((location) => handlerOf(location).name === 'stub_status')
    .map(({ pattern }) => pattern);
}

/** What a request meets in a location that takes it, whatever its path. */
interface Met {
  readonly location: Location;
  readonly answer: Answer | null;
  /** Null where the rewrite phase answers. */
  readonly handler: Handler | null;
  readonly accesses: readonly Access[];
  readonly isOpen: boolean;
}

function metIn(location: Location, server: Server, view: RequestView): Met {
  const answer = answerOf(location, view);
  const chain = answer === null ? chainOf(location, view) : [location];
  const handler = answer === null ? handlerAtEnd(chain) : null;
  // The rewrite phase precedes access: who leaves by a rewrite or is answered by a return is asked for nothing there.
  const entered = chain.filter((one) => one === chain.at(-1) || rewritePhase(one, view).leavesFor === null);
  const accesses = answer === null ? entered.map(accessTo) : [];
  const isRefused =
    (answer !== null && answer.status >= 300) || isInternal(location) || isRejected(server, view);
  const isOpen = !isRefused && accesses.every((access) => access.open);
  return { location, answer, handler, accesses, isOpen };
}

function pathFact(
  server: Server,
  scope: Scope,
  path: string,
  view: RequestView,
  meet: (location: Location) => Met,
): Fact {
  const taken = locationFor(server, path);
  const isAnsweredByServer = rewritePhase(server.implicit, view).always !== null;
  const { location, answer, handler, accesses, isOpen } = meet(
    isAnsweredByServer ? server.implicit : taken.location,
  );
  const isExplicit = !isAnsweredByServer && names(location, path);
  const at = matchPlace(location);
  const fill = (draft: Draft): void => {
    put(draft, 'server', server.names[0] ?? '', atBlock(server.level));
    put(draft, 'path', path, at);
    put(draft, 'match', location.match, at);
    put(draft, 'explicit', isExplicit, at);
    put(draft, 'handler', handler?.name ?? 'return', at);
    put(draft, 'dynamic', handler !== null && (handler.isDynamic || handler.name === 'stub_status'), at);
    put(
      draft,
      'returns',
      answer?.status ?? null,
      answer === null ? at : atArguments(answer.directive, answer.level),
    );
    const reason = doubtOf(server, location, taken.isCertain || isAnsweredByServer, accesses, isOpen);
    if (reason !== null) doubt(draft, 'exposed', reason, at);
    else if (!isOpen || isExplicit || !accesses.some((access) => access.unsaid))
      put(draft, 'exposed', isOpen, at);
    if (!taken.isCertain && !isAnsweredByServer) {
      for (const field of ['match', 'explicit', 'handler', 'dynamic', 'returns']) {
        doubt(draft, field, 'a regular expression of a location cannot be evaluated here', at);
      }
    }
  };
  const own: Confidence = isExplicit ? 'certain' : 'low';
  const confidence = weaker(own, scope.confidence);
  const heading = {
    fact: 'nginx.path',
    subject: `${path} of ${serverSubject(server)}`,
    at,
    confidence,
    link: path,
  };
  return makeFact(heading, scope.purpose, fill);
}

/** The locations that a request goes through: `try_files` falls back, `rewrite … last` moves on. */
function chainOf(location: Location, view: RequestView): readonly Location[] {
  const chain: Location[] = [location];
  for (let at: Location | null = location; at !== null && chain.length < 6; ) {
    const phase = rewritePhase(at, view);
    const next: Location | null =
      phase.leavesFor !== null
        ? targetOf(view.server, phase.leavesFor)
        : handlerOf(at).isDynamic
          ? null
          : fallback(at);
    if (next === null || chain.includes(next)) break;
    chain.push(next);
    at = next;
  }
  return chain;
}

function handlerAtEnd(chain: readonly Location[]): Handler | null {
  const handlers = chain.map(handlerOf);
  return handlers.findLast((handler) => handler.isDynamic) ?? handlers[0] ?? null;
}

/** True where the location is meant for the path: not the implicit one, not `/`, not an expression for anything. */
function names(location: Location, path: string): boolean {
  switch (location.modifier) {
    case '=':
      return true;
    case '':
    case '^~':
      return location.pattern !== '/' && location.pattern !== '';
    case '~':
    case '~*':
      return (
        matchesRegex(location.pattern, location.modifier === '~*', `/${'x'.repeat(path.length)}`) === false
      );
    default:
      return false;
  }
}

function isRejected(server: Server, view: RequestView): boolean {
  const rejects = rejectsHandshake(server.level);
  return view.tls && rejects.kind === 'known' && rejects.value;
}

/** Why it cannot be told whether the path is exposed; what is closed already stays closed. */
function doubtOf(
  server: Server,
  location: Location,
  isCertain: boolean,
  accesses: readonly Access[],
  isOpen: boolean,
): string | null {
  if (!isCertain) return 'a regular expression of a location cannot be evaluated here';
  if (!isOpen) return null;
  const unknown = accesses.find((access) => access.unknown !== null)?.unknown;
  return unknown ?? location.level.unresolved ?? server.level.unresolved;
}
