/** Holds effective headers and statuses against the answers of the real server. */
import {
  type Case,
  type Disagreement,
  describe,
  firstLocationOf,
  goesOn,
  isInternal,
  locationFact,
  serverOf,
  takenBy,
} from './nginx-case.ts';
import { compareAccess } from './nginx-compare-access.ts';
import { type BlockFact, type Fields, unquoted } from './nginx-facts.ts';
import type { Observed } from './nginx-observe.ts';
import { type Item, walk } from './nginx-tree.ts';
import { UPSTREAM_MARK } from './upstream.ts';

type Line = readonly [string, string];

/** Statuses that carry a header without `always` (ngx_http_headers_filter_module). */
const PLAIN = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

/** The names that generated configurations send, lower case. */
const NAMES = new Set([
  'strict-transport-security',
  'x-frame-options',
  'x-content-type-options',
  'content-security-policy',
  'referrer-policy',
  'x-custom',
]);

/** A map over the path gives no single answer, so headers with such a value are left out on both sides. */
function undecidedNames(one: Case): ReadonlySet<string> {
  const maps = new Set<string>();
  for (const { item } of walk(one.generated.items)) {
    if (item.name === 'map' && item.args[0] === '$uri') maps.add(item.args[1] ?? '');
  }
  const names = new Set<string>();
  for (const { item } of walk(one.generated.items)) {
    if (item.name === 'add_header' && maps.has(item.args[1] ?? '')) {
      names.add(unquoted(item.args[0] ?? '').toLowerCase());
    }
  }
  return names;
}

function observedHeaders(observed: Observed, undecided: ReadonlySet<string>): readonly Line[] {
  if (observed.answer.kind !== 'answer') return [];
  return observed.answer.headers
    .map(([name, value]): Line => [name.toLowerCase(), value])
    .filter(([name, value]) => NAMES.has(name) && !undecided.has(name) && !value.startsWith(UPSTREAM_MARK));
}

/** The lines that a fact says are sent; variables of the request filled in. */
function expectedHeaders(
  headers: readonly Fields[],
  status: number | null,
  observed: Observed,
  undecided: ReadonlySet<string>,
): readonly Line[] {
  return headers
    .filter((header) => status === null || header.flag('always') === true || PLAIN.has(status))
    .map((header): Line => [(header.text('name') ?? '').toLowerCase(), filled(header, observed)])
    .filter(([name, value]) => value !== '' && !undecided.has(name));
}

function filled(header: Fields, observed: Observed): string {
  const scheme = observed.probe.socket.tls ? 'https' : 'http';
  const value = header.text('value') ?? '';
  return value
    .replaceAll(/\$\{?host\}?/g, observed.probe.name)
    .replaceAll(/\$\{?scheme\}?/g, scheme)
    .trim();
}

function same(a: readonly Line[], b: readonly Line[]): boolean {
  return a.length === b.length && a.every(([name, value], at) => b[at]?.[0] === name && b[at]?.[1] === value);
}

function inWords(lines: readonly Line[]): string {
  return lines.length === 0 ? 'nothing' : lines.map(([name, value]) => `${name}: ${value}`).join(' | ');
}

/** The block whose headers go with the answer: the last location, or `if` in one, that the request went through. */
function lastBlock(one: Case, observed: Observed): Item | null {
  for (const id of observed.trace.toReversed()) {
    const item = one.items.get(id);
    if (item === undefined) continue;
    if (item.name !== 'if' || isInLocation(one, item)) return item;
  }
  return null;
}

function isInLocation(one: Case, item: Item): boolean {
  return one.written.get(item.id)?.above.at(-1)?.name === 'location';
}

/**
 * Where a request left no location's mark, one may still have answered: limit_except has no rewrite phase, and a
 * proxied `location /x/` answers `/x` with a redirect before it.
 */
function unmarked(one: Case, observed: Observed, server: Item): readonly Item[] {
  if (firstLocationOf(one, observed) !== null) return [];
  const { path } = observed.probe;
  const slashed = one.locations
    .filter((each) => each.server === server && each.fields.text('match')?.endsWith(`${path}/`) === true)
    .map((each) => each.block);
  const taken = takenBy(one, server, path);
  return taken?.name === 'location' ? [taken, ...slashed] : slashed;
}

/**
 * Ways that response facts leave out: an error page whose own error ends in the location that it started from, and the
 * redirects that add a slash where another location or an error page took over.
 */
function isRoundabout(one: Case, observed: Observed, blocks: number): boolean {
  const locations = observed.trace.filter((id) => one.items.get(id)?.name === 'location');
  const { answer } = observed;
  const leadsTo =
    answer.kind === 'answer' ? answer.headers.find(([name]) => name === 'Location')?.[1] : undefined;
  const isFolder =
    locations.length > 1 && leadsTo?.split('?')[0]?.endsWith(`${observed.probe.path}/`) === true;
  const addsSlash = locations.length === 0 && blocks > 1;
  return addsSlash || isFolder || new Set(locations).size < locations.length;
}

/** Methods that limit_except names skip the rewrite phase of their location, which no fact speaks of. */
function mayBeExcepted(server: Item, observed: Observed): boolean {
  if (observed.probe.method === 'GET') return false;
  return [...walk(server.block ?? [])].some(({ item }) => item.name === 'limit_except');
}

/** A shrunk configuration may name a location that is gone; nginx then answers with 500. */
function lacksNamedLocation(one: Case, observed: Observed): boolean {
  const { method, path, query, name } = observed.probe;
  const request = `request: "${method} ${path}${query} HTTP/1.1", host: "${name}"`;
  return one.observation.errorLog
    .split('\n')
    .some((line) => line.includes('could not find named location') && line.includes(request));
}

