/** One HTTP request over a socket of its own, with the answer's head exactly as it came: order, case and duplicates. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type SecureVersion, type TLSSocket } from 'node:tls';

const TIME_LIMIT_MS = 5_000;
/** Lets TLS 1.0 and 1.1 through, which OpenSSL's default security level refuses. */
const ANY_CIPHERS = 'DEFAULT@SECLEVEL=0';

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
    minVersion: 'TLSv1' as const,
    ciphers: ANY_CIPHERS,
  };
  const secure: TLSSocket = connectTls(options, ready);
  socket.once('error', (error) => secure.destroy(error));
  return secure;
}

/**
 * Sends the request and reads until the server closes; a `100 Continue` ends it at once (status 100). No body is sent,
 * whatever `Content-Length` the headers promise.
 */
export function ask(request: RawRequest): Promise<RawAnswer> {
  return new Promise((done) => {
    let head = '';
    let answered: RawAnswer | null = null;
    const finish = (reason: string): void => {
      socket.destroy();
      done(answered ?? { kind: 'closed', reason });
    };
    const socket = open(request, () => {
      const lines = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.write(`${request.method} ${request.path} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`);
    });
    socket.setTimeout(TIME_LIMIT_MS, () => finish('no answer in time'));
    socket.on('data', (bytes: Buffer) => {
      if (answered !== null) return;
      head += bytes.toString('latin1');
      answered = parseHead(head);
      if (answered?.kind === 'answer' && answered.status === 100) finish('continue');
    });
    socket.once('error', (error) => finish(error.message));
    socket.once('end', () => finish('closed'));
    socket.once('close', () => finish('closed'));
  });
}

function parseHead(text: string): RawAnswer | null {
  const end = text.indexOf('\r\n\r\n');
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
      minVersion: version,
      maxVersion: version,
      ciphers: ANY_CIPHERS,
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
