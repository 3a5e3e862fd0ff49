/** Seeded randomness for generators: the same seed gives the same choices on every machine. */

export interface Random {
  /** From 0 to below 1. */
  float(): number;
  /** From 0 to below `bound`. */
  below(bound: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the alternatives, by weight. */
  weighted<T>(list: readonly (readonly [number, T])[]): T;
  /** Between `least` and `most` results of `make`. */
  several<T>(least: number, most: number, make: (index: number) => T): readonly T[];
}

/** The mulberry32 sequence of a seed. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const float = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(float() * bound);
  const pick = <T>(list: readonly T[]): T => {
    const index = below(list.length);
    const found = list[index];
    if (found === undefined && index >= list.length) throw new Error('nothing to pick from');
    return found as T;
  };
  return {
    float,
    below,
    chance: (probability) => float() < probability,
    pick,
    weighted: (list) => {
      let left = float() * list.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of list) {
        left -= weight;
        if (left < 0) return value;
      }
      return pick(list)[1];
    },
    several: (least, most, make) =>
      Array.from({ length: least + below(most - least + 1) }, (_, index) => make(index)),
  };
}
