/**
 * A ClientHello for any version, suite and group: no cryptography is needed to see what a server would choose, and
 * OpenSSL's limits do not stand in the way (SSL 3.0, RC4, groups that only newer builds know).
 */
import { randomBytes } from 'node:crypto';
import { parseRange } from '../../engine/cidr.ts';
import { EXTENSION, GROUPS, HANDSHAKE, RECORD, VERSIONS, type VersionName } from './code-points.ts';
import { TLS13_SUITES } from './suite-names.ts';
import { STRONG_FIRST } from './suite-order.ts';

export interface HelloRequest {
  readonly version: VersionName;
  /** Null for none; an address is never sent (RFC 6066 section 3). */
  readonly serverName: string | null;
  /** Code points; all that the version has, where left out. */
  readonly suites?: readonly number[];
  readonly groups?: readonly number[];
  readonly alpn?: readonly string[];
  /** Asks for a stapled OCSP response. */
  readonly status?: boolean;
  /** Asks for a session ticket (RFC 5077). */
  readonly ticket?: boolean;
  /** Of TLS 1.3: what the client offers for a key exchange; without it the server names the group that it wants. */
  readonly keyShare?: { readonly group: number; readonly publicKey: Buffer };
}

/** Widely supported ones, and the hybrid: some servers offer nothing else. */
const USUAL_GROUPS: readonly number[] = [
  GROUPS.x25519,
  GROUPS.secp256r1,
  GROUPS.secp384r1,
  GROUPS.secp521r1,
  GROUPS.x448,
  GROUPS.ffdhe2048,
  GROUPS.ffdhe3072,
  GROUPS.X25519MLKEM768,
  GROUPS.SecP256r1MLKEM768,
  GROUPS.SecP384r1MLKEM1024,
];

/** RSA-PSS, ECDSA, EdDSA, PKCS #1 with SHA-2 and SHA-1, DSA (RFC 8446 section 4.2.3). */
const SIGNATURE_ALGORITHMS: readonly number[] = [
  ...[0x0804, 0x0403, 0x0401, 0x0805, 0x0503, 0x0501, 0x0806, 0x0603, 0x0601, 0x0807, 0x0808],
  ...[0x0809, 0x080a, 0x080b, 0x0203, 0x0201, 0x0402, 0x0202],
];

/** The record with the hello. */
export function clientHello(request: HelloRequest): Buffer {
  const { version } = request;
  const isThirteen = version === 'TLSv1.3';
  const suites = request.suites ?? (isThirteen ? TLS13_SUITES : STRONG_FIRST);
  const extensions = version === 'SSLv3' ? Buffer.alloc(0) : vector16(Buffer.concat(extensionsOf(request)));
  const body = Buffer.concat([
    uint16(isThirteen ? VERSIONS['TLSv1.2'] : VERSIONS[version]),
    randomBytes(32),
    vector8(isThirteen ? randomBytes(32) : Buffer.alloc(0)),
    vector16(uint16s(suites)),
    vector8(Buffer.from([0])),
    extensions,
  ]);
  const header = Buffer.from([HANDSHAKE.clientHello, 0, 0, 0]);
  header.writeUIntBE(body.length, 1, 3);
  // Servers of any version take a record of 1.0 (RFC 5246 appendix E.1); only SSL 3.0 has its own.
  const recordVersion = version === 'SSLv3' ? VERSIONS.SSLv3 : VERSIONS.TLSv1;
  return Buffer.concat([
    Buffer.from([RECORD.handshake]),
    uint16(recordVersion),
    vector16(Buffer.concat([header, body])),
  ]);
}

function extensionsOf(request: HelloRequest): readonly Buffer[] {
  const { version, serverName, groups = USUAL_GROUPS, alpn = [], status = false, ticket = false } = request;
  const list: Buffer[] = [];
  const add = (type: number, content: Buffer): void => {
    list.push(Buffer.concat([uint16(type), vector16(content)]));
  };
  if (serverName !== null && parseRange(serverName) === null) {
    const name = Buffer.from(serverName, 'latin1');
    add(EXTENSION.serverName, vector16(Buffer.concat([Buffer.from([0]), vector16(name)])));
  }
  add(EXTENSION.supportedGroups, vector16(uint16s(groups)));
  add(EXTENSION.ecPointFormats, vector8(Buffer.from([0])));
  add(EXTENSION.extendedMasterSecret, Buffer.alloc(0));
  add(EXTENSION.renegotiationInfo, Buffer.from([0]));
  if (version === 'TLSv1.2' || version === 'TLSv1.3') {
    add(EXTENSION.signatureAlgorithms, vector16(uint16s(SIGNATURE_ALGORITHMS)));
  }
  if (alpn.length > 0) {
    const names = alpn.map((name) => vector8(Buffer.from(name, 'latin1')));
    add(EXTENSION.alpn, vector16(Buffer.concat(names)));
  }
  if (status) add(EXTENSION.statusRequest, Buffer.from([1, 0, 0, 0, 0]));
  if (ticket) add(EXTENSION.sessionTicket, Buffer.alloc(0));
  if (version === 'TLSv1.3') {
    add(EXTENSION.supportedVersions, vector8(uint16(VERSIONS['TLSv1.3'])));
    add(EXTENSION.pskKeyExchangeModes, vector8(Buffer.from([1])));
    const { keyShare } = request;
    const share =
      keyShare === undefined
        ? Buffer.alloc(0)
        : Buffer.concat([uint16(keyShare.group), vector16(keyShare.publicKey)]);
    add(EXTENSION.keyShare, vector16(share));
  }
  return list;
}

/** The hello of SSL 2.0, by which old servers betray themselves (draft-hickman-netscape-ssl-00 section 5.5.1). */
export function sslTwoHello(): Buffer {
  const specs = [0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700c0];
  const body = Buffer.concat([
    Buffer.from([1, 0, 2]),
    uint16(specs.length * 3),
    uint16(0),
    uint16(16),
    ...specs.map((spec) => Buffer.from([spec >> 16, (spec >> 8) & 255, spec & 255])),
    randomBytes(16),
  ]);
  return Buffer.concat([uint16(0x8000 | body.length), body]);
}

function uint16(value: number): Buffer {
  return Buffer.from([(value >> 8) & 255, value & 255]);
}

/** There are hundreds of suites, and a hello for each. */
function uint16s(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(2 * values.length);
  let at = 0;
  for (const value of values) at = bytes.writeUInt16BE(value, at);
  return bytes;
}

function vector8(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([content.length]), content]);
}

function vector16(content: Buffer): Buffer {
  return Buffer.concat([uint16(content.length), content]);
}
