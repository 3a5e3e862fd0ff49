/** Reads what a server answers to a ClientHello: the alert, or the ServerHello with the messages behind it in clear. */
import { ALERT_CLOSE_NOTIFY, ALERT_WARNING, EXTENSION, HANDSHAKE, RECORD, VERSIONS } from './code-points.ts';

export interface ServerHello {
  readonly kind: 'hello';
  /** What the server chose, not what it was asked for: some answer a 1.2 hello with 1.0. */
  readonly version: number;
  readonly suite: number;
  /** Of TLS 1.3: the group of the key share, or the one that a HelloRetryRequest asks for. */
  readonly group: number | null;
  /** Of TLS 1.3: the server's key share; null in a HelloRetryRequest. */
  readonly share: Buffer | null;
  /** Extension type to content. */
  readonly extensions: ReadonlyMap<number, Buffer>;
  /** Types of the handshake messages that came in clear, the hello first. */
  readonly messages: readonly number[];
}

export type ServerFlight =
  | ServerHello
  | { readonly kind: 'alert'; readonly description: number }
  | { readonly kind: 'other'; readonly about: string };

const RECORD_HEADER = 5;
const MESSAGE_HEADER = 4;

/**
 * The flight, as soon as the bytes received so far hold enough of it; null while they do not. With `whole`, the flight of
 * TLS 1.2 and older is read up to its ServerHelloDone, otherwise only its hello.
 */
export function readFlight(received: Buffer, whole = false): ServerFlight | null {
  const parts: Buffer[] = [];
  let offset = 0;
  while (offset + RECORD_HEADER <= received.length) {
    const type = received[offset] ?? 0;
    const length = received.readUInt16BE(offset + 3);
    if (!isRecord(type, received[offset + 1] ?? 0)) {
      return parts.length > 0 ? null : { kind: 'other', about: 'the answer is not TLS' };
    }
    if (offset + RECORD_HEADER + length > received.length) break;
    const content = received.subarray(offset + RECORD_HEADER, offset + RECORD_HEADER + length);
    if (type === RECORD.alert && parts.length === 0) {
      if (content.length !== 2) return { kind: 'other', about: 'an alert that is none' };
      // Some say in a warning that they do not know the name, and go on.
      if (content[0] !== ALERT_WARNING || content[1] === ALERT_CLOSE_NOTIFY)
        return { kind: 'alert', description: content[1] ?? 0 };
    }
    if (type === RECORD.handshake) parts.push(content);
    offset += RECORD_HEADER + length;
  }
  return flightOf(Buffer.concat(parts), whole);
}

function isRecord(type: number, major: number): boolean {
  return type >= RECORD.changeCipherSpec && type <= RECORD.applicationData && major === 3;
}

function flightOf(stream: Buffer, whole: boolean): ServerFlight | null {
  const messages: number[] = [];
  let hello: Omit<ServerHello, 'messages'> | null = null;
  for (let offset = 0; offset + MESSAGE_HEADER <= stream.length; ) {
    const type = stream[offset] ?? 0;
    const length = stream.readUIntBE(offset + 1, 3);
    if (offset + MESSAGE_HEADER + length > stream.length) break;
    if (messages.length === 0) {
      if (type !== HANDSHAKE.serverHello)
        return { kind: 'other', about: 'the answer begins with another message' };
      hello = parseHello(stream.subarray(offset + MESSAGE_HEADER, offset + MESSAGE_HEADER + length));
      if (hello === null) return { kind: 'other', about: 'a ServerHello that is cut off' };
    }
    messages.push(type);
    offset += MESSAGE_HEADER + length;
  }
  if (hello === null) return null;
  const isWhole = hello.version >= VERSIONS['TLSv1.3'] || messages.includes(HANDSHAKE.serverHelloDone);
  return whole && !isWhole ? null : { ...hello, messages };
}

/** RFC 8446 section 4.1.3, and RFC 5246 section 7.4.1.3 for what has no supported_versions. */
function parseHello(body: Buffer): Omit<ServerHello, 'messages'> | null {
  const sessionLength = body[34];
  if (sessionLength === undefined) return null;
  let offset = 35 + sessionLength;
  if (offset + 3 > body.length) return null;
  const suite = body.readUInt16BE(offset);
  offset += 3;
  const extensions = new Map<number, Buffer>();
  if (offset + 2 <= body.length) {
    const end = Math.min(body.length, offset + 2 + body.readUInt16BE(offset));
    offset += 2;
    while (offset + 4 <= end) {
      const length = body.readUInt16BE(offset + 2);
      extensions.set(
        body.readUInt16BE(offset),
        body.subarray(offset + 4, Math.min(end, offset + 4 + length)),
      );
      offset += 4 + length;
    }
  }
  const version = extensions.get(EXTENSION.supportedVersions);
  const share = extensions.get(EXTENSION.keyShare);
  return {
    kind: 'hello',
    version: version !== undefined && version.length >= 2 ? version.readUInt16BE(0) : body.readUInt16BE(0),
    suite,
    group: share !== undefined && share.length >= 2 ? share.readUInt16BE(0) : null,
    share: share !== undefined && share.length > 4 ? share.subarray(4) : null,
    extensions,
  };
}

/** True where the bytes are a ServerHello of SSL 2.0. */
export function isSslTwoHello(received: Buffer): boolean | null {
  if (received.length < 3) return null;
  return ((received[0] ?? 0) & 0x80) !== 0 && received[2] === 4;
}
