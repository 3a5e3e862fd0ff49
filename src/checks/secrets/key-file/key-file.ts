/**
 * Files that are nothing but keys in a binary format: no keyword leads to them, and their first bytes say what they are.
 * What can be told without a password is told: a store of certificates is no secret.
 */
import { der } from './der.ts';
import { javaKeyStore } from './java.ts';
import { MOST_ROUNDS, type Rounds } from './known-password.ts';
import { pkcs12 } from './pkcs12.ts';

export const KEY_FORMATS = ['jks', 'jceks', 'bks', 'pkcs12', 'pkcs8', 'pkcs1', 'sec1'] as const;
export const KEY_STATES = ['plain', 'open', 'protected', 'unknown'] as const;

export interface KeyFile {
  readonly format: (typeof KEY_FORMATS)[number];
  /**
   * Whoever has the file has the keys (`plain`), has them with a password that everybody tries first (`open`), or with
   * another (`protected`); `unknown`: only the password tells whether there are any.
   */
  readonly keys: (typeof KEY_STATES)[number];
  /** Passwords that everybody tries first were not tried: too many of such files came before. */
  readonly isUntried?: boolean;
}

/** What file of keys this is; null for any other file, and for one of certificates alone. */
export function keyFile(bytes: Buffer, rounds: Rounds = { left: MOST_ROUNDS }): KeyFile | null {
  switch (bytes[0]) {
    case 0x30:
      return pkcs12(bytes, rounds) ?? der(bytes);
    case 0xfe:
    case 0xce:
    case 0:
      return javaKeyStore(bytes);
    default:
      return null;
  }
}
