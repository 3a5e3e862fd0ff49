/** nginx.location: one fact for each location, for `if` blocks that serve, and for the server where no location does. */
import type { Fact } from '../../engine/fact.ts';
import type { Anchor } from '../../source/span.ts';
import { type Access, accessTo, isInternal } from './access.ts';
import { type Draft, doubt, makeFact, place, put, putSetting } from './draft.ts';
import { targetOf } from './error-pages.ts';
import { type Handler, handlerOf, methodsOf, upstreamScheme } from './handlers.ts';
import { putHeaders } from './header-fields.ts';
import { headersAt } from './header-places.ts';
import { atArguments, atBlock, atName, nearest, own } from './levels.ts';
import { isDryRun, limitConns, limitReqs, type Zone, zoneKey } from './limits.ts';
import { isImplicitReachable } from './locations.ts';
import { allowedProtocols, eraOf } from './protocols.ts';
import { type Answer, rewritePhase } from './rewrite.ts';
import { anyLocationLimits, mainView, type Reach, reachOf, type Scope } from './scope.ts';
import { flagSetting, type Setting, sizeSetting } from './setting.ts';
import { allLocations, type Location, locationSubject, type Server } from './structure.ts';
import type { RequestView } from './variables.ts';

export function locationFacts(server: Server, scope: Scope): readonly Fact[] {
  if (server.layer !== 'http') return [];
  const reach = reachOf(server, scope);
  const view = mainView(server, scope, reach);
  const locations = allLocations(server).flatMap((location) => [
    location,
    ...location.conditions.filter(serves),
  ]);
  const outer = rewritePhase(server.implicit, view);
  const answersItself = outer.always !== null || outer.sometimes.length > 0;
  const hasImplicit = !server.isAssumed && (isImplicitReachable(server) || answersItself);
  return [...(hasImplicit ? [server.implicit] : []), ...locations].map((location) =>
    locationFact(location, scope, reach, view),
  );
}

/** An `if` block is a location of its own where it sends headers or passes requests on. */
function serves(condition: Location): boolean {
  return condition.level.directives.some((one) => one.name === 'add_header' || one.name.endsWith('_pass'));
}

function locationFact(location: Location, scope: Scope, reach: Reach, view: RequestView): Fact {
  const heading = {
    fact: 'nginx.location',
    subject: locationSubject(location),
    at: atBlock(location.level),
    confidence: scope.confidence,
  };
  return makeFact(heading, (draft) => fill(draft, location, scope, reach, view));
}

function fill(draft: Draft, location: Location, scope: Scope, reach: Reach, view: RequestView): void {
  const { level, server } = location;
  draft.value = {
    match: location.match,
    context: scope.structure.context,
    internal: isInternal(location),
  };
  place(draft, 'match', matchPlace(location));
  if (!server.isAssumed) put(draft, 'server', server.names[0] ?? '');
  if (reach.unknown !== null) doubt(draft, 'tls', reach.unknown, reach.at);
  else if (!reach.isUnsaid) put(draft, 'tls', reach.tls, reach.at);
  putHandler(draft, location, view);
  putHeaders(draft, headersAt(level, scope, view));
  putLimits(draft, location, scope, view);
  putSetting(draft, 'clientMaxBodySize', sizeSetting(level, 'client_max_body_size', 1024 * 1024));
  putMethods(draft, location);
  putAccess(draft, accessTo(location), atBlock(level));
  putUpstream(draft, location, scope, view);
}

function putHandler(draft: Draft, location: Location, view: RequestView): void {
  const { level } = location;
  const block = atBlock(level);
  const answer = answerOf(location, view);
  const { name, isDynamic, directive } = answer === null ? handlerOf(location) : returning(answer);
  if (level.unresolved !== null && directive === null) {
    for (const field of ['handler', 'dynamic', 'returns']) doubt(draft, field, level.unresolved, block);
    return;
  }
  const at = directive === null ? block : atArguments(directive, answer?.level ?? level);
  put(draft, 'handler', name, at);
  put(draft, 'dynamic', isDynamic, at);
  put(draft, 'returns', answer?.status ?? null, at);
}

const returning = ({ directive }: Answer): Handler => ({ name: 'return', isDynamic: false, directive });

/** What the rewrite phase of the server or the location answers to every request. */
export function answerOf(location: Location, view: RequestView): Answer | null {
  const outer = location.modifier === '@' ? null : rewritePhase(view.server.implicit, view).always;
  if (outer !== null) return outer;
  if (location.modifier === 'implicit') return null;
  const around =
    location.modifier === 'if' && location.parent !== null ? answerOf(location.parent, view) : null;
  return around ?? rewritePhase(location, view).always;
}

const matchPlaces = new WeakMap<Location, Anchor | null>();

/** What a location is matched by; the `server` keyword for the implicit one. */
export function matchPlace(location: Location): Anchor | null {
  let at = matchPlaces.get(location);
  if (at === undefined) {
    const { block } = location.level;
    const isBlock = location.modifier !== 'implicit' && block !== null;
    at = isBlock
      ? { ...atArguments(block, location.level), route: location.level.route }
      : atBlock(location.level);
    matchPlaces.set(location, at);
  }
  return at;
}

