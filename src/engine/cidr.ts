/** Addresses and ranges of IPv4 and IPv6, and whether one range lies in a union of others: exactly, with a witness. */

/** All addresses from `first` to `last`, both included. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { 4: 32, 6: 128 } as const;
/** `::ffff:0:0/96`: IPv4 addresses as IPv6 sockets see them (RFC 4291 section 2.5.5.2). */
const MAPPED = 0xffffn << 32n;

/**
 * An address (`10.1.2.3`, `::1`) or a range (`10.0.0.0/8`; bits below the prefix are ignored). Null for anything else,
 * host names and IPv4 octets with leading zeros among it. IPv4-mapped IPv6 addresses count as IPv4.
 */
export function parseRange(text: string): AddressRange | null {
  const [address = '', prefix, ...rest] = text.split('/');
  if (rest.length > 0) return null;
  const four = parseFour(address);
  const six = four === null ? parseSix(address) : null;
  const family = four !== null ? 4 : 6;
  const value = four ?? six;
  if (value === null) return null;
  const bits = BITS[family];
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (!(length <= bits)) return null;
  const free = BigInt(bits - length);
  const first = (value >> free) << free;
  const range = { family, first, last: first | ((1n << free) - 1n) } as const;
  return family === 6 && length >= 96 && first >> 32n === 0xffffn ? unmapped(range) : range;
}

function unmapped({ first, last }: AddressRange): AddressRange {
  return { family: 4, first: first - MAPPED, last: last - MAPPED };
}

function parseFour(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return BigInt(value);
}

/** RFC 4291 section 2.2: eight groups, one run of zeros as `::`, the last 32 bits perhaps as IPv4. */
function parseSix(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (head === null || head === undefined || tail === null) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array<bigint>(tail === undefined ? 0 : missing).fill(0n), ...(tail ?? [])];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function groupsOf(text: string, isEnd: boolean): readonly bigint[] | null {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const four = isEnd && index === parts.length - 1 ? parseFour(part) : null;
    if (four !== null) groups.push(four >> 16n, four & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
}

/** The first address of `range` that none of `ranges` holds, as text; null where they hold all of it. */
export function addressOutside(range: AddressRange, ranges: readonly AddressRange[]): string | null {
  const address = outsideSorted(range, sortedRanges(range.family, ranges));
  return address === null ? null : formatAddress(range.family, address);
}

/** The ranges of one family by their first addresses. */
export function sortedRanges(family: 4 | 6, ranges: readonly AddressRange[]): readonly AddressRange[] {
  return ranges
    .filter((range) => range.family === family)
    .toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
}

/** As `addressOutside`, as a number, of ranges that are sorted and of the family of `range`. */
export function outsideSorted(range: AddressRange, sorted: readonly AddressRange[]): bigint | null {
  let next = range.first;
  for (const { first, last } of sorted) {
    if (first > next) break;
    if (last >= next) next = last + 1n;
    if (next > range.last) return null;
  }
  return next;
}

/** As people write it: dots, or colons with the longest run of zeros left out. */
export function formatAddress(family: 4 | 6, value: bigint): string {
  if (family === 4) {
    const bits = Number(value);
    return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
  }
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
