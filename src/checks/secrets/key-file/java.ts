/**
 * Key stores of Java: JKS and JCEKS as the JDK writes them (`sun.security.provider.JavaKeyStore`), BKS as Bouncy Castle does
 * (`BcKeyStoreSpi`). What an entry is stands before it in the clear; a store of certificates alone holds no secret.
 */
import type { KeyFile } from './key-file.ts';
import { opensJava } from './known-password.ts';

const JKS = 0xfeedfeed;
const JCEKS = 0xcececece;
/** An entry has some twenty bytes. */
const MOST_ENTRIES = 100_000;

/** A place in the bytes; reading beyond their end throws a RangeError. */
class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    this.#at += 1;
    return this.#bytes.readUInt8(this.#at - 1);
  }

  number(): number {
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  skip(length: number): void {
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('the file ends before');
  }

  /** `DataOutput.writeUTF`: its length in two bytes, and its bytes. */
  text(): void {
    this.#at += 2;
    this.skip(this.#bytes.readUInt16BE(this.#at - 2));
  }

  /** Its length in four bytes, and its bytes. */
  data(): void {
    this.skip(this.number());
  }
}

/** Null for what is none, or holds certificates alone. */
export function javaKeyStore(bytes: Buffer): KeyFile | null {
  const magic = bytes.length < 12 ? 0 : bytes.readUInt32BE(0);
  try {
    if (magic === JKS || magic === JCEKS) {
      if (!holdsKey(new Cursor(bytes), magic)) return null;
      return { format: magic === JKS ? 'jks' : 'jceks', keys: opensJava(bytes) ? 'open' : 'protected' };
    }
    return magic === 1 || magic === 2 ? bks(new Cursor(bytes)) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Magic, version, count; then for each entry what it is, its alias and date. */
function holdsKey(cursor: Cursor, magic: number): boolean {
  cursor.skip(4);
  const version = cursor.number();
  const count = cursor.number();
  if (version !== 1 && version !== 2) return false;
  for (let entry = 0; entry < Math.min(count, MOST_ENTRIES); entry++) {
    const tag = cursor.number();
    cursor.text();
    cursor.skip(8);
    if (tag === 1 || (tag === 3 && magic === JCEKS)) return true;
    if (tag !== 2) return false;
    if (version === 2) cursor.text();
    cursor.data();
  }
  return false;
}

/** Version, salt, count of iterations; then entries up to a zero, and a digest. */
function bks(cursor: Cursor): KeyFile | null {
  cursor.skip(4);
  if (cursor.number() !== 20) return null;
  cursor.skip(20);
  if (cursor.number() > 0xffff) return null;
  let keys: KeyFile['keys'] | null = null;
  for (let entry = 0; entry < MOST_ENTRIES; entry++) {
    const kind = cursor.byte();
    if (kind === 0) {
      cursor.skip(20);
      return keys === null ? null : { format: 'bks', keys };
    }
    cursor.text();
    cursor.skip(8);
    for (let chain = cursor.number(); chain > 0; chain--) skipCertificate(cursor);
    if (kind === 1) skipCertificate(cursor);
    else if (kind === 2) {
      skipPlainKey(cursor);
      keys = 'plain';
    } else if (kind === 3 || kind === 4) {
      cursor.data();
      keys ??= 'protected';
    } else return null;
  }
  return null;
}

function skipCertificate(cursor: Cursor): void {
  cursor.text();
  cursor.data();
}

/** What kind of key, the names of its format and algorithm, and the key. */
function skipPlainKey(cursor: Cursor): void {
  cursor.byte();
  cursor.text();
  cursor.text();
  cursor.data();
}
