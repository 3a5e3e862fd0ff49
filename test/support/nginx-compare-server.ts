/** Holds TLS versions, limits, body sizes and redirects to https against the real server. */
import {
  type Case,
  type Disagreement,
  describe,
  firstLocationOf,
  goesOn,
  inForce,
  locationFact,
  serverOf,
} from './nginx-case.ts';
import { type BlockFact, firstName } from './nginx-facts.ts';
import { type Observed, VERSIONS } from './nginx-observe.ts';
import type { Item } from './nginx-tree.ts';

export function compareServers(one: Case): readonly Disagreement[] {
  return [...protocols(one), ...limits(one), ...bodySizes(one), ...redirects(one)];
}

/** What the sockets of a server really offer to its own name, against `effectiveProtocols`. */
function* protocols(one: Case): Generator<Disagreement> {
  for (const { fields, block, fact } of one.servers) {
    if (fact.unknown.effectiveProtocols !== undefined) continue;
    const name = firstName(block);
    // Of servers with one name nginx takes the first.
    if (one.servers.some((each) => each.block !== block && each.fields.texts('names').includes(name)))
      continue;
    const shaken = one.observation.handshakes.filter(
      (each) =>
        each.name === name &&
        fields
          .objects('listens')
          .some((listen) => listen.number('port') === each.socket.port && listen.flag('ssl') === true),
    );
    if (shaken.length === 0) continue;
    const real = VERSIONS.filter((version) => shaken.some((each) => each.versions.includes(version)));
    const refuses = fields.flag('rejectHandshake') === true;
    const said = refuses
      ? []
      : VERSIONS.filter((version) => fields.texts('effectiveProtocols').includes(version));
    if (real.join() === said.join()) continue;
    yield {
      about: 'protocols',
      words: `server ${name} really offers ${real.join(' ') || 'nothing'}; by the facts ${said.join(' ') || 'nothing'}`,
    };
  }
}

function* limits(one: Case): Generator<Disagreement> {
  for (const observed of one.observation.requests) {
    const fact = soleLocation(one, observed);
    if (fact === undefined || fact.fact.unknown.limitFires !== undefined) continue;
    const acts = (kind: string, status: string): boolean =>
      status !== '' && !status.endsWith('DRY_RUN') && inForce(one, fact.block, `${kind}_dry_run`) !== 'on';
    const real = acts('limit_req', observed.limitReq) || acts('limit_conn', observed.limitConn);
    if (real === fact.fields.flag('limitFires')) continue;
    const did = `limit_req ${observed.limitReq || 'not asked'}, limit_conn ${observed.limitConn || 'not asked'}`;
    yield { about: 'limit', words: `${describe(observed)}: ${did}; by the facts limitFires is ${!real}` };
  }
  for (const { observed, rejected } of one.observation.bursts) {
    const fact = soleLocation(one, observed);
    if (fact === undefined || fact.fields.objects('limitReq').length === 0) continue;
    const isByConnections = observed.limitConn !== '' && fact.fields.flag('limitFires') === true;
    if (rejected === fact.fields.flag('limitFires') || (isByConnections && !rejected)) continue;
    const did = rejected ? 'were limited' : 'were not limited';
    yield {
      about: 'limit',
      words: `${describe(observed)}: five more requests ${did}; the facts say otherwise`,
    };
  }
}

/** The location or `if` that a request went through, where it was the only one. */
function soleLocation(one: Case, observed: Observed): BlockFact | undefined {
  const server = serverOf(one, observed);
  if (firstLocationOf(one, observed) === null) return undefined;
  const blocks = observed.trace.slice(1).map((id) => one.items.get(id));
  if (server === null || blocks.length === 0 || blocks.some((item) => item?.name === 'server'))
    return undefined;
  if (blocks.filter((item) => item?.name === 'location').length !== 1) return undefined;
  const last = blocks.at(-1);
  if (last === undefined || (last.name === 'if' && last.block?.some((item) => item.name === 'return')))
    return undefined;
  // A rewrite that some paths match answers those before the limit, and leaves the others to it.
  if (
    blocks.some(
      (block) => block !== undefined && (goesOn(one, block) || block.block?.some(isPartialRewrite) === true),
    )
  )
    return undefined;
  return locationFact(one, server, last);
}

