/**
 * Addresses that no range tells apart, put together: whoever knows what happens to one address of an area knows it of
 * all. Prefixes nest, so that each makes one area; masks with holes do not, and are told apart bit by bit.
 */
import { BITS, type Family, maskOf, prefixLength } from './address.ts';
import { mergedPrefixes, type Prefix, remainder } from './prefixes.ts';

/** The addresses that agree with `value` in the bits that `mask` sets; `value` has no other bits. */
export interface Pattern {
  readonly value: bigint;
  readonly mask: bigint;
}

export interface Area {
  readonly family: Family;
  /** The one prefix that it is; null where it is more than one. */
  readonly prefix: Prefix | null;
  holds(address: bigint): boolean;
  /** They do not overlap. Worked out when asked for. */
  patterns(): readonly Pattern[];
  /** Indexes of the given ranges that hold it, ascending. */
  readonly inside: readonly number[];
}

/** The areas of a family, the one outside of all ranges too. Null where masks with holes make too many. */
export function areasOf(family: Family, ranges: readonly Pattern[]): readonly Area[] | null {
  const prefixes: Prefix[] = [];
  for (const { value, mask } of ranges) {
    const length = prefixLength(mask, family);
    if (length === null) return splitAreas(family, ranges);
    prefixes.push({ family, value: value & mask, length });
  }
  return nestedAreas(family, prefixes);
}

/** A prefix without those that lie in it. */
class NestedArea implements Area {
  readonly whole: Prefix;
  readonly inside: readonly number[];
  /** The areas that lie in it and in no other below it. */
  readonly children: NestedArea[] = [];
  readonly parent: NestedArea | null;
  #patterns: readonly Pattern[] | null = null;

  constructor(whole: Prefix, inside: readonly number[], parent: NestedArea | null) {
    this.whole = whole;
    this.parent = parent;
    this.inside = inside;
  }

  get family(): Family {
    return this.whole.family;
  }

  get prefix(): Prefix | null {
    return this.children.length === 0 ? this.whole : null;
  }

  holds(address: bigint): boolean {
    return isIn(address, this.whole) && !this.children.some(({ whole }) => isIn(address, whole));
  }

  patterns(): readonly Pattern[] {
    this.#patterns ??= remainder(
      this.whole,
      this.children.map(({ whole }) => whole),
    ).map(({ family, value, length }) => ({ value, mask: maskOf(length, family) }));
    return this.#patterns;
  }
}

function isIn(address: bigint, { family, value, length }: Prefix): boolean {
  return (address & maskOf(length, family)) === value;
}

function nestedAreas(family: Family, prefixes: readonly Prefix[]): readonly Area[] {
  const order = prefixes
    .map((prefix, index) => ({ prefix, index }))
    .sort(({ prefix: a }, { prefix: b }) =>
      a.value === b.value ? a.length - b.length : a.value < b.value ? -1 : 1,
    );
  const whole = { family, value: 0n, length: 0 };
  const areas: NestedArea[] = [];
  const open: NestedArea[] = [];
  const enter = (prefix: Prefix, inside: readonly number[]): void => {
    const parent = open.at(-1) ?? null;
    const node = new NestedArea(prefix, inside, parent);
    parent?.children.push(node);
    areas.push(node);
    open.push(node);
  };
  const zero = order.filter(({ prefix }) => prefix.length === 0).map(({ index }) => index);
  enter(whole, zero);
  for (let at = zero.length; at < order.length; ) {
    const next = order[at];
    if (next === undefined) break;
    const { prefix } = next;
    const same: number[] = [];
    for (; order[at]?.prefix.value === prefix.value && order[at]?.prefix.length === prefix.length; at++) {
      same.push(order[at]?.index ?? 0);
    }
    for (let top = open.at(-1); top !== undefined && !isIn(prefix.value, top.whole); top = open.at(-1))
      open.pop();
    const around = open.at(-1)?.inside ?? [];
    enter(prefix, around.length === 0 ? same : [...around, ...same].sort((a, b) => a - b));
  }
  return areas;
}

/**
 * The prefixes that areas of one family are together, as few as possible, sorted; null where one of them comes of masks with
 * holes. Areas that fill a prefix are that prefix, however many there are.
 */
export function unionOf(areas: readonly Area[]): readonly Prefix[] | null {
  const nested = new Set<NestedArea>();
  for (const area of areas) {
    if (!(area instanceof NestedArea)) return null;
    nested.add(area);
  }
  const full = new Map<NestedArea, boolean>();
  const isFull = (area: NestedArea): boolean => {
    let known = full.get(area);
    if (known === undefined) {
      known = nested.has(area) && area.children.every(isFull);
      full.set(area, known);
    }
    return known;
  };
  const found: Prefix[] = [];
  for (const area of nested) {
    if (area.parent !== null && isFull(area.parent)) continue;
    if (isFull(area)) {
      // In a larger one that is taken in part it is what is left of that one.
      if (area.parent === null || !nested.has(area.parent)) found.push(area.whole);
      continue;
    }
    const without = area.children.filter((child) => !isFull(child)).map(({ whole }) => whole);
    for (const one of remainder(area.whole, without)) found.push(one);
  }
  return mergedPrefixes(found);
}

/** Patterns in all areas together; only masks with holes come near. */
const MOST_PATTERNS = 20_000;

function splitAreas(family: Family, ranges: readonly Pattern[]): readonly Area[] | null {
  const areas = new Map<string, { readonly patterns: Pattern[]; readonly inside: readonly number[] }>();
  let left = MOST_PATTERNS;

  /** Splits at the next bit that tells anything apart; `open` are the ranges that agree so far. */
  const split = (bit: number, pattern: Pattern, open: readonly number[]): void => {
    if (left <= 0) return;
    const next = nextBit(bit, open);
    if (next < 0) {
      left--;
      const key = open.join();
      const known = areas.get(key);
      if (known === undefined) areas.set(key, { patterns: [pattern], inside: open });
      else known.patterns.push(pattern);
      return;
    }
    const one = 1n << BigInt(next);
    for (const value of [0n, one]) {
      const agreeing = open.filter((index) => {
        const range = ranges[index];
        return range !== undefined && ((range.mask & one) === 0n || (range.value & one) === value);
      });
      split(next - 1, { value: pattern.value | value, mask: pattern.mask | one }, agreeing);
    }
  };

  /** The highest bit from `bit` down that a range still looks at; -1 without one. */
  const nextBit = (bit: number, open: readonly number[]): number => {
    const below = (1n << BigInt(bit + 1)) - 1n;
    let looked = 0n;
    for (const index of open) looked |= (ranges[index]?.mask ?? 0n) & below;
    return looked === 0n ? -1 : looked.toString(2).length - 1;
  };

  split(
    BITS[family] - 1,
    { value: 0n, mask: 0n },
    ranges.map((_, index) => index),
  );
  if (left <= 0) return null;
  return [...areas.values()].map(({ patterns, inside }) => ({
    family,
    prefix: null,
    inside,
    holds: (address) => patterns.some(({ value, mask }) => (address & mask) === value),
    patterns: () => patterns,
  }));
}

/** How many addresses a pattern has, as a power of two. */
export function freeBits(family: Family, { mask }: Pattern): number {
  const length = prefixLength(mask, family);
  if (length !== null) return BITS[family] - length;
  return BITS[family] - mask.toString(2).replaceAll('0', '').length;
}
