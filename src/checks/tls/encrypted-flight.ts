/**
 * What a server of TLS 1.3 says under encryption before anybody proves who they are: whether it asks for a client's
 * certificate. The keys of that flight are known to whoever offers a key share (RFC 8446 sections 5.2, 7.1, 7.3).
 */
import {
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
} from 'node:crypto';
import { type Asker, exchange } from './ask.ts';
import { clientHello } from './client-hello.ts';
import { GROUPS, HANDSHAKE, RECORD } from './code-points.ts';
import { readFlight } from './server-flight.ts';

export interface KeyPair {
  readonly publicKey: Buffer;
  /** Throws where the other side's share is no key. */
  agree(share: Buffer): Buffer;
}

/** Key pairs, made anew for each connection, by the code point of their group. */
export const KEY_PAIRS: ReadonlyMap<number, () => KeyPair> = new Map([
  [GROUPS.x25519, x25519],
  [GROUPS.secp256r1, () => onCurve('prime256v1')],
  [GROUPS.secp384r1, () => onCurve('secp384r1')],
  [GROUPS.secp521r1, () => onCurve('secp521r1')],
]);

/** DER before the 32 bytes of a public key (RFC 8410 section 4). */
const X25519_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

function x25519(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(X25519_PREFIX.length),
    agree(share) {
      const key = Buffer.concat([X25519_PREFIX, share]);
      return diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) });
    },
  };
}

function onCurve(name: string): KeyPair {
  const pair = createECDH(name);
  return { publicKey: pair.generateKeys(), agree: (share) => pair.computeSecret(share) };
}

interface Suite {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly hash: 'sha256' | 'sha384';
  readonly keyLength: number;
}

const SUITES: ReadonlyMap<number, Suite> = new Map([
  [0x1301, { cipher: 'aes-128-gcm', hash: 'sha256', keyLength: 16 }],
  [0x1302, { cipher: 'aes-256-gcm', hash: 'sha384', keyLength: 32 }],
  [0x1303, { cipher: 'chacha20-poly1305', hash: 'sha256', keyLength: 32 }],
]);

/** Whether the server asks for a client's certificate; null where its groups or suites are none that we can follow. */
export async function asksForCertificate(asker: Asker, groups: readonly number[]): Promise<boolean | null> {
  const group = groups.find((one) => KEY_PAIRS.has(one)) ?? GROUPS.x25519;
  const pair = KEY_PAIRS.get(group)?.();
  if (pair === undefined) return null;
  const hello = clientHello({
    version: 'TLSv1.3',
    serverName: asker.service.serverName,
    suites: [...SUITES.keys()],
    groups: [group],
    keyShare: { group, publicKey: pair.publicKey },
  });
  const answered = await exchange(asker, hello, (received) => readAsks(received, hello, pair));
  return answered.kind === 'answer' ? answered.answer.asks : null;
}

interface Asks {
  readonly asks: boolean | null;
}

/** Null while the bytes do not hold enough. */
export function readAsks(received: Buffer, clientRecord: Buffer, pair: KeyPair): Asks | null {
  const records = recordsOf(received);
  const [first] = records;
  const flight = readFlight(received);
  if (flight === null || first === undefined) return null;
  const suite = flight.kind === 'hello' ? SUITES.get(flight.suite) : undefined;
  const share = flight.kind === 'hello' ? flight.share : null;
  if (suite === undefined || share === null || first.type !== RECORD.handshake) return { asks: null };
  let open: (record: Buffer) => Buffer;
  try {
    const transcript = Buffer.concat([clientRecord.subarray(RECORD_HEADER), first.content]);
    open = opener(suite, pair.agree(share), transcript);
  } catch {
    return { asks: null };
  }
  let stream = Buffer.alloc(0);
  for (const { type, whole } of records) {
    if (type !== RECORD.applicationData) continue;
    try {
      stream = Buffer.concat([stream, innerContent(open(whole))]);
    } catch {
      return { asks: null };
    }
    const types = messageTypes(stream);
    if (types.includes(HANDSHAKE.certificateRequest)) return { asks: true };
    if (types.includes(HANDSHAKE.certificate)) return { asks: false };
  }
  return null;
}

const RECORD_HEADER = 5;

interface TlsRecord {
  readonly type: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** Those that have come in whole. */
function recordsOf(received: Buffer): readonly TlsRecord[] {
  const records: TlsRecord[] = [];
  for (let at = 0; at + RECORD_HEADER <= received.length; ) {
    const end = at + RECORD_HEADER + received.readUInt16BE(at + 3);
    if (end > received.length) break;
    const whole = received.subarray(at, end);
    records.push({ type: received[at] ?? 0, content: whole.subarray(RECORD_HEADER), whole });
    at = end;
  }
  return records;
}

/** Types of messages that have begun: a certificate alone may be longer than what has come. */
function messageTypes(stream: Buffer): readonly number[] {
  const types: number[] = [];
  for (let at = 0; at + 4 <= stream.length; at += 4 + stream.readUIntBE(at + 1, 3))
    types.push(stream[at] ?? 0);
  return types;
}

/** RFC 8446 section 5.2: the content, its type, and zeros that hide its length. */
function innerContent(plain: Buffer): Buffer {
  let end = plain.length;
  while (end > 0 && plain[end - 1] === 0) end--;
  return plain[end - 1] === RECORD.handshake ? plain.subarray(0, end - 1) : Buffer.alloc(0);
}

const TAG_LENGTH = 16;
const NONCE_LENGTH = 12;

/** Decrypts the records of the server's handshake flight, in order. It throws for a record that is not genuine. */
function opener(
  { cipher, hash, keyLength }: Suite,
  shared: Buffer,
  transcript: Buffer,
): (record: Buffer) => Buffer {
  const size = createHash(hash).digest().length;
  const zeros = Buffer.alloc(size);
  const extract = (salt: Buffer, secret: Buffer): Buffer => createHmac(hash, salt).update(secret).digest();
  const expand = (secret: Buffer, label: string, context: Buffer, length: number): Buffer => {
    const name = Buffer.from(`tls13 ${label}`);
    const info = Buffer.concat([
      Buffer.from([length >> 8, length & 255, name.length]),
      name,
      Buffer.from([context.length]),
      context,
    ]);
    // One round of HKDF-Expand gives as much as any key here needs.
    return createHmac(hash, secret)
      .update(Buffer.concat([info, Buffer.from([1])]))
      .digest()
      .subarray(0, length);
  };
  const digest = (bytes: Buffer): Buffer => createHash(hash).update(bytes).digest();
  const early = extract(zeros, zeros);
  const handshake = extract(expand(early, 'derived', digest(Buffer.alloc(0)), size), shared);
  const traffic = expand(handshake, 's hs traffic', digest(transcript), size);
  const key = expand(traffic, 'key', Buffer.alloc(0), keyLength);
  const iv = expand(traffic, 'iv', Buffer.alloc(0), NONCE_LENGTH);
  let sequence = 0;
  return (record) => {
    const nonce = Buffer.from(iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence++) >>> 0, 8);
    // Node's types tell ciphers apart that are made alike.
    const decipher = createDecipheriv(cipher as 'aes-128-gcm', key, nonce, { authTagLength: TAG_LENGTH });
    decipher.setAAD(record.subarray(0, RECORD_HEADER));
    decipher.setAuthTag(record.subarray(-TAG_LENGTH));
    const sealed = record.subarray(RECORD_HEADER, -TAG_LENGTH);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  };
}
