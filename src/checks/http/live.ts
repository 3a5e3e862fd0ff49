/** Facts of a live HTTP service: its answers on a page, an error and in plain text, methods, asked paths, exchanges. */
import { randomBytes } from 'node:crypto';
import type { Fact } from '../../engine/fact.ts';
import type { HttpAnswer } from '../../probe/request.ts';
import type { LiveCollected, LiveCollector } from '../live.ts';
import { declared } from './exchange.ts';
import { ANNOUNCED_BODY, observeBodyLimit, observeRate } from './limits.ts';
import { responseValue } from './response.ts';
import { add, ask, nameOf, type Visit } from './visit.ts';

/** As many as browsers follow would be 20; nobody needs five on one host. */
const MOST_REDIRECTS = 5;

export const collectHttp: LiveCollector = async (target, options): Promise<LiveCollected> => {
  const visit: Visit = { target, options, facts: [], unknown: [] };
  const url = target.parsed;
  if (target.mutualTls) return withoutCertificate(visit, url);
  const first = await ask(visit, url, 'GET');
  if (first.kind === 'failed') return { facts: [], unknown: [first.reason] };
  const asked = options.collect.asked.get('http.path.path') ?? [];
  await Promise.all([
    followed(visit, url, first),
    errorPage(visit, url).then((explicit) =>
      Promise.all(asked.map((path) => askedPath(visit, url, path, explicit))),
    ),
    plainHttp(visit, url),
    methods(visit, url),
    bodyLimit(visit, url),
    ...target.exchanges.map((exchange) => declared(visit, url, exchange)),
  ]);
  // Last, since a limit that was reached would answer the other requests.
  await rateLimit(visit, url);
  return { facts: visit.facts.toSorted(byKindAndSubject), unknown: visit.unknown };
};

