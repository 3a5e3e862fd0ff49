/** One look at a service: what is asked, again where a limit on requests answered, and what was found so far. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Fact } from '../../engine/fact.ts';
import { type HttpAnswer, type HttpOutcome, httpRequest } from '../../probe/request.ts';
import type { LiveOptions, LiveTarget } from '../live.ts';
import { type LiveFactParts, liveFact } from '../live-fact.ts';

export interface Visit {
  readonly target: LiveTarget;
  readonly options: LiveOptions;
  readonly facts: Fact[];
  readonly unknown: string[];
}

/** What a limit on requests answers, nginx's own included: it says nothing about the path. */
const LIMITED: readonly number[] = [429, 503];
const WAIT_MS = 500;
const LONGEST_WAIT_MS = 3_000;
const MOST_WAITS = 3;

/** Methods that may be repeated since they change nothing (RFC 9110 section 9.2.1). */
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

export interface AskedMore {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | null;
  /** The status that is hoped for: where it is one of a limit, it is taken as it comes. */
  readonly expected?: number | null;
}

/** The answer; a request that is safe is made up to three times more where a limit on requests answers it. */
export async function ask(
  { options, target }: Visit,
  url: URL,
  method: string,
  { expected = null, ...more }: AskedMore = {},
): Promise<HttpOutcome> {
  const { connections, deadline } = options;
  const request = { url, method, deadline, server: target.server, ...more };
  for (let left = SAFE.includes(method) ? MOST_WAITS : 0; ; left--) {
    const outcome = await httpRequest(connections, request);
    if (outcome.kind === 'failed' || !LIMITED.includes(outcome.status)) return outcome;
    const wait = waitOf(outcome);
    if (left === 0 || wait === null || outcome.status === expected) return outcome;
    await pause(wait, undefined, { signal: connections.signal }).catch(() => {});
  }
}

/** In ms, what Retry-After asks for; null where that is longer than anybody waits here. */
function waitOf({ headers }: HttpAnswer): number | null {
  const written = headers.find(({ name }) => name.toLowerCase() === 'retry-after')?.value ?? '';
  if (!/^\d+$/.test(written)) return WAIT_MS * (1 + Math.random());
  const asked = Number(written) * 1_000;
  return asked > LONGEST_WAIT_MS ? null : asked;
}

export function add(
  { target, facts }: Visit,
  fact: string,
  subject: string,
  value: Fact['value'],
  more: Pick<LiveFactParts, 'link' | 'unknown'> = {},
): void {
  facts.push(liveFact(target, { fact, subject, value, ...more }));
}

export function nameOf(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
