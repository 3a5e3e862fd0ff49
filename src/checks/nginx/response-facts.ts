/** nginx.response: what a client gets from each location in each class of status, in fields that live answers have too. */
import type { Fact } from '../../engine/fact.ts';
import { isInternal } from './access.ts';
import { answerOf, fallback } from './answers.ts';
import { type Content, contentOf } from './content.ts';
import { type Draft, doubt, makeFact, place, put, putSetting } from './draft.ts';
import { errorPages, errorPagesUnknown, targetOf } from './error-pages.ts';
import { handlerOf } from './handlers.ts';
import { rejectsHandshake } from './handshake.ts';
import { putReplyHeaders } from './header-fields.ts';
import { type Headers, headersAt, lackPlace } from './header-places.ts';
import { indexTargets } from './index-file.ts';
import { atBlock, nearest, own } from './levels.ts';
import { matchPlace } from './location-facts.ts';
import { isReachable } from './locations.ts';
import { isChallenge } from './redirects.ts';
import { type Reply, refusalOf, repliesOf } from './replies.ts';
import { type Reach, reachOf, type Scope, viewOf } from './scope.ts';
import { allLocations, type Location, locationSubject, type Server } from './structure.ts';
import { evaluate, type RequestView } from './variables.ts';

interface Variant {
  readonly location: Location;
  readonly reply: Reply;
  readonly headers: Headers;
  readonly view: RequestView;
  readonly content: Content;
}

export function responseFacts(server: Server, scope: Scope): readonly Fact[] {
  if (server.layer !== 'http') return [];
  const reach = reachOf(server, scope);
  const main = variantsOf(server, scope, viewOf(server, scope, reach, reach.tls || !reach.plain));
  const other =
    reach.tls && reach.plain ? variantsOf(server, scope, viewOf(server, scope, reach, false)) : null;
  const isSame = other === null || [...other.keys()].join() === [...main.keys()].join();
  const variants = isSame ? [...main.values()] : [...main.values(), ...other.values()];
  const facts: Fact[] = [];
  variants.forEach((variant, index) => {
    const before = variants[index - 1];
    const twin = before !== undefined && standAlike(before, variant) ? (facts[index - 1] ?? null) : null;
    facts.push(responseFact(variant, scope, reach, twin));
  });
  return facts;
}

/** True for replies of one location that differ in status and content alone: their fields stand at the same places. */
function standAlike(one: Variant, other: Variant): boolean {
  return (
    one.location === other.location &&
    one.reply.via === other.reply.via &&
    one.headers.level === other.headers.level &&
    one.headers.signature === other.headers.signature &&
    one.view.tls === other.view.tls &&
    errorPagesUnknown(one.location.level) === null
  );
}

/** The replies of a server over one way, those that look the same to a client once, by what they look like. */
function variantsOf(server: Server, scope: Scope, view: RequestView): ReadonlyMap<string, Variant> {
  const variants = new Map<string, Variant>();
  const isAsked = answering(server, view);
  const views = new Map<number, RequestView>();
  const viewWith = (status: number): RequestView => {
    let one = views.get(status);
    if (one === undefined) {
      one = { ...view, status };
      views.set(status, one);
    }
    return one;
  };
  const take = (location: Location, where: string, reply: Reply): void => {
    const headers = headersAt(reply.level, scope, viewWith(reply.status));
    const key = `${where} ${reply.statusClass} ${reply.redirectsToHttps} ${headers.signature}`;
    const content = contentOf(location, reply, view);
    const known = variants.get(key);
    // A page among replies that look the same speaks for all of them.
    if (known === undefined || (content === 'page' && known.content !== 'page'))
      variants.set(key, { location, reply, headers, view, content });
  };
  const visit = (location: Location): void => {
    if (!isReachable(location)) return;
    const where = `${location.level.block?.path} ${location.level.block?.nameStart}`;
    if (isAsked(location)) for (const reply of repliesOf(location, view)) take(location, where, reply);
    if (location.modifier === '@' || !isInternal(location)) return;
    for (const reply of refusalOf(location, view)) take(location, where, reply);
  };
  if (!server.isAssumed) visit(server.implicit);
  for (const location of allLocations(server)) visit(location);
  return variants;
}