/** Whether the scheme decides some header: `nginx.location` speaks of TLS where a server has both. */
function dependsOnScheme(one: Case): boolean {
  return [...walk(one.generated.items)].some(
    ({ item }) =>
      (item.name === 'map' && item.args[0] === '$scheme') ||
      (item.name === 'add_header' && item.args[1]?.includes('$scheme') === true),
  );
}

export function* compareHeaders(one: Case, observed: Observed): Generator<Disagreement> {
  const server = serverOf(one, observed);
  const last = lastBlock(one, observed);
  if (observed.answer.kind !== 'answer' || server === null || last === null) return;
  const { status } = observed.answer;
  const taken = takenBy(one, server, observed.probe.path);
  if (mayBeExcepted(server, observed) || (taken !== undefined && isInternal(one, taken))) return;
  const undecided = undecidedNames(one);
  const seen = observedHeaders(observed, undecided);
  if (lacksNamedLocation(one, observed)) return;
  const blocks = [last, ...unmarked(one, observed, server), ...(goesOn(one, last) ? [server] : [])];
  const facts = blocks.flatMap((block) => locationFact(one, server, block) ?? []);
  const said = facts
    .filter((each) => each.fact.unknown.headers === undefined)
    .map((each) => expectedHeaders(each.fields.objects('headers'), status, observed, undecided));
  const isOtherScheme = facts.some((each) => each.fields.flag('tls') !== observed.probe.socket.tls);
  const isSilent = last.name === 'server' && locationFact(one, server, server) === undefined;
  if (facts.length === 0 && !isSilent) {
    yield { about: 'missing fact', words: `${describe(observed)}: no nginx.location for ${nameOf(last)}` };
  } else if (
    said.length > 0 &&
    !isSilent &&
    !(isOtherScheme && dependsOnScheme(one)) &&
    !said.some((each) => same(each, seen))
  ) {
    yield {
      about: 'headers of a location',
      words: `${describe(observed)} sent ${inWords(seen)}; by nginx.location ${nameOf(last)} sends ${said.map(inWords).join('; or ')}`,
    };
  }
  if (!isRoundabout(one, observed, blocks.length)) {
    yield* compareResponse(one, observed, server, blocks, seen, undecided);
  }
  yield* compareAnswer(one, observed, server);
}

function nameOf(block: Item): string {
  return `${block.name} ${block.args.join(' ')} (${block.id})`;
}

function classOf(status: number): string {
  if (status >= 400) return 'error';
  return status >= 300 ? 'redirect' : 'success';
}

/** Some response fact about the locations on the way must say exactly what was sent. */
function* compareResponse(
  one: Case,
  observed: Observed,
  server: Item,
  blocks: readonly Item[],
  seen: readonly Line[],
  undecided: ReadonlySet<string>,
): Generator<Disagreement> {
  if (observed.answer.kind !== 'answer') return;
  const { status } = observed.answer;
  const onTheWay = new Set([...observed.trace, ...blocks.map((block) => block.id)]);
  const all = one.responses.filter(
    (each) =>
      each.server === server &&
      isOnTheWay(one, each, onTheWay) &&
      each.fields.text('statusClass') === classOf(status),
  );
  // What looks the same over TLS and plain HTTP, or with several statuses, is one fact.
  const sameScheme = all.filter((each) => each.fields.flag('tls') === observed.probe.socket.tls);
  const facts = dependsOnScheme(one) && sameScheme.length > 0 ? sameScheme : all;
  const known = facts.filter((each) => each.fact.unknown.headers === undefined);
  if (facts.length === 0) {
    yield { about: 'missing fact', words: `${describe(observed)}: no nginx.response for what it got` };
    return;
  }
  if (known.length < facts.length) return;
  const said = known.map((each) =>
    expectedHeaders(each.fields.objects('headers'), null, observed, undecided),
  );
  if (said.some((each) => same(each, seen))) return;
  yield {
    about: 'headers of a response',
    words: `${describe(observed)} sent ${inWords(seen)}; by nginx.response ${said.map(inWords).join('; or ')}`,
  };
}

function isOnTheWay(one: Case, response: BlockFact, onTheWay: ReadonlySet<number>): boolean {
  if (onTheWay.has(response.block.id)) return true;
  const inner = [...one.items.values()].filter((item) => onTheWay.has(item.id) && item.name === 'if');
  return inner.some((item) => one.written.get(item.id)?.above.at(-1) === response.block);
}

/** Status of an unconditional return, and access by address and password, for what one location answered alone. */
function* compareAnswer(one: Case, observed: Observed, server: Item): Generator<Disagreement> {
  const [, second] = observed.trace;
  if (observed.trace.length !== 2 || second === undefined || observed.answer.kind !== 'answer') return;
  const fact = one.locations.find((each) => each.server === server && each.block.id === second);
  if (fact === undefined || firstLocationOf(one, observed) === null) return;
  const { status } = observed.answer;
  const { fields } = fact;
  const returns = fields.number('returns');
  if (returns !== undefined) {
    if (returns === status || isReplaced(one, server, fact.block, status)) return;
    yield { about: 'status', words: `${describe(observed)}; by nginx.location it returns ${returns}` };
    return;
  }
  yield* compareAccess(one, observed, fact);
}

/** An error page that is an address of its own, or that says another status, replaces the one that is returned. */
function isReplaced(one: Case, server: Item, location: Item, status: number): boolean {
  if (status !== 302) return false;
  return [...walk([server, ...one.generated.items])].some(
    ({ item, above }) =>
      item.name === 'error_page' &&
      item.args.at(-1)?.startsWith('https:') === true &&
      (above.length <= 1 || above.includes(server) || above.includes(location)),
  );
}
