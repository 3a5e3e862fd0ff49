/** nginx.response: what a client gets from each location in each class of status, in fields that live answers have too. */
import type { Fact } from '../../engine/fact.ts';
import { isInternal } from './access.ts';
import { type Draft, doubt, finish, newDraft, place, put, putSetting } from './draft.ts';
import { errorPages, errorPagesUnknown, targetOf } from './error-pages.ts';
import { handlerOf } from './handlers.ts';
import { atValue, type Headers, headerPlace, headersAt, lackPlace, putHeaders } from './header-fields.ts';
import { parseHsts } from './hsts.ts';
import { atBlock, nearest, own } from './levels.ts';
import { answerOf, fallback, matchPlace } from './location-facts.ts';
import { isChallenge } from './redirects.ts';
import { type Reply, refusalOf, repliesOf } from './replies.ts';
import { type Reach, reachOf, type Scope, viewOf } from './scope.ts';
import { flagSetting, isFilledInElsewhere } from './setting.ts';
import { allLocations, type Location, locationSubject, type Server } from './structure.ts';
import { evaluate, type RequestView } from './variables.ts';

/** Headers that have a place even where they are not sent, because it is not always the server that lacks them. */
const WATCHED = [
  'strict-transport-security',
  'content-security-policy',
  'x-frame-options',
  'x-content-type-options',
  'referrer-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-embedder-policy',
  'cross-origin-resource-policy',
] as const;

interface Variant {
  readonly location: Location;
  readonly reply: Reply;
  readonly headers: Headers;
  readonly view: RequestView;
}

export function responseFacts(server: Server, scope: Scope): readonly Fact[] {
  if (server.layer !== 'http') return [];
  const reach = reachOf(server, scope);
  const main = variantsOf(server, scope, viewOf(server, scope, reach, reach.tls || !reach.plain));
  const other =
    reach.tls && reach.plain ? variantsOf(server, scope, viewOf(server, scope, reach, false)) : null;
  const isSame = other === null || [...other.keys()].join() === [...main.keys()].join();
  const variants = isSame ? [...main.values()] : [...main.values(), ...other.values()];
  return variants.map((variant) => responseFact(variant, scope, reach));
}

/** The replies of a server over one way, those that look the same to a client once, by what they look like. */
function variantsOf(server: Server, scope: Scope, view: RequestView): ReadonlyMap<string, Variant> {
  const variants = new Map<string, Variant>();
  const places = answering(server, view);
  for (const location of server.isAssumed
    ? allLocations(server)
    : [server.implicit, ...allLocations(server)]) {
    const replies = [
      ...(places.has(location) ? repliesOf(location, view) : []),
      ...(location.modifier !== '@' && isInternal(location) ? refusalOf(location, view) : []),
    ];
    for (const reply of replies) {
      const replyView = { ...view, status: reply.status };
      const headers = headersAt(reply.level, scope, replyView);
      const key = signature(location, reply, headers);
      if (!variants.has(key)) variants.set(key, { location, reply, headers, view: replyView });
    }
  }
  return variants;
}

/** The locations that clients get answers from themselves; those that only errors or subrequests lead to are no such. */
function answering(server: Server, view: RequestView): ReadonlySet<Location> {
  const locations = allLocations(server);
  const entries = locations.filter((location) => !isInternal(location));
  const reached = new Set(
    locations.flatMap((location) => {
      const leaves = own(location.level, 'rewrite').map((directive) => directive.args[1]?.text ?? '');
      const targets = leaves.map((uri) => targetOf(server, evaluate(uri, location.level, view).text));
      return [fallback(location), ...targets].filter((one) => one !== null);
    }),
  );
  const onlyErrors = new Set(
    [server.implicit, ...locations].flatMap((location) =>
      errorPages(location.level).map((page) => targetOf(server, page.uri)),
    ),
  );
  const requests = new Set(locations.flatMap((location) => authTargets(location)));
  const inner = locations.filter((location) => {
    if (!isInternal(location)) return false;
    return (
      reached.has(location) ||
      (location.modifier !== '@' && !onlyErrors.has(location) && !requests.has(location))
    );
  });
  return new Set([server.implicit, ...entries, ...inner]);
}

function authTargets(location: Location): readonly (Location | null)[] {
  return ['auth_request', 'mirror'].map((name) => {
    const found = nearest(location.level, name);
    const uri = found.kind === 'found' ? (found.directives[0].args[0]?.text ?? '') : '';
    return targetOf(location.server, uri);
  });
}

/** Two replies that look the same to a client are one. */
function signature(location: Location, reply: Reply, headers: Headers): string {
  const lines = headers.sent.map(({ line, value }) => [line.name.toLowerCase(), value]);
  return JSON.stringify([
    location.match,
    location.level.block?.nameStart,
    location.level.block?.path,
    reply.statusClass,
    reply.redirectsToHttps,
    lines,
  ]);
}