/** The locations that clients get answers from themselves; those that only errors or subrequests lead to are no such. */
function answering(server: Server, view: RequestView): (location: Location) => boolean {
  const locations = allLocations(server);
  const inner = locations.filter(isInternal);
  if (inner.length === 0) return () => true;
  const reached = new Set(locations.flatMap((location) => leadsTo(location, view)));
  const onlyErrors = new Set(
    [server.implicit, ...locations].flatMap((location) =>
      errorPages(location.level).map((page) => targetOf(server, page.uri)),
    ),
  );
  const requests = new Set(locations.flatMap(authTargets));
  const isHidden = (location: Location): boolean =>
    !reached.has(location) &&
    (location.modifier === '@' || onlyErrors.has(location) || requests.has(location));
  const hidden = new Set(inner.filter(isHidden));
  return (location) => !hidden.has(location);
}

/** Where `try_files`, `rewrite` and the index file of a location send requests on to. */
function leadsTo(location: Location, view: RequestView): readonly (Location | null)[] {
  const rewrites = own(location.level, 'rewrite').map((directive) => directive.args[1]?.text ?? '');
  const targets = rewrites.map((uri) => targetOf(view.server, evaluate(uri, location.level, view).text));
  return [fallback(location), ...targets, ...indexTargets(location)];
}

function authTargets(location: Location): readonly (Location | null)[] {
  return ['auth_request', 'mirror'].map((name) => {
    const found = nearest(location.level, name);
    const uri = found.kind === 'found' ? (found.directives[0].args[0]?.text ?? '') : '';
    return targetOf(location.server, uri);
  });
}

function responseFact(variant: Variant, scope: Scope, reach: Reach, twin: Fact | null): Fact {
  const { location } = variant;
  const heading = {
    fact: 'nginx.response',
    subject: locationSubject(location),
    at: atBlock(location.level),
    confidence: scope.confidence,
  };
  return makeFact(heading, scope.purpose, (draft) => fill(draft, variant, reach), twin);
}

function fill(draft: Draft, variant: Variant, reach: Reach): void {
  const { location, reply, headers, view, content } = variant;
  const { server } = location;
  draft.value = {
    match: location.match,
    statusClass: reply.statusClass,
    statuses: reply.statuses.map(String),
    via: reply.via === null ? null : reply.via.match,
    challenge: isChallenge(location),
    redirectsToHttps: reply.redirectsToHttps,
    dynamic: isDynamic(location, reply, view),
    content,
  };
  place(draft, 'match', matchPlace(location));
  if (reply.via !== null) place(draft, 'via', atBlock(reply.via.level));
  if (!server.isAssumed) put(draft, 'server', server.names[0] ?? '');
  if (reach.unknown !== null) doubt(draft, 'tls', reach.unknown, reach.at);
  else if (!reach.isUnsaid) put(draft, 'tls', view.tls, reach.at);
  const rejects = rejectsHandshake(server.level);
  if (rejects.kind === 'known' && !view.tls) put(draft, 'rejectHandshake', false, rejects.at);
  else putSetting(draft, 'rejectHandshake', rejects);
  putReplyHeaders(draft, headers);
  const missing = reply.statusClass === 'error' ? errorPagesUnknown(location.level) : null;
  if (missing === null) return;
  for (const field of ['headers', 'header', 'hsts', 'dropped', 'droppedNames']) {
    doubt(draft, field, missing, lackPlace(location.level));
  }
}

function isDynamic(location: Location, reply: Reply, view: RequestView): boolean {
  if (answerOf(location, view) !== null && reply.via === null) return false;
  const isOwnAnswer = reply.statuses.length > 0 && reply.via === null;
  return !isOwnAnswer && isProgram(reply.via ?? location);
}

/** True where a program answers, at once or for what `try_files` does not find. */
function isProgram(location: Location): boolean {
  if (handlerOf(location).isDynamic) return true;
  const next = fallback(location);
  return next !== null && handlerOf(next).isDynamic;
}
