/** Which algorithm a certificate was signed with: Node 20 does not say, so the DER is walked to its object identifier. */

/** RFC 8017 appendix C, RFC 5758, RFC 8410. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.113549.1.1.14': 'sha224WithRSAEncryption',
  '1.2.840.10040.4.3': 'dsaWithSHA1',
  '2.16.840.1.101.3.4.3.2': 'dsaWithSHA256',
  '1.2.840.10045.4.1': 'ecdsaWithSHA1',
  '1.2.840.10045.4.3.1': 'ecdsaWithSHA224',
  '1.2.840.10045.4.3.2': 'ecdsaWithSHA256',
  '1.2.840.10045.4.3.3': 'ecdsaWithSHA384',
  '1.2.840.10045.4.3.4': 'ecdsaWithSHA512',
  '1.3.101.112': 'ed25519',
  '1.3.101.113': 'ed448',
};

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;

interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** Offset behind the element. */
  readonly end: number;
}

/** Its name, its object identifier where the name is not known, or null where the DER is broken (RFC 5280 section 4.1). */
export function signatureAlgorithm(der: Buffer): string | null {
  const certificate = elementAt(der, 0);
  if (certificate?.tag !== SEQUENCE) return null;
  const toBeSigned = elementAt(certificate.content, 0);
  if (toBeSigned?.tag !== SEQUENCE) return null;
  const algorithm = elementAt(certificate.content, toBeSigned.end);
  if (algorithm?.tag !== SEQUENCE) return null;
  const identifier = elementAt(algorithm.content, 0);
  if (identifier?.tag !== OBJECT_IDENTIFIER) return null;
  const dotted = dottedIdentifier(identifier.content);
  return ALGORITHMS[dotted] ?? dotted;
}

function elementAt(bytes: Buffer, offset: number): Element | null {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) return null;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4 || first === 0x80 || offset + 2 + lengthBytes > bytes.length) return null;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(offset + 2, lengthBytes);
  const start = offset + 2 + lengthBytes;
  if (start + length > bytes.length) return null;
  return { tag, content: bytes.subarray(start, start + length), end: start + length };
}

/** ITU-T X.690 section 8.19. */
function dottedIdentifier(content: Buffer): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    numbers.push(value);
    value = 0;
  }
  const [first = 0, ...rest] = numbers;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}
