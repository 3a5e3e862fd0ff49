/** A private key in a file of its own, in DER: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC 1 (RFC 5915). */
import { childrenOf, type Element, elementAt, numberOf, octetsOf, oidOf, TAG } from './ber.ts';
import type { KeyFile } from './key-file.ts';

/** `rsaEncryption`, `id-RSASSA-PSS`, `id-dsa`, `id-ecPublicKey`, X25519, X448, Ed25519, Ed448. */
const KEYS = new Set([
  '2a864886f70d010101',
  '2a864886f70d01010a',
  '2a8648ce380401',
  '2a8648ce3d0201',
  '2b656e',
  '2b656f',
  '2b6570',
  '2b6571',
]);
/** Schemes of encryption by a password: PKCS#5 (RFC 8018) and PKCS#12 (RFC 7292, appendix C). */
const BY_PASSWORD = /^2a864886f70d01(?:05(?:01|03|04|06|0a|0b|0d)|0c01\w\w)$/;

/** Version, modulus, two exponents, two primes, two exponents of these, and a coefficient. */
const RSA_NUMBERS = 9;
/** Bytes of a private value of the smallest curve and of the largest. */
const [SHORTEST, LONGEST] = [20, 72];

/** Null for what is none. The key is all that the file holds. */
export function der(bytes: Buffer): KeyFile | null {
  const whole = elementAt(bytes, 0);
  if (whole?.tag !== TAG.SEQUENCE || whole.next !== bytes.length) return null;
  const parts = childrenOf(bytes, whole);
  if (parts === null) return null;
  const [first, second, third] = parts;
  if (KEYS.has(algorithm(bytes, second)) && octetsOf(bytes, third) !== null)
    return isVersion(bytes, first) ? { format: 'pkcs8', keys: 'plain' } : null;
  if (parts.length === 2 && BY_PASSWORD.test(algorithm(bytes, first)) && octetsOf(bytes, second) !== null)
    return { format: 'pkcs8', keys: 'protected' };
  if (numberOf(bytes, first) === 0 && isRsa(parts)) return { format: 'pkcs1', keys: 'plain' };
  if (numberOf(bytes, first) === 1 && isCurveKey(bytes, second, third))
    return { format: 'sec1', keys: 'plain' };
  return null;
}

function isVersion(bytes: Buffer, version: Element | undefined): boolean {
  const number = numberOf(bytes, version);
  return number === 0 || number === 1;
}

/** Of a `SEQUENCE { OBJECT IDENTIFIER, … }`. */
function algorithm(bytes: Buffer, element: Element | undefined): string {
  return element?.tag === TAG.SEQUENCE ? oidOf(bytes, childrenOf(bytes, element)?.[0]) : '';
}

function isRsa(parts: readonly Element[]): boolean {
  return parts.length === RSA_NUMBERS && parts.every(({ tag }) => tag === TAG.INTEGER);
}

/** The value, and behind it the curve. */
function isCurveKey(bytes: Buffer, value: Element | undefined, curve: Element | undefined): boolean {
  const length = octetsOf(bytes, value)?.length ?? 0;
  if (length < SHORTEST || length > LONGEST || curve?.tag !== TAG.EXPLICIT_0) return false;
  return oidOf(bytes, childrenOf(bytes, curve)?.[0]) !== '';
}
