/** nginx.location: one fact for each location, for `if` blocks that serve, and for the server where no location does. */
import type { Fact } from '../../engine/fact.ts';
import type { Anchor } from '../../source/span.ts';
import { type Access, accessTo, isInternal } from './access.ts';
import { answerOf, sourcesOf } from './answers.ts';
import { begin, type Draft, doubt, makeFact, narrow, place, put, putSetting, wants } from './draft.ts';
import { type Handler, handlerOf, methodsOf, upstreamScheme } from './handlers.ts';
import { putHeaders } from './header-fields.ts';
import { headersAt } from './header-places.ts';
import { atArguments, atBlock, atName, own } from './levels.ts';
import { putLimits } from './limit-facts.ts';
import { isImplicitReachable, isReachable } from './locations.ts';
import { allowedProtocols, eraOf } from './protocols.ts';
import { type Answer, rewritePhase } from './rewrite.ts';
import { mainView, type Reach, reachOf, type Scope } from './scope.ts';
import { flagSetting, placed, type Setting, sizeSetting } from './setting.ts';
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
  return makeFact(heading, scope.purpose, (draft) => fill(draft, location, scope, reach, view));
}

function fill(draft: Draft, location: Location, scope: Scope, reach: Reach, view: RequestView): void {
  const { level, server } = location;
  begin(draft, {
    match: location.match,
    context: scope.structure.context,
    internal: isInternal(location),
    reached: isReachable(location) && (!isInternal(location) || sourcesOf(location).length > 0),
    server: undefined,
    tls: undefined,
    handler: undefined,
    dynamic: undefined,
    returns: undefined,
    headers: undefined,
    dropped: undefined,
    droppedNames: undefined,
    limitReq: undefined,
    limitConn: undefined,
    limits: undefined,
    limitFires: undefined,
    limitsIdle: undefined,
    clientMaxBodySize: undefined,
    methods: undefined,
    access: undefined,
    authenticated: undefined,
    restricted: undefined,
    upstreamScheme: undefined,
  });
  place(draft, 'match', matchPlace(location));
  if (!server.isAssumed) put(draft, 'server', server.names[0] ?? '');
  if (reach.unknown !== null) doubt(draft, 'tls', reach.unknown, reach.at);
  else if (!reach.isUnsaid) put(draft, 'tls', reach.tls, reach.at);
  putHandler(draft, location, view);
  narrow(draft, 'dynamic');
  if (wants(draft, 'headers', 'dropped', 'droppedNames')) putHeaders(draft, headersAt(level, scope, view));
  putLimits(draft, location, scope, view);
  if (wants(draft, 'clientMaxBodySize'))
    putSetting(draft, 'clientMaxBodySize', sizeSetting(level, 'client_max_body_size', 1024 * 1024));
  if (wants(draft, 'methods')) putMethods(draft, location);
  if (wants(draft, 'access', 'authenticated', 'restricted'))
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

function putMethods(draft: Draft, location: Location): void {
  const missing = location.level.unresolved ?? location.server.level.unresolved;
  const found = methodsOf(location);
  if (found !== null) put(draft, 'methods', found.methods, atArguments(found.directive, found.owner.level));
  else if (missing !== null) doubt(draft, 'methods', missing, atBlock(location.level));
  else if (!location.server.isAssumed) put(draft, 'methods', null, atBlock(location.level));
}

function putAccess(draft: Draft, access: Access, block: Anchor | null): void {
  if (wants(draft, 'access')) putSetting(draft, 'access', access.rules);
  for (const field of ['authenticated', 'restricted'] as const) {
    if (access[field] || (access.unknown === null && !access.unsaid)) put(draft, field, access[field], block);
    else if (access.unknown !== null) doubt(draft, field, access.unknown, block);
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
    setting.kind === 'known' && setting.isDefault ? placed(setting, at, []) : setting;
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
