/**
 * Whether a service limits how often and how much it is asked, found out only where a person wishes it: a bounded burst
 * of one path, and the head of a request that announces a body too large without sending it.
 */

import { type HttpAnswer, httpRequest } from '../../probe/request.ts';
import type { LiveOptions, LiveTarget } from '../live.ts';

export interface RateObserved {
  /** Requests that were made. */
  readonly sent: number;
  /** The number of the request that was refused, from 1; null where none was. */
  readonly limitedAfter: number | null;
  /** Status of the refusal: 429, or nginx's 503. */
  readonly status: number | null;
  /** A `RateLimit-*` or `X-RateLimit-*` header tells clients how much they have left. */
  readonly announced: boolean;
}

/** More would be a load test. */
const MOST_REQUESTS = 40;
const UNAVAILABLE = 503;
const REFUSALS: readonly number[] = [429, UNAVAILABLE];

/** Asks one path until it is refused, at most forty times; a failed request ends it. */
export async function observeRate(
  target: LiveTarget,
  { connections, deadline }: LiveOptions,
  url: URL,
): Promise<RateObserved | { readonly reason: string }> {
  let announced = false;
  for (let sent = 1; sent <= MOST_REQUESTS; sent++) {
    const outcome = await httpRequest(connections, { url, method: 'HEAD', server: target.server, deadline });
    if (outcome.kind === 'failed')
      return { reason: `the burst ended with request ${sent}: ${outcome.reason}` };
    announced ||= announcesLimit(outcome);
    if (sent === 1 && outcome.status === UNAVAILABLE) {
      return { reason: `a burst would show nothing: the first request is answered with ${outcome.status}` };
    }
    if (REFUSALS.includes(outcome.status))
      return { sent, limitedAfter: sent, status: outcome.status, announced };
  }
  return { sent: MOST_REQUESTS, limitedAfter: null, status: null, announced };
}

function announcesLimit({ headers }: HttpAnswer): boolean {
  return headers.some(({ name }) => /^(x-)?ratelimit(-|$)/i.test(name));
}

/** Larger than what any API should take by default, in bytes. */
export const ANNOUNCED_BODY = 100 * 1024 * 1024 + 1;

/**
 * Whether a body of 100 MB is refused by its announcement. A service that asks for the body, or takes the request
 * without it, does not refuse it; one that refuses for another reason, or says nothing, leaves it open.
 */
export async function observeBodyLimit(
  target: LiveTarget,
  { connections, deadline }: LiveOptions,
  url: URL,
): Promise<{ readonly refused: boolean } | { readonly reason: string }> {
  const outcome = await httpRequest(connections, {
    url,
    method: 'POST',
    server: target.server,
    headers: { 'Content-Length': String(ANNOUNCED_BODY), Expect: '100-continue' },
    headOnly: true,
    deadline: Math.min(deadline, 2_000),
  });
  if (outcome.kind === 'failed') {
    if (outcome.why === 'continue') return { refused: false };
    return { reason: `a body of 100 MB was announced: ${outcome.reason}` };
  }
  if (outcome.status === 413) return { refused: true };
  if (outcome.status < 300) return { refused: false };
  return { reason: `a body of 100 MB was announced: POST is answered with ${outcome.status} anyhow` };
}
