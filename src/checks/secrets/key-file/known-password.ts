/**
 * Whether a key store opens with a password that everybody tries first, by the digest that it carries over its content: then
 * it protects nothing. Nothing is decrypted.
 */
import { crypto } from '../../../source/crypto.ts';
import { childrenOf, type Element, numberOf, octetsOf, oidOf } from './ber.ts';

/** Of manuals, of the JDK, of what Google issues, and what comes first in lists of passwords. */
const KNOWN = ['', 'changeit', 'notasecret', 'password', 'secret', 'changeme', '123456'] as const;

/** What the JDK puts between password and content (`sun.security.provider.JavaKeyStore`). */
const WHITENER = 'Mighty Aphrodite';
const SHA1_LENGTH = 20;

/** JKS and JCEKS: one SHA-1 over password and content, at the end of the file. */
export function opensJava(bytes: Buffer): boolean {
  const content = bytes.subarray(0, bytes.length - SHA1_LENGTH);
  const digest = bytes.subarray(bytes.length - SHA1_LENGTH);
  return KNOWN.some((password) => {
    const parts = [bmpText(password), Buffer.from(WHITENER, 'latin1'), content];
    return crypto().hash('sha1', Buffer.concat(parts), 'buffer').equals(digest);
  });
}

interface Hash {
  readonly name: string;
  /** Bytes of the blocks it works on. */
  readonly block: number;
}

const HASHES: Readonly<Record<string, Hash>> = {
  '2b0e03021a': { name: 'sha1', block: 64 },
  '608648016503040201': { name: 'sha256', block: 64 },
  '608648016503040202': { name: 'sha384', block: 128 },
  '608648016503040203': { name: 'sha512', block: 128 },
};

/** What programs write is 10,000 at most; a file may not make us count for longer. */
const MOST_ITERATIONS = 10_000;

/** Of digests, to try passwords: for the stores of an archive together, of which each may want 80,000. */
export const MOST_ROUNDS = 200_000;

export interface Rounds {
  left: number;
}

/**
 * PKCS#12 (RFC 7292, section 4 and appendix B): `mac` is its `MacData`, `content` what that is made over. False too for
 * digests by other means (RFC 9579). Null where no rounds are left to try.
 */
export function opensPkcs12(
  bytes: Buffer,
  mac: Element | undefined,
  content: Buffer,
  rounds: Rounds,
): boolean | null {
  const [info, saltAt, iterationsAt] = (mac && childrenOf(bytes, mac)) ?? [];
  const [algorithm, digestAt] = (info && childrenOf(bytes, info)) ?? [];
  const hash = HASHES[oidOf(bytes, algorithm && childrenOf(bytes, algorithm)?.[0])];
  const salt = octetsOf(bytes, saltAt);
  const digest = octetsOf(bytes, digestAt);
  const iterations = iterationsAt === undefined ? 1 : numberOf(bytes, iterationsAt);
  if (hash === undefined || salt === null || digest === null || salt.length === 0 || salt.length > 1024)
    return false;
  if (iterations === null || iterations < 1 || iterations > MOST_ITERATIONS) return false;
  // No password is written as an empty one, or as none at all.
  const passwords = [Buffer.alloc(0), ...KNOWN.map((password) => bmpText(`${password}\0`))];
  if (rounds.left < passwords.length * iterations) return null;
  return passwords.some((password) => {
    rounds.left -= iterations;
    const key = macKey(hash, salt, password, iterations);
    return crypto().createHmac(hash.name, key).update(content).digest().equals(digest);
  });
}

/** RFC 7292, appendix B.2 with the diversifier 3; one round gives as many bytes as a digest needs for its key. */
function macKey({ name, block }: Hash, salt: Buffer, password: Buffer, iterations: number): Buffer {
  const diversifier = Buffer.alloc(block, 3);
  let key = Buffer.concat([diversifier, filled(salt, block), filled(password, block)]);
  for (let round = 0; round < iterations; round++) key = crypto().hash(name, key, 'buffer');
  return key;
}

/** Repeated up to a multiple of the block's length. */
function filled(bytes: Buffer, block: number): Buffer {
  return bytes.length === 0 ? bytes : Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
}

/** Two bytes for each character, the higher first. */
function bmpText(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}
