/** What a JSON Web Token says of itself, without its signature being checked: how it is signed, and how long it is valid. */

export interface TokenClaims {
  /** `alg` of its header (RFC 7515, 4.1.1); null where it has none. */
  readonly algorithm: string | null;
  /** Whether it says when it expires (`exp`, RFC 7519, 4.1.4). */
  readonly expires: boolean;
  /** Seconds from `iat` to `exp`; missing where it does not say both. */
  readonly lifetime?: number;
}

const LONGEST = 16_384;
const TOKEN = /^eyJ[\w-]*\.eyJ[\w-]*(?:\.[\w-]*)?$/;

/** Null for what is no token of two JSON objects and perhaps a signature. */
export function tokenClaims(value: string): TokenClaims | null {
  if (value.length > LONGEST || !TOKEN.test(value)) return null;
  const [header, payload] = value.split('.', 2).map(objectOf);
  if (header === undefined || header === null || payload === undefined || payload === null) return null;
  const { alg } = header;
  const { exp, iat } = payload;
  const lifetime = typeof exp === 'number' && typeof iat === 'number' ? Math.round(exp - iat) : -1;
  return {
    // What is no name of an algorithm is not shown: it may hold anything.
    algorithm: typeof alg === 'string' ? (/^[\w+-]{1,20}$/.test(alg) ? alg : 'other') : null,
    expires: typeof exp === 'number',
    ...(lifetime >= 0 ? { lifetime } : {}),
  };
}

function objectOf(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : null;
  } catch {
    return null;
  }
}
