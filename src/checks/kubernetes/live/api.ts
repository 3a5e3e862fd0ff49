/**
 * JSON of an API server, within limits for the whole visit: a server that hangs is asked nothing more, and one that floods
 * is left.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpSession } from '../../../probe/session.ts';

export type ApiAnswer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly value: unknown }
  /** More than may come at once: a smaller page may do. */
  | { readonly kind: 'excess' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Api {
  get(path: string, accept?: string, limit?: number): Promise<ApiAnswer>;
  /** Why nothing is asked any more; null while all is well. */
  readonly ended: string | null;
}

export interface ApiLimits {
  /** For an answer, in ms. */
  readonly answer: number;
  /** For all of them together, in ms. */
  readonly visit: number;
  /** Bytes of one answer. */
  readonly page: number;
  /** Bytes of all answers. */
  readonly total: number;
}

export const LIMITS: ApiLimits = { answer: 15_000, visit: 120_000, page: 32_000_000, total: 1_000_000_000 };

const JSON_ONLY = 'application/json';
/** A busy server may say when to come again; longer is not waited. */
const MOST_RETRY_SECONDS = 5;

export function apiOver(session: HttpSession, signal: AbortSignal, limits: ApiLimits = LIMITS): Api {
  const ends = performance.now() + limits.visit;
  let left = limits.total;
  let dead: string | null = null;

  const ask = async (path: string, accept: string, limit: number, isRetry: boolean): Promise<ApiAnswer> => {
    if (dead !== null) return { kind: 'failed', reason: dead };
    const deadline = Math.ceil(Math.min(limits.answer, ends - performance.now()));
    if (deadline <= 0) return ended(`the whole took more than ${limits.visit / 1000} s`);
    if (left <= 0) return ended(`it sends more than ${limits.total / 1_000_000} MB`);
    const outcome = await session.get({ path, accept, limit, deadline });
    switch (outcome.kind) {
      case 'failed':
        return ended(outcome.reason);
      case 'excess':
        left -= limit;
        return { kind: 'excess' };
      case 'answer': {
        const { status, body, retryAfter } = outcome;
        left -= body.length;
        if ((status === 429 || status === 503) && retryAfter !== null && !isRetry) {
          await pause(Math.min(retryAfter, MOST_RETRY_SECONDS) * 1000, null, { signal }).catch(() => {});
          return ask(path, accept, limit, true);
        }
        if (status === 401) return ended('the API server does not accept the credentials');
        const value = parsed(body);
        if (status !== 200) return { kind: 'refused', status, value: value ?? null };
        return value === undefined
          ? { kind: 'failed', reason: 'its answer is no JSON' }
          : { kind: 'value', value };
      }
    }
  };
  const ended = (reason: string): ApiAnswer => {
    dead ??= reason;
    return { kind: 'failed', reason };
  };
  return {
    get ended() {
      return dead;
    },
    get: (path, accept = JSON_ONLY, limit = limits.page) => ask(path, accept, limit, false),
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
