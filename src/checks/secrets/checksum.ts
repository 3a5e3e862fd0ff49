/** Checksums that tokens carry: they tell a token that a provider made from one that only looks like it. */
import { crc32Of } from './crc32.ts';

export const CHECKSUMS = ['base62-crc32', 'hex-crc32'] as const;
export type Checksum = (typeof CHECKSUMS)[number];

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The checksum that belongs behind `random`, the characters of a token after its prefix and before the checksum.
 *
 * - `base62-crc32`: CRC-32 as six base62 digits, most significant first, digits before upper before lower case
 *   (GitHub, npm: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/)
 * - `hex-crc32`: CRC-32 as eight hexadecimal digits, with an underscore before (Grafana service accounts)
 */
export function checksumOf(checksum: Checksum, random: string): string {
  const crc = crc32Of(Buffer.from(random, 'latin1'));
  switch (checksum) {
    case 'base62-crc32':
      return base62(crc).padStart(6, '0');
    case 'hex-crc32':
      return crc.toString(16).padStart(8, '0');
  }
}

/** How many characters a checksum takes at the end of a token. */
export function checksumLength(checksum: Checksum): number {
  return checksum === 'base62-crc32' ? 6 : 8;
}

/** Whether the last characters of `body` (a token without its prefix) are the checksum of what stands before them. */
export function checksumHolds(checksum: Checksum, body: string): boolean {
  const split = body.length - checksumLength(checksum);
  if (split <= 0) return false;
  const random = body.slice(0, split);
  return (
    checksumOf(checksum, checksum === 'hex-crc32' ? random.replace(/_$/, '') : random) === body.slice(split)
  );
}

function base62(value: number): string {
  let digits = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) digits = (BASE62[rest % 62] ?? '') + digits;
  return digits;
}