function responseFact(variant: Variant, scope: Scope, reach: Reach): Fact {
  const { location, reply, headers, view } = variant;
  const { server } = location;
  const draft = newDraft();
  const block = atBlock(location.level);
  if (!server.isAssumed) put(draft, 'server', server.names[0] ?? '', atBlock(server.level));
  put(draft, 'match', location.match, matchPlace(location));
  put(draft, 'statusClass', reply.statusClass, block);
  put(draft, 'statuses', reply.statuses.map(String), block);
  put(draft, 'via', reply.via?.match ?? null, atBlock((reply.via ?? location).level));
  if (reach.unknown !== null) doubt(draft, 'tls', reach.unknown, reach.at);
  else if (!reach.isUnsaid) put(draft, 'tls', view.tls, reach.at);
  put(draft, 'challenge', isChallenge(location), block);
  put(draft, 'redirectsToHttps', reply.redirectsToHttps, block);
  const rejects = flagSetting(server.level, 'ssl_reject_handshake', false);
  putSetting(
    draft,
    'rejectHandshake',
    rejects.kind === 'known' && !view.tls ? { ...rejects, value: false } : rejects,
  );
  put(draft, 'dynamic', isDynamic(location, reply, view), block);
  putHeaders(draft, headers);
  putHeaderMap(draft, headers);
  const missing = errorPagesUnknown(location.level);
  if (reply.statusClass === 'error' && missing !== null) {
    for (const field of ['headers', 'header', 'hsts', 'dropped', 'droppedNames']) {
      doubt(draft, field, missing, lackPlace(location.level));
    }
  }
  return finish(draft, 'nginx.response', locationSubject(location), block, scope.confidence);
}

function isDynamic(location: Location, reply: Reply, view: RequestView): boolean {
  if (answerOf(location, view) !== null && reply.via === null) return false;
  const isOwnAnswer = reply.statuses.length > 0 && reply.via === null;
  return !isOwnAnswer && handlerOf(reply.via ?? location).isDynamic;
}

/**
 * `header` and `hsts`. A name that the map lacks is known not to be sent, so in a snippet, where the surroundings may
 * send more, there is no map.
 */
function putHeaderMap(draft: Draft, headers: Headers): void {
  const { set } = headers;
  const lack = lackPlace(headers.level);
  if (set.unknown !== null) {
    doubt(draft, 'header', set.unknown, lack);
    doubt(draft, 'hsts', set.unknown, lack);
    return;
  }
  const map = new Map<string, string>();
  for (const { line, value, isKnown } of headers.sent) {
    const name = line.name.toLowerCase();
    if (map.has(name) || draft.unknown[`header.${name}`] !== undefined) continue;
    place(draft, `header.${name}`, atValue(line));
    if (isUndecided(line.text, isKnown, set.isPartial)) {
      draft.unknown[`header.${name}`] = `the value of ${line.text} cannot be told from the configuration`;
    } else {
      map.set(name, value);
    }
  }
  if (!set.isPartial) {
    put(draft, 'header', Object.fromEntries(map), lack);
    for (const name of WATCHED) {
      const at = map.has(name) ? lack : headerPlace(name, headers);
      if (at !== lack) place(draft, `header.${name}`, at);
    }
  }
  putHsts(draft, headers);
}

/** A value that is nothing but a variable which nobody can evaluate, or that is filled in before nginx reads it. */
function isUndecided(text: string, isKnown: boolean, isPartial: boolean): boolean {
  return (
    (!isKnown && /^\$\{?\w+\}?$/.test(text) && (isPartial || !isRequestValue(text))) ||
    isFilledInElsewhere(text)
  );
}

/** Variables that nginx itself fills for each request, so that the header is there whatever they hold. */
function isRequestValue(text: string): boolean {
  return /^\$\{?(request_id|request_time|host|hostname|remote_addr|server_name|server_addr|uri|request_uri|time_\w+|msec|pid|connection\w*|upstream_\w+|nginx_version|ssl_\w+|http_\w+)\}?$/.test(
    text,
  );
}

function putHsts(draft: Draft, headers: Headers): void {
  const name = 'strict-transport-security';
  const at = headerPlace(name, headers);
  const reason = draft.unknown[`header.${name}`];
  if (reason !== undefined) {
    doubt(draft, 'hsts', reason, at);
    return;
  }
  const first = headers.sent.find((one) => one.line.name.toLowerCase() === name);
  if (first === undefined) {
    if (!headers.set.isPartial) put(draft, 'hsts', null, at);
    return;
  }
  const { maxAgeRange, ...hsts } = parseHsts(first.value);
  put(draft, 'hsts', hsts, at);
  const value = first.line.directive.args[1];
  const isLiteral = value !== undefined && value.text === first.value;
  const quote = value?.quoted ? 1 : 0;
  if (value === undefined || !isLiteral || maxAgeRange === null || at === null) return;
  if (value.end - value.start !== value.text.length + 2 * quote) return;
  const start = value.start + quote + maxAgeRange.start;
  place(draft, 'hsts.maxAge', { ...at, start, end: start + maxAgeRange.end - maxAgeRange.start });
}
