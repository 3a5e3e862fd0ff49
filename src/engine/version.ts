/** Versions as configuration and servers write them, in their order. */

/** Protocol versions from old to new, as nginx, OpenSSL and PostgreSQL spell them. */
export const PROTOCOLS: readonly string[] = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

const DOTTED = /^v?(\d+(?:\.\d+)*)(?:[-+~_ ].*)?$/;
const PRERELEASE = /^v?[\d.]+[-~](alpha|beta|dev|pre|rc|snapshot)/i;

export function isVersion(text: string): boolean {
  return PROTOCOLS.includes(text) || DOTTED.test(text);
}

/**
 * Negative where `a` is older than `b`, positive where it is newer, 0 where they are the same. Null where they cannot be
 * compared: one is no version, or only one is a TLS version. Missing parts count as 0 (`1.25` is `1.25.0`), what follows
 * the numbers does not count (`1.25.1-alpine`), but a pre-release (`16.0-rc1`) is older than its release.
 */
export function compareVersions(a: string, b: string): number | null {
  const first = PROTOCOLS.indexOf(a);
  const second = PROTOCOLS.indexOf(b);
  if (first !== -1 && second !== -1) return first - second;
  const left = numbersOf(a);
  const right = numbersOf(b);
  if (left === null || right === null) return null;
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(PRERELEASE.test(b)) - Number(PRERELEASE.test(a));
}

function numbersOf(text: string): readonly number[] | null {
  const numbers = DOTTED.exec(text)?.[1];
  return numbers === undefined ? null : numbers.split('.').map(Number);
}
