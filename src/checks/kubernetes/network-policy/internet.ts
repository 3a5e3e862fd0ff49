/** Which part of the internet a rule opens: addresses that no private or special range holds. */
import { type AddressRange, addressOutside, parseRange } from '../../../engine/cidr.ts';
import type { Peer } from './policy.ts';

type Block = Extract<Peer, { kind: 'block' }>;

const range = (text: string): AddressRange => {
  const parsed = parseRange(text);
  if (parsed === null) throw new Error(`not a range: ${text}`);
  return parsed;
};

/** Not globally reachable (IANA's special-purpose address registry, RFC 6890), multicast and reserved. */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
].map(range);

/** What IANA has given out for the internet. */
const GLOBAL_SIX = range('2000::/3');

/** Shown where they are open, since readers know them. */
const WELL_KNOWN = ['8.8.8.8', '2001:4860:4860::8888'] as const;

/** Smaller blocks are somebody's network rather than the internet: 2^24 addresses, of IPv6 a 65,536th of all. */
const WIDE = { 4: 1n << 24n, 6: 1n << 112n } as const;

export function isWide({ range: { family, first, last } }: Block): boolean {
  return last - first + 1n >= WIDE[family];
}

/** A public address that a wide block opens; null where it is narrow or leaves none. */
export function publicAddress(block: Block): string | null {
  if (!isWide(block)) return null;
  for (const text of WELL_KNOWN) {
    if (addressOutside(range(text), [block.range]) === null && !isExcepted(range(text), block)) return text;
  }
  if (block.range.family === 4) return addressOutside(block.range, [...SPECIAL, ...block.except]);
  // Two ranges with prefixes lie apart, or one in the other.
  if (addressOutside(block.range, [GLOBAL_SIX]) === null) return addressOutside(block.range, block.except);
  return addressOutside(GLOBAL_SIX, [block.range]) === null ? addressOutside(GLOBAL_SIX, block.except) : null;
}

function isExcepted(address: AddressRange, { except }: Block): boolean {
  return addressOutside(address, except) === null;
}

/** What cloud providers answer instance metadata on: 169.254.169.254 all, fd00:ec2::254 AWS; HTTP. */
export const METADATA = ['169.254.169.254', 'fd00:ec2::254'].map((text) => ({ text, address: range(text) }));
