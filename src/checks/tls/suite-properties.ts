/** What IANA's name of a suite says about it, in the words in which `nginx.server` says it of a configured one. */

export interface SuiteProperties {
  readonly name: string;
  /** Authenticated encryption. */
  readonly aead: boolean;
  /** Ephemeral key exchange. */
  readonly forwardSecrecy: boolean;
  /** No server authentication. */
  readonly anonymous: boolean;
  /** OpenSSL's word: AESGCM, CHACHA20/POLY1305, AES, 3DES, RC4, None, … */
  readonly encryption: string;
  /** AEAD, SHA1, SHA256, MD5, … */
  readonly mac: string;
}

const ENCRYPTION: readonly (readonly [RegExp, string])[] = [
  [/^AES_\d+_GCM/, 'AESGCM'],
  [/^AES_\d+_CCM_8/, 'AESCCM8'],
  [/^AES_\d+_CCM/, 'AESCCM'],
  [/^CHACHA20/, 'CHACHA20/POLY1305'],
  [/^ARIA_\d+_GCM/, 'ARIAGCM'],
  [/^ARIA/, 'ARIA'],
  [/^CAMELLIA_\d+_GCM/, 'CamelliaGCM'],
  [/^CAMELLIA/, 'Camellia'],
  [/^AES/, 'AES'],
  [/^3DES/, '3DES'],
  [/^DES/, 'DES'],
  [/^(RC4|RC2|IDEA|SEED)/, '$1'],
  [/^NULL/, 'None'],
];

/** Properties of a suite by its name in the IANA registry; a name without `_WITH_` is one of TLS 1.3. */
export function suiteProperties(name: string): SuiteProperties {
  const bare = name.replace(/^TLS_/, '');
  const at = bare.indexOf('_WITH_');
  const exchange = at < 0 ? null : bare.slice(0, at);
  const cipher = at < 0 ? bare : bare.slice(at + '_WITH_'.length);
  const aead = /_(GCM|CCM)(_|$)|CHACHA20/.test(cipher);
  const found = ENCRYPTION.find(([pattern]) => pattern.test(cipher));
  const hash = /_(MD5|SHA\d*)$/.exec(cipher)?.[1] ?? 'SHA256';
  return {
    name,
    aead,
    forwardSecrecy: exchange === null || /(^|_)(EC)?DHE(_|$)|DH_anon/.test(exchange),
    anonymous: exchange !== null && /_anon/.test(exchange),
    encryption:
      found === undefined ? cipher : found[1] === '$1' ? (found[0].exec(cipher)?.[1] ?? '') : found[1],
    mac: aead ? 'AEAD' : hash === 'SHA' ? 'SHA1' : hash,
  };
}
