/** Whether a value that is called a password or a secret looks like one, and how much. */
import type { Confidence } from '../../engine/severity.ts';
import { type Assigned, latin1 } from './assigned.ts';
import { byteEntropy } from './byte-entropy.ts';
import { isEncodedLogin } from './encoded-login.ts';
import type { FileKind } from './file-kind.ts';
import { isCertainName, isSigningSecret, isSureName, type Named, namedBy, saysMore } from './identifier.ts';
import { surprise } from './surprise.ts';
import { hasUserNearby } from './user-nearby.ts';
import { isUuid } from './value.ts';

const SHORTEST: Readonly<Record<Named, number>> = { password: 5, secret: 10 };
/** Bytes; what is longer is no password, and no secret of a kind that nobody knows. */
export const LONGEST_LIKELY = 512;

/** Bits per character: identifiers and words stay below, random tokens above. Short ones vary more. */
const RANDOM_BITS = 5.2;
const RANDOM_BITS_SHORT = 5.6;
const SHORT = 16;
/** Shorter ones number and name things, but not under a name that can stand for nothing but a secret. */
const SHORTEST_HEX = 20;
const SHORTEST_NAMED_HEX = 16;
/** Shorter ones may be anything, where tests and examples are full of names. */
const SHORTEST_SURE = 20;
/** Of what stands behind a prefix such as `sk_live_`. */
const SHORTEST_BODY = 12;

/** Null where it does not. */
export function likenessOf(
  bytes: Buffer,
  assigned: Assigned,
  like: Named,
  kind: FileKind,
): Confidence | null {
  const length = assigned.end - assigned.start;
  if (length < SHORTEST[like] || length > LONGEST_LIKELY || kind.isLock) return null;
  const identifier = latin1(bytes, assigned.identifierStart, assigned.identifierEnd);
  if (namedBy(identifier) !== like) return null;
  const value = latin1(bytes, assigned.start, assigned.end);
  const inFile = isEnvironment(bytes, assigned) ? { ...assigned, form: 'word' as const } : assigned;
  if (isItself(value, identifier)) return null;
  if (/[\0-\x20\x7f-\xff]/.test(value) || byteEntropy(bytes, assigned.start, assigned.end) < 2) return null;
  if (isUuid(value)) return isCertainName(identifier) && !kind.isCode ? 'medium' : 'low';
  if (like === 'secret') return secretLikeness(value, inFile, identifier, kind);
  const likeness = passwordLikeness(value, inFile, kind);
  if (
    likeness === 'high' ||
    inFile.operator === 'compare' ||
    inFile.operator === 'call' ||
    inFile.operator === 'pair'
  )
    return likeness;
  return besideUser(bytes, value, inFile, likeness);
}

/** Of a public key of OpenPGP, or its end: `ENV GPG_KEY 7169…6305`. */
function isFingerprint(value: string): boolean {
  return /^(?:0x)?[0-9A-F]{16}(?:[0-9A-F]{24})?$/i.test(value);
}

/** A variable of the same name is passed on, or the name of one is told. */
function isItself(value: string, identifier: string): boolean {
  if (value.length > identifier.length && /^[A-Za-z0-9]*$/.test(value)) return false;
  const [a, b] = [value, identifier].map((text) => text.toLowerCase().replace(/[^a-z0-9]/g, '')) as [
    string,
    string,
  ];
  return a === b || (b.endsWith(a) && /[^a-z0-9]/i.test(identifier.at(-value.length - 1) ?? ''));
}

/** A word may be a password or speak of one; beside the literal name of a user it is one, and what is no word surely. */
function besideUser(
  bytes: Buffer,
  value: string,
  assigned: Assigned,
  alone: Confidence | null,
): Confidence | null {
  const isMixed = /\d/.test(value) && /[a-z]/i.test(value);
  if (alone === 'medium') return isMixed && hasUserNearby(bytes, assigned) ? 'high' : alone;
  // `{ user: 'PGUSER', password: 'PGPASSWORD' }` says where they are.
  const isName =
    /^[A-Z][A-Z0-9_]*$/.test(value) || /^(?:\w*[^a-z])?pass(?:word|wd)?$|pwd$|pass[A-Z_-]/i.test(value);
  return !isName && /^[A-Za-z0-9_.-]{6,40}$/.test(value) && hasUserNearby(bytes, assigned) ? 'medium' : alone;
}

/** `DB_PASSWORD=x` and `spring.mail.password=x` are entries of an environment or of properties wherever they stand. */
function isEnvironment(
  bytes: Buffer,
  { form, operator, identifierStart, identifierEnd, start }: Assigned,
): boolean {
  if (form !== 'doubtful' || operator !== 'assign' || start !== identifierEnd + 1) return false;
  return /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z][\w-]*(?:\.[a-z][\w-]*){2,})$/.test(
    latin1(bytes, identifierStart, identifierEnd),
  );
}

