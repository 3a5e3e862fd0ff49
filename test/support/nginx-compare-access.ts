/** Holds access lists, passwords and methods against whom the real server lets in. */
import {
  type Case,
  type Disagreement,
  describe,
  firstLocationOf,
  inForce,
  locationFact,
  serverOf,
  takenBy,
} from './nginx-case.ts';
import type { BlockFact, Fields } from './nginx-facts.ts';
import type { Observed } from './nginx-observe.ts';
import { type Item, walk } from './nginx-tree.ts';

/** Access by address and password, for a request that one location answered alone. */
export function* compareAccess(one: Case, observed: Observed, fact: BlockFact): Generator<Disagreement> {
  const { fields, block } = fact;
  if (fact.fact.unknown.access !== undefined || fact.fact.unknown.authenticated !== undefined) return;
  const { probe } = observed;
  const log = `"${probe.method} ${probe.path}${probe.query} HTTP/1.1", host: "${probe.name}"`;
  // More requests of the same client, to see a limit at work, would stand in the log too.
  const isLimited = observed.limitReq !== '' || observed.limitConn !== '';
  if (isLimited || inForce(one, block, 'satisfy') === 'any' || usesReturn(block) || hasExcept(block)) return;
  const allowed = addressAllowed(fields.objects('access'), probe.from);
  const refused = one.observation.errorLog
    .split('\n')
    .some(
      (line) =>
        line.includes('access forbidden by rule') &&
        line.includes(log) &&
        line.includes(`client: ${probe.from},`),
    );
  if (allowed === refused) {
    const said = allowed ? 'lets it in' : 'refuses it';
    const did = refused ? 'was refused by its address' : 'was not refused by its address';
    yield {
      about: 'access',
      words: `${describe(observed)} from ${probe.from} ${did}; by the facts the list ${said}`,
    };
  }
  if (!allowed || refused || fields.flag('authenticated') === undefined) return;
  const hasCredentials = probe.extra.some(([name]) => name === 'Authorization');
  if (hasCredentials || observed.answer.kind !== 'answer') return;
  const asks = observed.answer.headers.some(([name]) => name.toLowerCase() === 'www-authenticate');
  if (asks !== fields.flag('authenticated')) {
    yield {
      about: 'access',
      words: `${describe(observed)} ${asks ? 'wants' : 'wants no'} password; the facts say otherwise`,
    };
  }
}

/** A method that the facts keep out must not get content. */
export function* compareMethod(one: Case, observed: Observed): Generator<Disagreement> {
  const server = serverOf(one, observed);
  const { probe, answer } = observed;
  const taken = server === null ? undefined : takenBy(one, server, probe.path);
  if (server === null || taken === undefined || taken.name !== 'location' || answer.kind !== 'answer') return;
  const fact = locationFact(one, server, taken);
  if (fact === undefined || !fact.fields.has('methods')) return;
  if (fact.fields.texts('methods').includes(probe.method) || answer.status >= 400) return;
  if (firstLocationOf(one, observed) !== null || [...walk(server.block ?? [])].some(mayReplace)) return;
  yield { about: 'access', words: `${describe(observed)}: the facts keep ${probe.method} out` };
}

/** What answers instead of a refusal: error pages, and answers of the server itself. */
function mayReplace({ item }: { readonly item: Item }): boolean {
  return item.name === 'error_page' || item.name === 'return' || item.name === 'rewrite';
}

/** A path that the facts call exposed must not refuse clients, nor must one that they call closed serve them. */
export function* compareExposure(one: Case, observed: Observed): Generator<Disagreement> {
  const server = serverOf(one, observed);
  const { probe, answer } = observed;
  if (server === null || answer.kind !== 'answer' || probe.method !== 'GET' || probe.query !== '') return;
  const fact = one.paths.find((each) => each.server === server && each.fields.text('path') === probe.path);
  const exposed = fact?.fields.flag('exposed');
  const isAgain = observed.trace.lastIndexOf(observed.trace[0] ?? 0) > 0;
  const isAlone = observed.trace.length <= 2 && !isAgain && observed.limitReq !== 'REJECTED';
  const through = observed.trace[1];
  // An error page may answer in its place.
  if (fact === undefined || (through !== undefined && through !== fact.block.id)) return;
  if (exposed === undefined || !isAlone || probe.extra.length > 0) return;
  // A file that is there is served before try_files goes on to what wants a password.
  if (fact.block.block?.some((item) => item.name === 'try_files') === true) return;
  // Addresses of a list decide for one client and not for another.
  if (inForce(one, fact.block, 'allow') !== undefined || inForce(one, fact.block, 'deny') !== undefined)
    return;
  const asks = answer.headers.some(([name]) => name.toLowerCase() === 'www-authenticate');
  if (exposed ? asks : answer.status === 200 && !fact.fields.has('returns')) {
    const said = exposed ? 'exposed' : 'not exposed';
    yield { about: 'access', words: `${describe(observed)}; by nginx.path it is ${said}` };
  }
}

function usesReturn(block: Item): boolean {
  return (block.block ?? []).some((item) => ['return', 'rewrite'].includes(item.name));
}

function addressAllowed(rules: readonly Fields[], from: string): boolean {
  for (const rule of rules) {
    const range = rule.text('allow') ?? rule.text('deny') ?? '';
    if (inRange(range, from)) return rule.has('allow');
  }
  return true;
}

function inRange(range: string, address: string): boolean {
  if (range === 'all') return true;
  const [base = '', bits = '32'] = range.split('/');
  if (base.includes(':')) return false;
  const mask = Number(bits) === 0 ? 0 : -1 << (32 - Number(bits));
  return (asNumber(base) & mask) === (asNumber(address) & mask);
}

function asNumber(address: string): number {
  return address.split('.').reduce((sum, part) => (sum << 8) | Number(part), 0);
}

/** `limit_except` among the directives of the block. */
function hasExcept(block: Item): boolean {
  return (block.block ?? []).some((item) => item.name === 'limit_except');
}
