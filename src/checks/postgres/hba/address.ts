/**
 * The address field: what inet_aton and inet_pton take for an address, prefix lengths and masks. Addresses are numbers,
 * with the family beside them: a server compares IPv4 with IPv4 and IPv6 with IPv6 only.
 */
import { parseRange } from '../../../engine/cidr.ts';

export type Family = 4 | 6;

export const BITS = { 4: 32, 6: 128 } as const;

export interface IpAddress {
  readonly family: Family;
  readonly value: bigint;
}

/** The addresses of a family that agree with `value` in the bits that `mask` sets. */
export interface AddressBits extends IpAddress {
  readonly mask: bigint;
}

/** Whom an entry is for. `range` may have a mask with holes: `10.0.0.1 255.0.0.255`. */
export type HbaAddress =
  | { readonly kind: 'all' | 'samehost' | 'samenet' }
  | { readonly kind: 'host'; readonly name: string }
  | (AddressBits & { readonly kind: 'range' });

/** IPv6 in its RFC 4291 forms, IPv4 also as `127.1`, `0x7f.1` or `2130706433`, as glibc's getaddrinfo takes it. */
export function parseAddress(text: string): IpAddress | null {
  if (!text.includes(':')) return parseLooseFour(text);
  const range = text.includes('/') ? null : parseRange(text.replace(/%\w+$/, ''));
  if (range === null) return null;
  // An IPv4-mapped address is one of IPv6 to the server.
  return { family: 6, value: range.family === 4 ? range.first | MAPPED : range.first };
}

const MAPPED = 0xffffn << 32n;
const NUMBER = /^(?:0[xX][0-9a-fA-F]{1,16}|0[0-7]{0,22}|[1-9]\d{0,19})$/;

function parseLooseFour(text: string): IpAddress | null {
  const plain = parseDotted(text);
  if (plain !== null) return { family: 4, value: BigInt(plain) };
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => NUMBER.test(part))) return null;
  const numbers = parts.map((part) => Number(/^0\d/.test(part) ? `0o${part}` : part));
  const last = numbers.pop() ?? 0;
  if (last >= 256 ** (4 - numbers.length) || numbers.some((number) => number > 255)) return null;
  const value = numbers.reduce((sum, number, index) => sum + number * 256 ** (3 - index), last);
  return { family: 4, value: BigInt(value) };
}

/** Four decimal numbers without leading zeros, as nearly all are written; null for anything else. */
function parseDotted(text: string): number | null {
  let value = 0;
  let part = -1;
  let parts = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      if (part === 0) return null;
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return null;
    } else if (digit === -2 && part >= 0 && parts < 3) {
      value = value * 256 + part;
      part = -1;
      parts++;
    } else return null;
  }
  return parts === 3 && part >= 0 ? value * 256 + part : null;
}

/** The mask of a prefix length as strtol reads it (white space and a sign may precede it); null where it is none. */
export function prefixMask(text: string, family: Family): bigint | null {
  if (!/^[ \t\n\v\f\r]*[+-]?\d{1,30}$/.test(text)) return null;
  const length = Number(text);
  return length < 0 || length > BITS[family] ? null : maskOf(length, family);
}

/** The mask whose first `length` bits are set. */
export function maskOf(length: number, family: Family): bigint {
  return MASKS[family][length] ?? 0n;
}

const MASKS = { 4: allMasks(4), 6: allMasks(6) } as const;
const LENGTHS = new Map(MASKS[6].map((mask, length) => [mask, length]));

function allMasks(family: Family): readonly bigint[] {
  return Array.from(
    { length: BITS[family] + 1 },
    (_, length) => ((1n << BigInt(length)) - 1n) << BigInt(BITS[family] - length),
  );
}

/** How many leading bits a mask without holes sets; null for one with holes. */
export function prefixLength(mask: bigint, family: Family): number | null {
  if (family === 6) return LENGTHS.get(mask) ?? null;
  const free = ~Number(mask) >>> 0;
  return (free & (free + 1)) === 0 ? Math.clz32(free) : null;
}

export function inRange({ family, value }: IpAddress, range: AddressBits): boolean {
  return family === range.family && ((value ^ range.value) & range.mask) === 0n;
}