function secretLikeness(
  value: string,
  { operator, form }: Assigned,
  identifier: string,
  kind: FileKind,
): Confidence | null {
  // Program text holds names, selectors, messages and templates under such names.
  if (isFingerprint(value) && /gpg|pgp/i.test(identifier)) return null;
  if (/auth|basic|cred/i.test(identifier) && isEncodedLogin(value)) return 'high';
  const isPlain = /^[\w.=+/~%@!?#$^&*-]+$/.test(value);
  const isSecret = isPlain && (isRandom(value) || (isShortHex(value) && isCertainName(identifier)));
  if (!isSecret && !isChosenAtRandom(value)) {
    const isWritten = form === 'quoted' || (!kind.isCode && (form === 'line' || form === 'word'));
    const isAssigned = operator === 'assign' || operator === 'fallback';
    const isChosen = isWritten && isAssigned && isPlain && signsWith(identifier, value, kind);
    return isChosen ? 'medium' : null;
  }
  if (operator === 'compare' || operator === 'call') return 'low';
  if (form === 'doubtful' && !/\d/.test(value)) return 'low';
  if (kind.isGenerated && kind.isCode) return 'low';
  const isSure =
    operator !== 'pair' && form !== 'doubtful' && value.length >= SHORTEST_SURE && isSureName(identifier);
  return isSure && isRandom(value) ? 'high' : 'medium';
}

/** Nobody checks how random it is: `JWT_SECRET = "blue_whale_2024"`. Paths, ids of texts and names of settings have points. */
function signsWith(identifier: string, value: string, kind: FileKind): boolean {
  // In manifests, the key of a Secret.
  if (!kind.isCode && /^secret_?key$/i.test(identifier)) return false;
  return !/[.:/]|^[A-Z0-9_]+$/.test(value) && isSigningSecret(identifier) && saysMore(value);
}

/** There are 94 characters that can be typed: of more than these, too many come twice. */
const LONGEST_CHOSEN = 156;

/** Of all kinds of characters, of which hardly one comes twice: what a generator makes of everything that can be typed. */
function isChosenAtRandom(value: string): boolean {
  if (value.length < 16 || value.length > LONGEST_CHOSEN) return false;
  if (!/\d/.test(value) || !/[a-z]/.test(value) || !/[A-Z]/.test(value)) return false;
  const symbols = value.replace(/[A-Za-z0-9]/g, '');
  return new Set(symbols).size >= 5 && new Set(value).size >= value.length * 0.6;
}

/** What rules for passwords ask for: neither a word nor a name has letters of both cases or a symbol, and digits. */
function isChosenWell(value: string): boolean {
  if (value.length < 8 || !/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  return /[^A-Za-z0-9_.:/-]/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value)) || isRandom(value);
}

function isShortHex(value: string): boolean {
  return value.length >= SHORTEST_NAMED_HEX && /^(?=.*\d.*\d)(?=.*[a-f])[0-9a-f]+$/.test(value);
}

/** True for hexadecimal of 20 digits or more, and for whatever no word looks like. */
export function isRandom(value: string): boolean {
  const body = value.replace(/^(?:0x|(?:[a-z]{2,8}_){1,2})/, '');
  if (body.length < value.length && body.length < SHORTEST_BODY) return false;
  if (/^[0-9a-f]+$/i.test(body)) {
    return body.length >= SHORTEST_HEX && /\d/.test(value) && /[a-f]/i.test(value);
  }
  if (!/[\d]/.test(value) && !/[a-z][A-Z]|[A-Z][a-z]/.test(value) && value.length < 24) {
    return surprise(value) >= RANDOM_BITS_SHORT + 0.6;
  }
  return surprise(value) >= (value.length < SHORT ? RANDOM_BITS_SHORT : RANDOM_BITS);
}

/** People choose passwords that are nearly words: in configuration all that is no word counts, in program text more. */
function passwordLikeness(value: string, { operator, form }: Assigned, kind: FileKind): Confidence | null {
  const hasDigit = /\d/.test(value);
  const hasSymbol = /[^A-Za-z0-9_.-]/.test(value);
  const isMixed = /[a-z]/.test(value) && /[A-Z]/.test(value);
  const isOdd = surprise(value) >= RANDOM_BITS_SHORT;
  if (/[{}[\]();]|<.*>|[<>]=/.test(value) && !isOdd) return null;
  // Bytes that are written down.
  if (/\\x[\da-f]{2}.*\\x[\da-f]{2}/i.test(value)) return null;
  if (operator === 'fallback') return isChosenWell(value) ? 'high' : 'medium';
  if (operator === 'said') return 'medium';
  if (operator === 'compare' || operator === 'call' || operator === 'pair') {
    // The names of settings stand side by side.
    const isSure = operator === 'pair' ? isOdd && hasDigit : isOdd;
    return isSure || (hasDigit && (hasSymbol || isMixed)) ? 'medium' : hasDigit ? 'low' : null;
  }
  // In a test it is still shown.
  if (form !== 'doubtful' && isChosenWell(value)) return 'high';
  if (form === 'doubtful' || kind.isCode)
    return isOdd || hasDigit || (hasSymbol && isMixed) ? 'medium' : null;
  if (hasDigit || hasSymbol || isOdd || isMixed) return 'medium';
  return 'low';
}