function putLimits(draft: Draft, location: Location, scope: Scope, view: RequestView): void {
  const { level, server } = location;
  const owner = location.modifier === 'if' ? location.parent : location;
  const lack = anyLocationLimits(server) ? atBlock((owner ?? location).level) : null;
  const placed = <T>(setting: Setting<T>): Setting<T> =>
    setting.kind === 'known' && setting.isDefault && lack !== null ? { ...setting, at: lack } : setting;
  const requests = placed(limitReqs(level, scope.structure, scope.zones));
  const connections = placed(limitConns(level));
  putSetting(draft, 'limitReq', requests);
  putSetting(draft, 'limitConn', connections);
  const unknown = [requests, connections].find((setting) => setting.kind === 'unknown');
  const fires = doLimitsFire(location, scope, view);
  if (unknown?.kind === 'unknown' && !fires) {
    for (const field of ['limits', 'limitFires']) doubt(draft, field, unknown.reason, unknown.at);
    return;
  }
  if (requests.kind === 'known' && connections.kind === 'known') {
    const names = [
      ...requests.value.map((limit) => `limit_req ${limit.zone}`),
      ...connections.value.map((limit) => `limit_conn ${limit.zone}`),
    ];
    const first = requests.value.length > 0 ? requests.at : connections.at;
    put(draft, 'limits', names, first);
    put(draft, 'limitFires', fires, first);
  } else if (fires) {
    put(draft, 'limitFires', true, atBlock(level));
  }
}

/** A named location has been limited already where every location that leads to it is. */
function doLimitsFire(location: Location, scope: Scope, view: RequestView): boolean {
  if (answerOf(location, view) !== null || rewritePhase(location, view).leavesFor !== null) return false;
  const requests = limitReqs(location.level, scope.structure, scope.zones);
  const connections = limitConns(location.level);
  const isDefined = (kind: Zone['kind'], name: string): boolean =>
    scope.structure.context === 'snippet' || scope.zones.has(zoneKey(kind, name));
  const byRequests =
    requests.kind === 'known' &&
    requests.value.some((limit) => isDefined('req', limit.zone)) &&
    !isDryRun(location.level, 'req');
  const byConnections =
    connections.kind === 'known' &&
    connections.value.some((limit) => isDefined('conn', limit.zone)) &&
    !isDryRun(location.level, 'conn');
  if (byRequests || byConnections) return true;
  if (location.modifier !== '@') return false;
  const sources = sourcesOf(location.server).get(location) ?? [];
  return sources.length > 0 && sources.every((one) => doLimitsFire(one, scope, view));
}

const sourcesByServer = new WeakMap<Server, ReadonlyMap<Location, readonly Location[]>>();

/** The locations whose `try_files` ends in another one, by that one. */
function sourcesOf(server: Server): ReadonlyMap<Location, readonly Location[]> {
  let sources = sourcesByServer.get(server);
  if (sources === undefined) {
    const found = new Map<Location, Location[]>();
    for (const location of allLocations(server)) {
      const target = location.modifier === '@' ? null : fallback(location);
      if (target !== null) found.set(target, [...(found.get(target) ?? []), location]);
    }
    sources = found;
    sourcesByServer.set(server, sources);
  }
  return sources;
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

function putMethods(draft: Draft, location: Location): void {
  const missing = location.level.unresolved ?? location.server.level.unresolved;
  const found = methodsOf(location);
  if (found !== null) put(draft, 'methods', found.methods, atArguments(found.directive, found.owner.level));
  else if (missing !== null) doubt(draft, 'methods', missing, atBlock(location.level));
  else if (!location.server.isAssumed) put(draft, 'methods', null, atBlock(location.level));
}

function putAccess(draft: Draft, access: Access, block: Anchor | null): void {
  putSetting(draft, 'access', access.rules);
  if (access.authenticated || (access.unknown === null && !access.unsaid)) {
    put(draft, 'authenticated', access.authenticated, block);
  } else if (access.unknown !== null) {
    doubt(draft, 'authenticated', access.unknown, block);
  }
}

/** Nothing is said of certificates and versions where no proxy stands: the fields have no meaning there. */
function putUpstream(draft: Draft, location: Location, scope: Scope, view: RequestView): void {
  const { level } = location;
  const { name, directive } = handlerOf(location);
  if (directive === null || (name !== 'proxy' && name !== 'grpc')) {
    if (level.unresolved === null) put(draft, 'upstreamScheme', null);
    else doubt(draft, 'upstreamScheme', level.unresolved, atBlock(level));
    return;
  }
  const at = atPass(location, directive);
  const scheme = upstreamScheme(location, view);
  if (scheme !== undefined) put(draft, 'upstreamScheme', scheme, at);
  else if (!location.server.isAssumed) {
    doubt(draft, 'upstreamScheme', 'a variable names the upstream', at);
  }
  const here = <T>(setting: Setting<T>): Setting<T> =>
    setting.kind === 'known' && setting.isDefault ? { ...setting, at, elements: [] } : setting;
  putSetting(draft, 'upstreamVerify', here(flagSetting(level, `${name}_ssl_verify`, false)));
  const versions = allowedProtocols(level, eraOf(scope.version), `${name}_ssl_protocols`);
  putSetting(draft, 'upstreamProtocols', here(versions));
}

/** The place of a `proxy_pass`, which an `if` takes over from the location around it. */
function atPass(location: Location, pass: NonNullable<ReturnType<typeof handlerOf>['directive']>): Anchor {
  const isOwn = own(location.level, pass.name).includes(pass);
  const owner = isOwn ? location : (location.parent ?? location);
  return pass.args.length === 0 ? atName(pass, owner.level) : atArguments(pass, owner.level);
}
