/** What stands around a match, and what it is itself: the fields by which rules tell a leak from noise. */
import type { TokenClaims } from './jwt.ts';

export interface Context {
  /** A word or a pattern that stands where a secret belongs: `changeme`, `<password>`, `xxxxxxxx`, `12345678`. */
  readonly placeholder: boolean;
  /** A variable, a template, a call or a path that leads to the secret, and not the secret: `${DB_PASSWORD}`. */
  readonly reference: boolean;
  /** Encrypted or sealed: SOPS, ansible-vault, `ENC[…]`, `{cipher}…`. */
  readonly encrypted: boolean;
  /** A public key, a certificate, a digest, an integrity hash or a UUID where no such thing is a secret. */
  readonly publicValue: boolean;
  /** Reads like words, an identifier or a sentence. */
  readonly wordlike: boolean;
  /** The detector's own list of harmless values names it. */
  readonly allowed: boolean;
  /** The file is a test or a fixture. */
  readonly test: boolean;
  /** The file is an example, a template or documentation. */
  readonly example: boolean;
  /** The file is a lock file, generated, minified, or somebody else's. */
  readonly generated: boolean;
  /** Null where the format has none. */
  readonly checksum: 'valid' | 'invalid' | null;
  /** Null where the detector asks for no other nearby. */
  readonly near: boolean | null;
  /** Only of JSON Web Tokens. */
  readonly token?: TokenClaims;
}
