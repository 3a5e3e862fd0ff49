/**
 * Several requests to one server that is entered with credentials: one after the other over a checked connection that stays
 * open, and only after its certificate was accepted. No redirect is followed, no answer read beyond its limit.
 */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Connections } from './connect.ts';
import { normalHost } from './consent.ts';
import { gate } from './gate.ts';

export interface SessionRequest {
  /** http or https; path and query do not count. */
  readonly url: URL;
  readonly tls: SessionTls;
  /** Sent with every request; never printed. */
  readonly headers: Readonly<Record<string, string>>;
  /** For one connection and its handshake, in ms. */
  readonly deadline: number;
}

export interface SessionTls {
  /** The name that the certificate must have; null for the host of the URL. */
  readonly serverName: string | null;
  /** PEM of the authorities to trust; null for those of the system. */
  readonly authorities: string | null;
  /** False where a person wants no certificate to be looked at. */
  readonly isVerified: boolean;
  /** PEM of the client's own certificate. */
  readonly client: { readonly certificate: string; readonly key: string } | null;
}

export interface Get {
  readonly path: string;
  readonly accept: string;
  /** Bytes of the body. */
  readonly limit: number;
  /** For the whole answer, in ms, once there is a connection. */
  readonly deadline: number;
}

export type SessionOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Seconds of Retry-After; null without one. */
      readonly retryAfter: number | null;
      readonly body: Buffer;
    }
  /** The body is larger than the limit. */
  | { readonly kind: 'excess' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface HttpSession {
  get(request: Get): Promise<SessionOutcome>;
  /** Closes the connection. */
  end(): void;
}

export function httpSession(connections: Connections, request: SessionRequest): HttpSession {
  const agent = new CheckedAgent(connections, request);
  const { url, headers } = request;
  const { signal } = connections;
  // One connection: of several to one host, each held while another is waited for, none would get on.
  const turns = gate({ inAll: 1, perHost: 1 });
  const get = async (wanted: Get): Promise<SessionOutcome> => {
    let leave: () => void;
    try {
      leave = await turns.enter(url.host, signal);
    } catch {
      return { kind: 'failed', reason: ENDED };
    }
    try {
      return await exchange(signal, agent, url, headers, wanted);
    } finally {
      leave();
    }
  };
  return {
    async get(wanted) {
      const first = await get(wanted);
      // A server may close a connection that was kept, in the very moment in which it is used again.
      return first.kind === 'failed' && first.reason === CLOSED ? get(wanted) : first;
    },
    end: () => agent.destroy(),
  };
}

const ENDED = 'the run was ended';
/** The kept connection was closed. */
const CLOSED = 'the connection was closed';

/** A class, since that is how Node takes connections that are made elsewhere. */
class CheckedAgent extends Agent {
  readonly #connect: () => Promise<Socket>;

  constructor(connections: Connections, request: SessionRequest) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#connect = () => connected(connections, request);
  }

  override createConnection(
    _: unknown,
    done?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    this.#connect().then(
      (socket) => done?.(null, socket),
      // Where there is an error, Node looks for no stream.
      (error: Error) => done?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  }
}

/** What `createConnection` fails with; its message is the reason. */
class NotConnected extends Error {}

async function connected(connections: Connections, request: SessionRequest): Promise<Socket> {
  const { url, tls, deadline } = request;
  const isTls = url.protocol === 'https:';
  const host = normalHost(url.hostname);
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port);
  const opened = await connections.open({ host, port }, deadline);
  if (opened.kind === 'failed') throw new NotConnected(opened.reason);
  return isTls
    ? secured(opened.socket, tls, host, AbortSignal.any([connections.signal, AbortSignal.timeout(deadline)]))
    : opened.socket;
}

async function secured(socket: Socket, tls: SessionTls, host: string, ends: AbortSignal): Promise<Socket> {
  const { serverName, authorities, isVerified, client } = tls;
  const name = serverName ?? host;
  let secure: ReturnType<typeof connectTls>;
  try {
    secure = connectTls({
      socket,
      host: name,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ...(authorities === null ? {} : { ca: authorities }),
      ...(client === null ? {} : { cert: client.certificate, key: client.key }),
      rejectUnauthorized: isVerified,
      ALPNProtocols: ['http/1.1'],
    });
  } catch {
    socket.destroy();
    throw new NotConnected('the certificates of the kubeconfig cannot be read');
  }
  secure.on('error', () => {});
  secure.once('close', () => socket.destroy());
  try {
    await once(secure, 'secureConnect', { signal: ends });
  } catch (error) {
    secure.destroy();
    socket.destroy();
    throw new NotConnected(handshakeFault(error, name));
  }
  return secure;
}

function handshakeFault(error: unknown, name: string): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'the TLS handshake was not done in time';
  const code = 'code' in error ? String(error.code) : error.message;
  if (/CERT|SELF_SIGNED|ALTNAME|LEAF|ISSUER/.test(code))
    return `the certificate of ${name} is not accepted (${code})`;
  return `no TLS handshake (${code})`;
}

function exchange(
  signal: AbortSignal,
  agent: Agent,
  url: URL,
  headers: SessionRequest['headers'],
  { path, accept, limit, deadline }: Get,
): Promise<SessionOutcome> {
  const late = new AbortController();
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (outcome: SessionOutcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const fail = (reason: string): void => end({ kind: 'failed', reason });
    const failBy = (error: unknown): void => {
      if (signal.aborted) fail(ENDED);
      else if (late.signal.aborted) fail(`no answer within ${deadline / 1000} s`);
      else if (error instanceof NotConnected) fail(error.message);
      else if (sent.reusedSocket && codeOf(error) === 'ECONNRESET') fail(CLOSED);
      else fail(`no HTTP answer (${codeOf(error)})`);
    };
    const sent = requestHttp({
      agent,
      host: url.hostname,
      method: 'GET',
      path,
      headers: { Host: url.host, 'User-Agent': 'secbaseline', Accept: accept, ...headers },
      setHost: false,
      signal: AbortSignal.any([signal, late.signal]),
      maxHeaderSize: 65_536,
    });
    sent.once('socket', () => {
      timer = setTimeout(() => late.abort(), deadline);
    });
    sent.once('response', (response) => {
      bodyOf(response, limit).then(
        (body) => end(body === null ? { kind: 'excess' } : answerOf(response, body)),
        failBy,
      );
    });
    sent.once('error', failBy);
    sent.end();
  });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}

/** Null for more than the limit; then the connection is gone. */
async function bodyOf(response: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) return null;
  }
  return Buffer.concat(chunks, length);
}

function answerOf({ statusCode, headers }: IncomingMessage, body: Buffer): SessionOutcome {
  const after = headers['retry-after'];
  const retryAfter = after !== undefined && /^\d{1,6}$/.test(after) ? Number(after) : null;
  return { kind: 'answer', status: statusCode ?? 0, retryAfter, body };
}
