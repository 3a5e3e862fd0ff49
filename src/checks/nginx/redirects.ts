/** Whether a server that speaks plain HTTP sends its clients to https, and which locations do not. */
import { accessTo, isInternal } from './access.ts';
import { errorPages, handOver, targetOf } from './error-pages.ts';
import { indexTargets } from './index-file.ts';
import { isImplicitReachable, isReachable } from './locations.ts';
import { type Answer, leadsToHttps, refuses, rewritePhase } from './rewrite.ts';
import { allLocations, type Location } from './structure.ts';
import { declarations, type RequestView } from './variables.ts';

export interface PlainHttp {
  /** At least one answer redirects to https, and none serves anything. */
  readonly redirects: boolean;
  /** Locations that serve plain HTTP; ACME challenges, internal ones, refusals and what only the machine gets are none. */
  readonly unredirected: readonly Location[];
}

/** ACME's HTTP-01 challenge must be answered over plain HTTP (RFC 8555 section 8.3). */
const CHALLENGE = /\.well-known(\\?\/acme-challenge|\/?$|\/\^)/;

/** True for a location that serves ACME challenges: its clients are certificate authorities, not browsers. */
export function isChallenge(location: Location): boolean {
  return location.modifier !== 'if' && CHALLENGE.test(location.pattern);
}

/** What plain HTTP gets from the server of the view, which must be a view without TLS. */
export function plainHttp(view: RequestView): PlainHttp {
  const { server } = view;
  const unredirected: Location[] = [];
  let redirects = false;
  const visit = (location: Location): boolean => {
    const phase = rewritePhase(location, view);
    for (const answer of phase.sometimes) redirects ||= leadsToHttps(answer);
    const { always } = phase;
    redirects ||= always === null && refusedToHttps(location, view);
    if (always === null) return redirectsForwarded(location, view);
    if (leadsToHttps(always)) redirects = true;
    else if (!refuses(always)) unredirected.push(location);
    return true;
  };
  if (visit(server.implicit)) return { redirects: redirects && unredirected.length === 0, unredirected };
  for (const location of allLocations(server)) {
    if (isInternal(location) || isChallenge(location) || !isReachable(location)) continue;
    if (!visit(location) && !leavesForAnother(location, view) && !accessTo(location).local) {
      unredirected.push(location);
    }
  }
  if (isImplicitReachable(server) && !accessTo(server.implicit).local) unredirected.push(server.implicit);
  return { redirects: redirects && unredirected.length === 0, unredirected };
}

/** True where nobody is let in, and the error page for that is an address of https. */
function refusedToHttps(location: Location, view: RequestView): boolean {
  if (!accessTo(location).closed) return false;
  const page = errorPages(location.level).find(({ codes }) => codes.includes(403));
  return page !== undefined && /^https:/i.test(handOver(page, [403], location.level, view).target ?? '');
}

/** What balancers that end TLS say of the client's scheme. */
const FORWARDED =
  /\$\{?http_(x_forwarded_(proto\w*|ssl|scheme)|x_scheme|front_end_https|cloudfront_forwarded_proto|cf_visitor)\b/i;

/** True where an `if` redirects what a balancer received over plain HTTP: the port itself is for the balancer. */
function redirectsForwarded(location: Location, view: RequestView): boolean {
  return location.conditions.some((condition) => {
    const { always } = rewritePhase(condition, view);
    return always !== null && leadsToHttps(always) && asks(condition.pattern, view);
  });
}

/** True where the condition, or the map behind the variable that it names, asks for the forwarded scheme. */
function asks(condition: string, { structure }: RequestView): boolean {
  const name = /\$\{?(\w+)/.exec(condition)?.[1] ?? '';
  const source = declarations(structure).get(name)?.args[0]?.text ?? '';
  return FORWARDED.test(condition) || FORWARDED.test(source);
}

/** True where every request moves on to a location that is looked at by itself. */
function leavesForAnother(location: Location, view: RequestView): boolean {
  // An exact folder serves nothing itself: its index file is another path.
  const files = location.modifier === '=' ? indexTargets(location) : [];
  if (files.length > 0) return files.every((file) => file !== null && file !== location && !isInternal(file));
  const { leavesFor } = rewritePhase(location, view);
  const target = leavesFor === null ? null : targetOf(view.server, leavesFor);
  if (target === null || target === location || isInternal(target)) return false;
  return target !== view.server.implicit || isImplicitReachable(view.server);
}

/** A health endpoint: the same words whatever the name is that was asked for, and no page. */
function isConstant({ modifier, pattern }: Location, { directive }: Answer): boolean {
  const isNarrow = modifier === '=' || (/^(\^~)?$/.test(modifier) && pattern !== '/');
  return isNarrow && !/[$<]/.test(directive.args[1]?.text ?? '');
}

/** True where a request for an unknown name gets something other than a refusal or a redirect. */
export function servesAnything(view: RequestView): boolean {
  const { server } = view;
  const outer = rewritePhase(server.implicit, view).always;
  const serves = (status: number): boolean => status < 300;
  if (outer !== null) return serves(outer.status);
  return [...allLocations(server), ...(isImplicitReachable(server) ? [server.implicit] : [])].some(
    (location) => {
      if (!isReachable(location) || isInternal(location)) return false;
      if (isChallenge(location) || accessTo(location).local) return false;
      const always = location === server.implicit ? null : rewritePhase(location, view).always;
      return always === null || (serves(always.status) && !isConstant(location, always));
    },
  );
}
