/** Sets of addresses as lists of prefixes: what is left of one without others, and as few as possible for the same set. */
import { BITS, type Family, maskOf } from './address.ts';
import type { Pattern } from './cells.ts';

/** A range of addresses; `value` has no bits beyond `length`. */
export interface Prefix {
  readonly family: Family;
  readonly value: bigint;
  readonly length: number;
}

/** What is left of a prefix without some that lie in it and do not overlap; sorted. */
export function remainder(whole: Prefix, without: readonly Prefix[]): readonly Prefix[] {
  if (without.length === 0) return [whole];
  if (without.some(({ length }) => length === whole.length)) return [];
  const { family, value } = whole;
  const length = whole.length + 1;
  const bit = 1n << BigInt(BITS[family] - length);
  const low = without.filter((prefix) => (prefix.value & bit) === 0n);
  const high = without.filter((prefix) => (prefix.value & bit) !== 0n);
  return [
    ...remainder({ family, value, length }, low),
    ...remainder({ family, value: value | bit, length }, high),
  ];
}

/**
 * The prefixes that patterns are made of, as few as possible, sorted; at most `most`, and `rest` says whether there are
 * more (a mask with holes stands for up to millions).
 */
export function prefixesOf(
  family: Family,
  patterns: readonly Pattern[],
  most: number,
): { readonly prefixes: readonly Prefix[]; readonly rest: boolean } {
  const found: Prefix[] = [];
  let rest = false;
  for (const { value, mask } of patterns) {
    const zeros = maskOf(BITS[family], family) ^ mask;
    const low = trailingOnes(zeros);
    const length = BITS[family] - low;
    const holes = bitsOf(zeros >> BigInt(low)).map((bit) => BigInt(bit + low));
    const count = holes.length > 20 ? most + 1 : 2 ** holes.length;
    for (let number = 0; number < Math.min(count, most); number++) {
      const filled = holes.reduce(
        (sum, bit, at) => (((number >> at) & 1) === 0 ? sum : sum | (1n << bit)),
        value,
      );
      found.push({ family, value: filled, length });
    }
    if (count > most) rest = true;
  }
  const merged = found.length === 1 ? found : mergedPrefixes(found);
  return { prefixes: merged.slice(0, most), rest: rest || merged.length > most };
}

function trailingOnes(bits: bigint): number {
  const zeros = (bits + 1n) & ~bits;
  return zeros.toString(2).length - 1;
}

function bitsOf(bits: bigint): readonly number[] {
  if (bits === 0n) return [];
  return [...bits.toString(2)].reverse().flatMap((digit, at) => (digit === '1' ? [at] : []));
}

/** Two halves become one whole, again and again. Sorted; what lies inside another is dropped. */
export function mergedPrefixes(prefixes: readonly Prefix[]): readonly Prefix[] {
  if (prefixes.length < 2) return prefixes;
  const sorted = prefixes.toSorted((a, b) =>
    a.value === b.value ? a.length - b.length : a.value < b.value ? -1 : 1,
  );
  const stack: Prefix[] = [];
  for (const prefix of sorted) {
    const before = stack.at(-1);
    if (before !== undefined && holds(before, prefix)) continue;
    let current = prefix;
    for (let other = stack.at(-1); other !== undefined && areHalves(other, current); other = stack.at(-1)) {
      stack.pop();
      current = { ...other, length: other.length - 1 };
    }
    stack.push(current);
  }
  return stack;
}

function holds(outer: Prefix, inner: Prefix): boolean {
  const mask = maskOf(outer.length, outer.family);
  return outer.length <= inner.length && (inner.value & mask) === outer.value;
}

function areHalves(first: Prefix, second: Prefix): boolean {
  if (first.length !== second.length || first.length === 0) return false;
  const bit = 1n << BigInt(BITS[first.family] - first.length);
  return (first.value & bit) === 0n && (first.value | bit) === second.value;
}
