/** nginx.response: what a client gets from each location in each class of status, in fields that live answers have too. */
import type { Fact } from '../../engine/fact.ts';
import type { Anchor } from '../../source/span.ts';
import { isInternal } from './access.ts';
import { type Draft, doubt, finish, newDraft, put, putSetting } from './draft.ts';
import { errorPages, errorPagesUnknown, targetOf } from './error-pages.ts';
import { handlerOf } from './handlers.ts';
import { atValue, type Headers, headerPlace, headersAt, lackPlace, putHeaders } from './header-fields.ts';
import { parseHsts } from './hsts.ts';
import { atBlock, nearest, own } from './levels.ts';
import { answerOf, fallback, matchPlace } from './location-facts.ts';
import { isChallenge } from './redirects.ts';
import { type Reply, repliesOf } from './replies.ts';
import { type Reach, reachOf, type Scope, viewOf } from './scope.ts';
import { flagSetting, isFilledInElsewhere } from './setting.ts';
import { allLocations, type Location, locationSubject, type Server } from './structure.ts';
import { evaluate, type RequestView } from './variables.ts';

/** Headers whose absence is said with null; of others the map holds those that are sent. */
const WATCHED = [
  'strict-transport-security',
  'content-security-policy',
  'content-security-policy-report-only',
  'x-frame-options',
  'x-content-type-options',
  'referrer-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-embedder-policy',
  'cross-origin-resource-policy',
  'x-xss-protection',
  'cache-control',
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
  const ways = reach.tls && reach.plain ? [true, false] : [reach.tls || !reach.plain];
  const seen = new Set<string>();
  const facts: Fact[] = [];
  for (const tls of ways) {
    const view = viewOf(server, scope, reach, tls);
    for (const location of answering(server, view)) {
      for (const reply of repliesOf(location, view)) {
        const replyView = { ...view, status: reply.status };
        const headers = headersAt(reply.level, scope, replyView);
        const key = signature(location, reply, headers);
        if (seen.has(key)) continue;
        seen.add(key);
        facts.push(responseFact({ location, reply, headers, view: replyView }, scope, reach));
      }
    }
  }
  return facts;
}

/** The locations that clients get answers from themselves; those that only errors or subrequests lead to are no such. */
function answering(server: Server, view: RequestView): readonly Location[] {
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
  const kept = new Set([...entries, ...inner]);
  const all = locations.filter((location) => kept.has(location));
  return server.isAssumed ? all : [server.implicit, ...all];
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

/** `header` and `hsts`: by name, with a place for each watched header, sent or not. */
function putHeaderMap(draft: Draft, headers: Headers): void {
  const { set } = headers;
  const lack = lackPlace(headers.level);
  if (set.unknown !== null) {
    doubt(draft, 'header', set.unknown, lack);
    doubt(draft, 'hsts', set.unknown, lack);
    return;
  }
  const map: Record<string, string | null> = Object.create(null);
  for (const name of set.isPartial ? [] : WATCHED) {
    map[name] = null;
    setPlace(draft, `header.${name}`, headerPlace(name, headers));
  }
  const named = new Set<string>();
  for (const one of headers.sent) {
    const name = one.line.name.toLowerCase();
    if (named.has(name)) continue;
    named.add(name);
    map[name] = one.value;
    setPlace(draft, `header.${name}`, atValue(one.line));
    if (isUndecided(one.line.text, one.isKnown, set.isPartial)) {
      delete map[name];
      draft.unknown[`header.${name}`] = `the value of ${one.line.text} cannot be told from the configuration`;
    }
  }
  put(draft, 'header', { ...map }, lack);
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
  setPlace(draft, 'hsts.maxAge', { ...at, start, end: start + maxAgeRange.end - maxAgeRange.start });
}

function setPlace(draft: Draft, field: string, at: Anchor | null): void {
  if (at !== null) draft.positions[field] = at;
}