function* bodySizes(one: Case): Generator<Disagreement> {
  for (const { observed, bytes } of one.observation.bodyLimits) {
    const server = serverOf(one, observed);
    const location = firstLocationOf(one, observed);
    const fact = one.locations.find((each) => each.server === server && each.block === location);
    const said = fact?.fields.number('clientMaxBodySize');
    if (
      said === undefined ||
      location === null ||
      goesOn(one, location) ||
      (said === 0 ? null : said) === bytes
    )
      continue;
    yield {
      about: 'body size',
      words: `${describe(observed)} takes ${bytes ?? 'any number of'} bytes; by the facts ${said}`,
    };
  }
}

/** A server that is said to redirect never serves anything over plain HTTP, and one that always redirects is said to. */
function* redirects(one: Case): Generator<Disagreement> {
  for (const { fields, block, fact } of one.servers) {
    const said = fields.flag('redirectsToHttps');
    if (said === undefined || fact.unknown.redirectsToHttps !== undefined) continue;
    const plain = one.observation.requests.filter(
      (each) => !each.probe.socket.tls && serverOf(one, each) === block && each.answer.kind === 'answer',
    );
    const elsewhere = plain.filter((each) => !leadsToHttps(each));
    const served = elsewhere.find(
      (each) => isPlainGet(each) && isServed(each) && !isForTheMachine(one, block, each),
    );
    if (said && served !== undefined) {
      yield { about: 'redirect to https', words: `${describe(served)} did not redirect to https` };
    }
    const isOurs = plain.some((each) => isAgainstTheMachine(one, block, each));
    // Where errors are redirected, a file that is not there shows nothing of one that is.
    const telling = plain.filter(
      (each) => inForce(one, firstLocationOf(one, each) ?? block, 'error_page') === undefined,
    );
    const asked = new Set(telling.map((each) => factOf(one, block, each)?.fields.text('match')));
    const areAllAsked = fields.texts('unredirected').every((match) => asked.has(match));
    if (!said && plain.length > 4 && elsewhere.length === 0 && !isOurs && areAllAsked) {
      const words = `server ${firstName(block)} redirected all of ${plain.length} requests to https`;
      yield { about: 'redirect to https', words };
    }
  }
}

/** Only loopback addresses are let in, as those of these tests are: what other clients get is left to the redirect. */
function isForTheMachine(one: Case, server: Item, observed: Observed): boolean {
  const rules = factOf(one, server, observed)?.fields.objects('access') ?? [];
  return (
    rules.some((rule) => rule.text('deny') !== undefined) &&
    rules.some((rule) => rule.text('allow') !== undefined)
  );
}

/** The location that took a request, or the server where none did. */
function factOf(one: Case, server: Item, observed: Observed): BlockFact | undefined {
  return locationFact(one, server, firstLocationOf(one, observed) ?? server);
}

/** Loopback addresses are named and kept out: these tests are refused, and what others get they do not see. */
function isAgainstTheMachine(one: Case, server: Item, observed: Observed): boolean {
  const rules = factOf(one, server, observed)?.fields.objects('access') ?? [];
  return rules.some((rule) => rule.text('deny')?.startsWith('127.') === true);
}

/** Without what `if` blocks ask for: an answer to few requests, such as to a preflight, does not count. */
function isPlainGet({ probe }: Observed): boolean {
  return probe.method === 'GET' && probe.query === '';
}

function isServed({ answer }: Observed): boolean {
  return answer.kind === 'answer' && answer.status < 300;
}

function leadsToHttps({ answer }: Observed): boolean {
  if (answer.kind !== 'answer') return false;
  const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? '';
  return location.startsWith('https://');
}

function isPartialRewrite(item: Item): boolean {
  return item.name === 'rewrite' && !['^', '.*'].includes(item.args[0] ?? '');
}
