/** One HTTP request over a socket of its own, with the answer's head exactly as it came: order, case and duplicates. */
import { connect, type Socket } from 'node:net';
import {
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type SecureVersion,
  type TLSSocket,
} from 'node:tls';

const HEAD_END = '\r\n\r\n';
const TIME_LIMIT_MS = 5_000;
/** The reason of a `closed` answer where the time limit ended the wait. */
export const NO_ANSWER = 'no answer in time';
/** Lets TLS 1.0 and 1.1 through, which OpenSSL's default security level refuses. */
const ANY_CIPHERS = 'DEFAULT@SECLEVEL=0';

/** Made once for each range of versions: a context of its own for every connection would cost most of the time. */
const contexts = new Map<string, SecureContext>();

function contextFor(minVersion: SecureVersion, maxVersion: SecureVersion): SecureContext {
  const key = `${minVersion} ${maxVersion}`;
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const made = createSecureContext({ minVersion, maxVersion, ciphers: ANY_CIPHERS });
  contexts.set(key, made);
  return made;
}

export interface RawRequest {
  /** Address and port to connect to. */
  readonly address: string;
  readonly port: number;
  /** The loopback address to come from; servers that count by client see different ones. */
  readonly from: string;
  /** SNI and certificate are not checked; null for plain HTTP. */
  readonly tls: { readonly servername: string } | null;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  /** After how long nothing more is waited for; 5 seconds if not said. */
  readonly timeLimitMs?: number;
}

export type RawAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
    }
  /** The connection ended, or TLS failed, before a whole head arrived. */
  | { readonly kind: 'closed'; readonly reason: string };

function open(request: Omit<RawRequest, 'method' | 'path' | 'headers'>, ready: () => void): Socket {
  const socket = connect({ host: request.address, port: request.port, localAddress: request.from });
  if (request.tls === null) {
    socket.once('connect', ready);
    return socket;
  }
  const options = {
    socket,
    servername: request.tls.servername,
    rejectUnauthorized: false,
    secureContext: contextFor('TLSv1', 'TLSv1.3'),
  };
  const secure: TLSSocket = connectTls(options, ready);
  socket.once('error', (error) => secure.destroy(error));
  return secure;
}

/**
 * Sends the request and reads the answer's head, which may be a `100 Continue`. No body is sent, whatever
 * `Content-Length` the headers promise, and none is read.
 */
export function ask(request: RawRequest): Promise<RawAnswer> {
  return new Promise((done) => {
    let head = '';
    const finish = (reason: string): void => {
      socket.destroy();
      done(parseHead(head) ?? { kind: 'closed', reason });
    };
    const socket = open(request, () => {
      const lines = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.write(`${request.method} ${request.path} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`);
    });
    socket.setTimeout(request.timeLimitMs ?? TIME_LIMIT_MS, () => finish(NO_ANSWER));
    socket.on('data', (bytes: Buffer) => {
      head += bytes.toString('latin1');
      if (head.includes(HEAD_END)) finish('answered');
    });
    socket.once('error', (error) => finish(error.message));
    socket.once('end', () => finish('closed'));
    socket.once('close', () => finish('closed'));
  });
}

function parseHead(text: string): RawAnswer | null {
  const end = text.indexOf(HEAD_END);
  if (end < 0) return null;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? '0');
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { kind: 'answer', status, headers };
}

/** Whether a handshake with exactly this version succeeds. */
export function handshakes(
  place: { readonly address: string; readonly port: number; readonly servername: string },
  version: SecureVersion,
): Promise<boolean> {
  return new Promise((done) => {
    const socket = connectTls({
      host: place.address,
      port: place.port,
      servername: place.servername,
      rejectUnauthorized: false,
      secureContext: contextFor(version, version),
    });
    const finish = (success: boolean): void => {
      socket.destroy();
      done(success);
    };
    socket.setTimeout(TIME_LIMIT_MS, () => finish(false));
    socket.once('secureConnect', () => finish(socket.getProtocol() === version));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