/** Answers come in any order; reports must not. */
function byKindAndSubject(a: Fact, b: Fact): number {
  const [first, second] = [`${a.fact} ${a.subject}`, `${b.fact} ${b.subject}`];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** The answer itself, and where redirects on the same host end. */
async function followed(visit: Visit, url: URL, first: HttpAnswer): Promise<void> {
  add(visit, 'http.response', nameOf(url), responseValue(url, first, []));
  const redirects: string[] = [];
  let at = url;
  let answer = first;
  while (redirects.length < MOST_REDIRECTS) {
    const next = redirectOf(at, answer);
    if (next === null || next.hostname !== url.hostname || redirects.includes(next.href)) break;
    redirects.push(next.href);
    const outcome = await ask(visit, next, 'GET');
    if (outcome.kind === 'failed') {
      visit.unknown.push(`${nameOf(next)}: ${outcome.reason}`);
      return;
    }
    at = next;
    answer = outcome;
  }
  if (redirects.length > 0 && redirectOf(at, answer) === null) {
    add(visit, 'http.response', nameOf(at), responseValue(at, answer, redirects));
  }
}

function redirectOf(url: URL, { status, headers }: HttpAnswer): URL | null {
  if (status < 300 || status >= 400) return null;
  const location = headers.find(({ name }) => name.toLowerCase() === 'location')?.value;
  if (location === undefined || !URL.canParse(location, url.href)) return null;
  const to = new URL(location, url);
  return to.protocol === 'http:' || to.protocol === 'https:' ? to : null;
}

/**
 * A path that nobody has: error pages forget headers that pages have. Tells whether it is an error at all: where all paths
 * are answered alike, an answer says nothing about one of them.
 */
async function errorPage(visit: Visit, url: URL): Promise<boolean> {
  const missing = new URL(`/secbaseline-${randomBytes(8).toString('hex')}`, url);
  const outcome = await ask(visit, missing, 'GET');
  if (outcome.kind === 'failed') {
    visit.unknown.push(`a path that does not exist: ${outcome.reason}`);
    return false;
  }
  if (outcome.status < 400) return false;
  const value = { ...responseValue(missing, outcome, []), path: '/(does not exist)' };
  add(visit, 'http.response', `${nameOf(url)} (a path that does not exist)`, value);
  return true;
}

/** What answers on port 80 beside HTTPS on its usual port; that nothing does is as good as a redirect. */
async function plainHttp(visit: Visit, url: URL): Promise<void> {
  if (url.protocol !== 'https:' || url.port !== '') return;
  const plain = new URL(url.href.replace(/^https:/, 'http:'));
  const outcome = await ask(visit, plain, 'GET');
  if (outcome.kind === 'answer') {
    add(visit, 'http.response', nameOf(plain), responseValue(plain, outcome, []));
  } else if (outcome.why !== 'refused') visit.unknown.push(`${nameOf(plain)}: ${outcome.reason}`);
}

/** A client without a certificate is refused in the handshake, or by an answer that is an error (nginx says 400). */
async function withoutCertificate(visit: Visit, url: URL): Promise<LiveCollected> {
  const { facts, unknown } = visit;
  const outcome = await ask(visit, url, 'GET');
  if (outcome.kind === 'answer') {
    const { status } = outcome;
    add(visit, 'http.mutualTls', nameOf(url), { answered: status < 400, status });
  } else if (outcome.why === 'no-certificate') {
    add(visit, 'http.mutualTls', nameOf(url), { answered: false, status: null });
  } else unknown.push(outcome.reason);
  return { facts, unknown };
}

async function methods(visit: Visit, url: URL): Promise<void> {
  const mark = randomBytes(8).toString('hex');
  const [options, trace] = await Promise.all([
    ask(visit, url, 'OPTIONS'),
    ask(visit, url, 'TRACE', { headers: { 'X-Secbaseline-Mark': mark } }),
  ]);
  const allow =
    options.kind === 'failed'
      ? ''
      : (options.headers.find(({ name }) => name.toLowerCase() === 'allow')?.value ?? '');
  add(
    visit,
    'http.methods',
    nameOf(url),
    {
      allowed: allow.split(',').flatMap((method) => (method.trim() === '' ? [] : [method.trim()])),
      trace: trace.kind === 'answer' && trace.status === 200 && trace.body.includes(mark),
    },
    {
      // No file says this, so that none of them is contradicted by it.
      link: 'methods',
      unknown: {
        ...(options.kind === 'failed' ? { allowed: `OPTIONS: ${options.reason}` } : {}),
        ...(trace.kind === 'failed' ? { trace: `TRACE: ${trace.reason}` } : {}),
      },
    },
  );
}

async function bodyLimit(visit: Visit, url: URL): Promise<void> {
  const { target, options } = visit;
  if (!options.probeBodyLimit) return;
  const observed = await observeBodyLimit(target, options, url);
  if ('reason' in observed) visit.unknown.push(observed.reason);
  else add(visit, 'http.bodyLimit', nameOf(url), { announced: ANNOUNCED_BODY, refused: observed.refused });
}

async function rateLimit(visit: Visit, url: URL): Promise<void> {
  const { target, options } = visit;
  if (!options.probeRateLimit) return;
  const observed = await observeRate(target, options, url);
  if ('reason' in observed) visit.unknown.push(observed.reason);
  else add(visit, 'http.rateLimit', nameOf(url), { ...observed });
}

async function askedPath(visit: Visit, url: URL, path: string, explicit: boolean): Promise<void> {
  const at = new URL(path, url);
  const outcome = await ask(visit, at, 'GET');
  if (outcome.kind === 'failed') {
    visit.unknown.push(`${nameOf(at)}: ${outcome.reason}`);
    return;
  }
  const { status } = outcome;
  if (status === 429 || status >= 500) {
    visit.unknown.push(`${nameOf(at)} is answered with ${status}`);
    return;
  }
  const exposed = status >= 200 && status < 300;
  add(visit, 'http.path', nameOf(at), { path, status, explicit, exposed }, { link: path });
}
