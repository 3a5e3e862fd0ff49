/** What a certificate chain says, as facts: dates, names, key, signatures, and whether it is trusted for a name. */
import { X509Certificate } from 'node:crypto';
import { isCertificateFor } from '../../probe/handshake.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';

export interface CertificateFacts {
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly expired: boolean;
  readonly notYetValid: boolean;
  /** Whole days from now; negative once expired. */
  readonly daysLeft: number;
  readonly lifetimeDays: number;
  /** rsa, rsa-pss, ec, ed25519, dsa, … */
  readonly keyType: string;
  readonly keyBits: number;
  readonly signature: string;
  /** Signature algorithms of the chain, the self-signed root left out: nobody relies on that signature. */
  readonly signatures: readonly string[];
  readonly names: readonly string[];
  readonly subject: string;
  readonly issuer: string;
  readonly selfSigned: boolean;
  readonly nameValid: boolean;
  /** It names a responder that says whether it was revoked (OCSP). */
  readonly responder: boolean;
  /** Clients must refuse it without a stapled response (RFC 7633). */
  readonly mustStaple: boolean;
}

const DAY_MS = 86_400_000;

/** The object identifier of the TLS feature extension, 1.3.6.1.5.5.7.1.24, in DER. */
const MUST_STAPLE = Buffer.from('06082b06010505070118', 'hex');

/** NIST SP 800-57 part 1: the size in which elliptic curves are compared. */
const CURVE_BITS: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp224r1: 224,
  prime192v1: 192,
};

/** Facts of a chain in DER, the server's own certificate first; null where that cannot be read. */
export function certificateFacts(
  chain: readonly Buffer[],
  name: string | null,
  now: Date,
): CertificateFacts | null {
  const [own] = chain;
  if (own === undefined) return null;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(own);
  } catch {
    return null;
  }
  const from = new Date(certificate.validFrom);
  const to = new Date(certificate.validTo);
  const key = certificate.publicKey;
  const details = key.asymmetricKeyDetails;
  const isOwnIssuer = isSelfSigned(certificate);
  const issuers = isOwnIssuer ? [] : chain.slice(1).filter((der) => !isRoot(der));
  const signatures = [own, ...issuers].map((der) => signatureAlgorithm(der) ?? 'unreadable');
  return {
    notBefore: from.toISOString(),
    notAfter: to.toISOString(),
    expired: to < now,
    notYetValid: from > now,
    daysLeft: Math.floor((to.getTime() - now.getTime()) / DAY_MS),
    lifetimeDays: Math.round((to.getTime() - from.getTime()) / DAY_MS),
    keyType: key.asymmetricKeyType ?? 'unknown',
    keyBits: details?.modulusLength ?? bitsOfCurve(details?.namedCurve, key.asymmetricKeyType),
    signature: signatures[0] ?? 'unreadable',
    signatures,
    names: namesOf(certificate),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    selfSigned: isOwnIssuer,
    responder: certificate.infoAccess?.includes('OCSP - URI:') ?? false,
    mustStaple: own.includes(MUST_STAPLE),
    nameValid: name === null || isCertificateFor(certificate, name),
  };
}

function bitsOfCurve(curve: string | undefined, type: string | undefined): number {
  if (type === 'ed25519') return 256;
  if (type === 'ed448') return 456;
  const known = CURVE_BITS[curve ?? ''];
  return known ?? Number(/\d{3}/.exec(curve ?? '')?.[0] ?? 0);
}

function isRoot(der: Buffer): boolean {
  try {
    return isSelfSigned(new X509Certificate(der));
  } catch {
    return false;
  }
}

function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}

function namesOf(certificate: X509Certificate): readonly string[] {
  const written = certificate.subjectAltName ?? '';
  return [...written.matchAll(/(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]+)/g)].map((match) =>
    (match[1] ?? '').trim(),
  );
}

function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}
