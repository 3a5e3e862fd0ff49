/**
 * One HTTP request over a checked connection: no redirect is followed, no certificate refused (but for what carries
 * credentials), no body read beyond its limit. What came is a fact, whatever it was.
 */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import type { Socket } from 'node:net';
import { kindOfAddress } from './address.ts';
import type { Connections } from './connect.ts';
import { normalHost } from './consent.ts';
import { handshake } from './handshake.ts';

export interface HttpRequest {
  /** http or https; its host is connected to. */
  readonly url: URL;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | null;
  /** Sends the head and waits for what the server says to it; what it announces never follows. */
  readonly headOnly?: boolean;
  /** The name for SNI and the Host header, where it is not the host of the URL. */
  readonly server?: string | null;
  /** For the whole exchange, in ms. */
  readonly deadline: number;
  /** Sends nothing where others could read it: only over TLS with a trusted certificate for this name, or on loopback. */
  readonly verified?: boolean;
}

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** In order, as sent, names as written. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** At most `BODY_LIMIT` bytes of it. */
  readonly body: Buffer;
}

export type HttpOutcome =
  | HttpAnswer
  | {
      readonly kind: 'failed';
      /**
       * `refused`: nothing listens there; `no-certificate`: TLS ends for want of a client's certificate; `continue`: the
       * head was taken, and the body is waited for.
       */
      readonly why: 'refused' | 'no-certificate' | 'continue' | 'other';
      readonly reason: string;
    };

/** Bytes. */
export const BODY_LIMIT = 1_000_000;

export async function httpRequest(connections: Connections, request: HttpRequest): Promise<HttpOutcome> {
  const { url, deadline } = request;
  const isTls = url.protocol === 'https:';
  const host = normalHost(url.hostname);
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port);
  const connected = await connections.open({ host, port });
  if (connected.kind === 'failed')
    return failed(connected.reason, connected.why === 'refused' ? 'refused' : 'other');
  let socket: Socket = connected.socket;
  try {
    if (isTls) {
      const serverName = request.server ?? host;
      const { signal } = connections;
      const shaken = await handshake(socket, {
        ...{ serverName, deadline, signal },
        alpn: ['http/1.1'],
        showsChain: false,
      });
      if (shaken.kind === 'failed') return failed(`no TLS handshake (${shaken.reason})`);
      socket = shaken.socket;
      if (request.verified === true && !(shaken.distrust === null && shaken.nameValid)) {
        return failed('the certificate is not trusted for this name, so that no credentials were sent');
      }
    } else if (request.verified === true && kindOfAddress(connected.address) !== 'loopback') {
      return failed('credentials are not sent in plain text');
    }
    return await exchange(connections, request, socket);
  } finally {
    socket.destroy();
    connected.socket.destroy();
  }
}

type Failed = Extract<HttpOutcome, { readonly kind: 'failed' }>;

/** Alerts by which servers end a connection whose client shows no certificate (RFC 8446 section 6.2, RFC 5246). */
const WANTS_CERTIFICATE = /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE)/;

function failed(reason: string, why: Failed['why'] = 'other'): Failed {
  return { kind: 'failed', why: WANTS_CERTIFICATE.test(reason) ? 'no-certificate' : why, reason };
}

function exchange(connections: Connections, request: HttpRequest, socket: Socket): Promise<HttpOutcome> {
  const { url, method, headers = {}, body = null, deadline } = request;
  const hostHeader = request.server ?? url.host;
  const ends = AbortSignal.any([connections.signal, AbortSignal.timeout(deadline)]);
  return new Promise((resolve) => {
    const fail = (reason: string, why?: Failed['why']): void => resolve(failed(reason, why));
    const sent = requestHttp({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        Host: hostHeader,
        'User-Agent': 'secbaseline',
        Accept: '*/*',
        Connection: 'close',
        ...(body === null ? {} : { 'Content-Length': String(body.length) }),
        ...headers,
      },
      setHost: false,
      signal: ends,
      maxHeaderSize: 65_536,
    });
    sent.once('response', (response) => {
      readBody(response).then(
        (read) => resolve(answerOf(response, read)),
        () => fail('the answer ended too early'),
      );
    });
    sent.once('error', (error) => {
      if (connections.signal.aborted) fail('the run was ended');
      else if (ends.aborted) fail(`no answer within ${deadline / 1000} s`);
      else fail(`no HTTP answer (${'code' in error ? String(error.code) : error.message})`);
    });
    if (request.headOnly === true) {
      sent.once('continue', () => fail('the server waits for the body', 'continue'));
      sent.flushHeaders();
    } else sent.end(body ?? undefined);
  });
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= BODY_LIMIT) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_LIMIT);
}

function answerOf(response: IncomingMessage, body: Buffer): HttpAnswer {
  const headers = response.rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, value: response.rawHeaders[index + 1] ?? '' }] : [],
  );
  return { kind: 'answer', status: response.statusCode ?? 0, headers, body };
}
