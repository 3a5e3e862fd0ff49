/** Addresses that show what a range lets in: one that a person recognises as somebody else's, if there is one. */
import {
  type AddressBits,
  BITS,
  type Family,
  type IpAddress,
  inRange,
  maskOf,
  parseAddress,
} from './address.ts';
import type { Pattern } from './cells.ts';

/** Addresses to take if they can be had, and ranges to keep out of. */
export interface Preference {
  readonly first: readonly IpAddress[];
  readonly within: readonly AddressBits[];
  readonly outside: readonly AddressBits[];
}

function range(text: string): AddressBits {
  const [base = '', length = ''] = text.split('/');
  const address = parseAddress(base);
  if (address === null) throw new TypeError(`not a range: ${text}`);
  return { ...address, mask: maskOf(Number(length), address.family) };
}

/** A preference written as addresses and ranges. */
export function preference(
  first: readonly string[],
  within: readonly string[],
  outside: readonly string[],
): Preference {
  const addresses = first.flatMap((text) => parseAddress(text) ?? []);
  return { first: addresses, within: within.map(range), outside: outside.map(range) };
}

/** Public addresses, those of the documentation first (RFC 5737, RFC 3849); nothing private, local or reserved. */
export const PUBLIC: Preference = preference(
  ['203.0.113.10', '2001:db8::10'],
  [],
  [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
    ...['192.168.0.0/16', '224.0.0.0/3', '::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
  ],
);

export function isPreferred(address: IpAddress, { within, outside }: Preference): boolean {
  const isIn = (range: AddressBits): boolean => inRange(address, range);
  return (within.length === 0 || within.some(isIn)) && !outside.some(isIn);
}

/** An address of the patterns, a preferred one if they have one that is easily found; null without patterns. */
export function witnessAddress(
  family: Family,
  patterns: readonly Pattern[],
  prefer: Preference,
): IpAddress | null {
  let any: IpAddress | null = null;
  for (const pattern of patterns) {
    for (const candidate of candidatesIn(family, pattern, prefer)) {
      if (isPreferred(candidate, prefer)) return candidate;
      any ??= candidate;
    }
  }
  return any;
}

function* candidatesIn(family: Family, pattern: Pattern, prefer: Preference): Generator<IpAddress> {
  for (const address of prefer.first) {
    if (address.family === family && (address.value & pattern.mask) === pattern.value) yield address;
  }
  const full = (1n << BigInt(BITS[family])) - 1n;
  const free = full ^ pattern.mask;
  // The second address of a network is more often a machine than the first.
  if ((free & 1n) === 1n && free !== 1n) yield { family, value: pattern.value | 1n };
  // Where a range that is preferred, or one that is not, begins or ends: one of these must do.
  for (const { family: of, value, mask } of [...prefer.within, ...prefer.outside]) {
    if (of !== family) continue;
    const end = (value & mask) | (full ^ mask);
    for (const edge of [value & mask, end, (end + 1n) & full]) {
      yield { family, value: pattern.value | (edge & free) };
    }
  }
  yield { family, value: pattern.value };
}
