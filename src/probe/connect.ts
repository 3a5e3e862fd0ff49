/**
 * The only way to a socket: a named host is resolved once, its address is checked, and the connection goes to that very
 * address (a second look-up could give another). Everything has a deadline and ends with the run.
 */
import { lookup } from 'node:dns/promises';
import { setMaxListeners } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { addressRefusal, type Consent, hostRefusal, normalHost } from './consent.ts';
import { gate } from './gate.ts';

export type { Socket } from 'node:net';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Why there is no connection. `refused` is an answer of the host, all others leave open what it would have said. */
export type NoConnection = 'no-consent' | 'unresolved' | 'refused' | 'timeout' | 'unreachable' | 'aborted';

export type Connected =
  | { readonly kind: 'connected'; readonly socket: Socket; readonly address: string }
  | { readonly kind: 'failed'; readonly why: NoConnection; readonly reason: string };

export interface Connections {
  /** Opens a TCP connection. The caller destroys the socket; its place is free once it is closed. */
  open(endpoint: Endpoint, deadline?: number): Promise<Connected>;
  /** Aborted when the run is. */
  readonly signal: AbortSignal;
}

export interface ConnectionLimits {
  readonly inAll: number;
  readonly perHost: number;
  /** For one connection to be made, in ms. */
  readonly connectMs: number;
}

export const LIMITS: ConnectionLimits = { inAll: 16, perHost: 2, connectMs: 5_000 };

type Failed = Extract<Connected, { kind: 'failed' }>;
/** Addresses in the order in which they are tried; never empty. */
type Resolved = { readonly kind: 'addresses'; readonly addresses: readonly string[] } | Failed;

/** Connections of one run. Addresses of hosts are looked up once for all of it. */
export function connections(
  consent: Consent,
  signal: AbortSignal,
  limits: ConnectionLimits = LIMITS,
): Connections {
  const places = gate(limits);
  // Every wait of a run listens to its one signal.
  setMaxListeners(0, signal);
  const known = new Map<string, Promise<Resolved>>();

  const resolve = (host: string): Promise<Resolved> => {
    const name = normalHost(host);
    let resolved = known.get(name);
    if (resolved === undefined) {
      resolved = resolveChecked(consent, name, limits.connectMs);
      known.set(name, resolved);
    }
    return resolved;
  };

  return {
    signal,
    async open({ host, port }, deadline = limits.connectMs) {
      const refusal = hostRefusal(consent, host);
      if (refusal !== null) return failed('no-consent', refusal);
      const resolved = await resolve(host);
      if (resolved.kind === 'failed') return resolved;
      let leave: () => void;
      try {
        leave = await places.enter(normalHost(host), signal);
      } catch {
        return ABORTED;
      }
      const outcome = await firstThatConnects(resolved.addresses, port, deadline, signal);
      if (outcome.kind === 'failed') leave();
      else outcome.socket.once('close', leave);
      return outcome;
    },
  };
}

const failed = (why: NoConnection, reason: string): Failed => ({ kind: 'failed', why, reason });
const ABORTED = failed('aborted', 'the run was ended');

async function resolveChecked(consent: Consent, host: string, deadline: number): Promise<Resolved> {
  if (isIP(host) !== 0) {
    const refusal = addressRefusal(consent, host);
    return refusal === null ? { kind: 'addresses', addresses: [host] } : failed('no-consent', refusal);
  }
  let found: readonly string[];
  try {
    const late = pause(deadline, null, { ref: false });
    const answers = await Promise.race([lookup(host, { all: true }), late]);
    if (answers === null) return failed('timeout', `${host} was not resolved within ${deadline / 1000} s`);
    found = answers.map(({ address }) => address);
  } catch (error) {
    return failed('unresolved', `${host} cannot be resolved (${codeOf(error)})`);
  }
  const refusals = found.map((address) => addressRefusal(consent, address));
  const addresses = found.filter((_, index) => refusals[index] === null);
  if (addresses.length > 0) return { kind: 'addresses', addresses };
  return failed('no-consent', `${host} resolves to ${found[0]}; ${refusals[0]}`);
}

/** A service may listen on one of a host's addresses only: one that refuses is no answer while others are left. */
async function firstThatConnects(
  addresses: readonly string[],
  port: number,
  deadline: number,
  signal: AbortSignal,
): Promise<Connected> {
  let outcome: Connected = failed('unresolved', 'the host has no address');
  for (const address of addresses) {
    outcome = await attempt(address, port, deadline, signal);
    // One more try: a listen queue that was full for a moment says nothing about the service.
    if (outcome.kind === 'failed' && outcome.why === 'unreachable') {
      outcome = await attempt(address, port, deadline, signal);
    }
    if (outcome.kind === 'connected' || outcome.why === 'aborted') break;
  }
  return outcome;
}

/** Thousands of connections are made in a run: a timer and three listeners for each, and no signals of their own. */
function attempt(address: string, port: number, deadline: number, signal: AbortSignal): Promise<Connected> {
  if (signal.aborted) return Promise.resolve(ABORTED);
  const socket = connectTcp({ host: address, port, noDelay: true });
  return new Promise((resolve) => {
    const end = (outcome: Connected): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect).off('error', onError);
      // Whoever uses the socket hears of its errors by its end; nobody else must.
      socket.on('error', () => {});
      if (outcome.kind === 'failed') socket.destroy();
      resolve(outcome);
    };
    const onConnect = (): void => end({ kind: 'connected', socket, address });
    const onError = (error: unknown): void => {
      const code = codeOf(error);
      if (code === 'ECONNREFUSED') end(failed('refused', 'the connection was refused'));
      else end(failed('unreachable', `no connection (${code})`));
    };
    const onAbort = (): void => end(ABORTED);
    const timer = setTimeout(
      () => end(failed('timeout', `no connection within ${deadline / 1000} s`)),
      deadline,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', onConnect).once('error', onError);
  });
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
