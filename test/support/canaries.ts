/** Secrets that no output may hold, and what of them an output must not hold: pieces of eight characters, and encodings. */
import type { Random } from './random.ts';

const LETTERS = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const ALPHABETS = {
  word: LETTERS,
  password: `${LETTERS}!#%+*.-_~?`,
  hex: '0123456789abcdef',
  base64: `${LETTERS}01+/`,
} as const;

export type CanaryShape = keyof typeof ALPHABETS;

export const SHAPES = Object.keys(ALPHABETS) as readonly CanaryShape[];

/** A secret that nobody has: random, and never the same twice. Nothing but letters and digits at its ends. */
export function canary(random: Random, shape: CanaryShape, length: number): string {
  const inner = Array.from({ length: length - 2 }, () => random.pick([...ALPHABETS[shape]])).join('');
  const [first, last] = shape === 'hex' ? ['a', '7'] : [random.pick([...LETTERS]), random.pick([...LETTERS])];
  return `${first}${inner}${last}`;
}

const WINDOW = 8;
/** Of base64, twelve characters stand for nine. */
const ENCODED_WINDOW = 12;

export interface Watched {
  /** The canaries (by number) that show in an output, and how. */
  leaksIn(output: string): readonly string[];
}

/** Watches for all canaries at once. */
export function watch(canaries: readonly string[]): Watched {
  const pieces = new Map<string, string>();
  const remember = (text: string, size: number, what: string): void => {
    for (let at = 0; at + size <= text.length; at++) pieces.set(text.slice(at, at + size), what);
  };
  for (const [index, secret] of canaries.entries()) {
    remember(secret, WINDOW, `canary ${index}`);
    remember([...secret].reverse().join(''), WINDOW, `canary ${index} reversed`);
    for (let shift = 0; shift < 3; shift++) {
      const encoded = Buffer.from(' '.repeat(shift) + secret).toString('base64');
      // What the characters around it have a part in is left out.
      remember(encoded.slice(shift === 0 ? 0 : 4, -4), ENCODED_WINDOW, `canary ${index} in base64`);
    }
    remember(Buffer.from(secret).toString('hex'), 2 * WINDOW, `canary ${index} in hexadecimal`);
  }
  const sizes = [...new Set([...pieces.keys()].map(({ length }) => length))];
  return {
    leaksIn(output) {
      const leaks = new Set<string>();
      for (const size of sizes) {
        for (let at = 0; at + size <= output.length; at++) {
          const found = pieces.get(output.slice(at, at + size));
          if (found !== undefined) leaks.add(`${found}, at ${at}`);
          if (leaks.size > 50) return [...leaks];
        }
      }
      return [...leaks];
    },
  };
}
