/**
 * A whole TLS handshake on a connected socket, for what only that shows: the certificates, whether they are trusted, what
 * TLS 1.3 says under encryption. A failed verification is a fact here and never an error.
 */
import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';

export interface HandshakeRequest {
  /** Null for none; an address is never sent. */
  readonly serverName: string | null;
  /** In ms. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** Application protocols to offer; h2 and http/1.1 where left out. */
  readonly alpn?: readonly string[];
  /** The only version to speak; from TLS 1.0 on where left out. */
  readonly version?: 'TLSv1.2' | 'TLSv1.3';
  /** A session to resume. */
  readonly session?: Buffer | null;
  /** Whether the certificates are wanted, which takes time; they are where left out. */
  readonly showsChain?: boolean;
  /** Extra authorities to trust, in PEM. */
  readonly authorities?: readonly string[];
}

export type Handshake =
  | {
      readonly kind: 'done';
      /** DER, the server's own first. */
      readonly chain: readonly Buffer[];
      /** Why the chain is not trusted, in OpenSSL's words (`CERT_HAS_EXPIRED`); null where it is. */
      readonly distrust: string | null;
      /** The certificate is for the name that was asked for (RFC 6125). */
      readonly nameValid: boolean;
      readonly alpn: string | null;
      readonly stapled: boolean;
      /** The session that was asked for was resumed. */
      readonly resumed: boolean;
      /** The session that the server gives; null where it gives none soon. Nothing may be read before. */
      nextSession(): Promise<Buffer | null>;
      readonly socket: TLSSocket;
    }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** What the server showed before it ended the handshake, for want of a client's certificate for one. */
      readonly chain: readonly Buffer[];
    };

/** The caller destroys the socket. */
export async function handshake(socket: Socket, request: HandshakeRequest): Promise<Handshake> {
  const { serverName, deadline, signal, authorities, version, session } = request;
  const { alpn = ['h2', 'http/1.1'], showsChain = true } = request;
  const options: ConnectionOptions & { readonly requestOCSP: boolean } = {
    socket,
    ...(serverName === null || isIP(serverName) !== 0 ? {} : { servername: serverName }),
    secureContext: contextFor(version, authorities),
    ...(session === undefined || session === null ? {} : { session }),
    rejectUnauthorized: false,
    requestOCSP: true,
    ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
    minDHSize: 1,
    checkServerIdentity: () => undefined,
  };
  const secure = connectTls(options);
  const start = performance.now();
  let stapled = false;
  let seen: readonly Buffer[] = [];
  secure.on('error', () => {});
  // Comes with or without a response, as soon as the server has shown all that it has.
  secure.once('OCSPResponse', (response: Buffer | null) => {
    stapled = response !== null && response.length > 0;
    if (showsChain) seen = chainOf(secure);
  });
  try {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(deadline)]);
    await Promise.race([once(secure, 'secureConnect', { signal: ends }), endOf(secure)]);
  } catch (error) {
    secure.destroy();
    return { kind: 'failed', reason: reasonOf(error), chain: seen };
  }
  return {
    kind: 'done',
    chain: seen.length > 0 || !showsChain ? seen : chainOf(secure),
    distrust: secure.authorized ? null : String(secure.authorizationError),
    nameValid: isFor(secure, serverName),
    alpn: typeof secure.alpnProtocol === 'string' ? secure.alpnProtocol : null,
    stapled,
    resumed: secure.isSessionReused(),
    nextSession: () => nextSession(secure, signal, performance.now() - start),
    socket: secure,
  };
}

/** To make one takes as long as a handshake, and there are few. */
const contexts = new Map<string, SecureContext>();

/** As old and weak as OpenSSL can be: this looks at certificates, and says nothing itself. */
function contextFor(
  version: HandshakeRequest['version'],
  authorities: HandshakeRequest['authorities'],
): SecureContext {
  const key = JSON.stringify([version, authorities]);
  let context = contexts.get(key);
  if (context === undefined) {
    context = createSecureContext({
      ...(authorities === undefined ? {} : { ca: [...authorities] }),
      minVersion: version ?? 'TLSv1',
      ...(version === undefined ? {} : { maxVersion: version }),
      ciphers: 'ALL:@SECLEVEL=0',
      ecdhCurve: 'auto',
    });
    contexts.set(key, context);
  }
  return context;
}

/** A server that hangs up in the middle sends no error. */
async function endOf(secure: TLSSocket): Promise<never> {
  await once(secure, 'close');
  throw new Error('the server ended the handshake');
}

/** RFC 6125: the subject's common name counts for nothing, whatever OpenSSL accepts. */
export function isCertificateFor(certificate: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
  return certificate.checkHost(name, { subject: 'never' }) !== undefined;
}

const SHORTEST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/**
 * Before TLS 1.3 a session is part of the handshake; since, tickets follow it, if any, one round trip later. `handshakeMs`
 * was more than one.
 */
async function nextSession(
  secure: TLSSocket,
  signal: AbortSignal,
  handshakeMs: number,
): Promise<Buffer | null> {
  if (secure.getProtocol() !== 'TLSv1.3') return secure.getSession() ?? null;
  const wait = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, 3 * handshakeMs));
  try {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(wait)]);
    secure.resume();
    const [session] = await Promise.race([once(secure, 'session', { signal: ends }), endOf(secure)]);
    return session;
  } catch {
    return null;
  }
}

function isFor(secure: TLSSocket, name: string | null): boolean {
  const certificate = secure.getPeerX509Certificate();
  return certificate !== undefined && name !== null && isCertificateFor(certificate, name);
}

function chainOf(secure: TLSSocket): readonly Buffer[] {
  const chain: Buffer[] = [];
  let certificate = secure.getPeerCertificate(true);
  // A self-signed certificate is its own issuer.
  while (certificate?.raw !== undefined && !chain.some((known) => known.equals(certificate.raw))) {
    chain.push(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return 'the handshake was not done in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
