/** Tells a random token from the names, paths and cipher lists that configuration is full of. */

/** Of characters of Latin-1; empty between two calls. */
const latin1Counts = new Uint32Array(256);

/** Shannon entropy of the characters of `text`, in bits per character. */
export function bitsPerCharacter(text: string): number {
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code > 255) {
      latin1Counts.fill(0);
      return bitsPerCodePoint(text);
    }
    latin1Counts[code] = (latin1Counts[code] ?? 0) + 1;
  }
  let bits = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    const count = latin1Counts[code] ?? 0;
    if (count === 0) continue;
    bits -= (count / length) * Math.log2(count / length);
    latin1Counts[code] = 0;
  }
  return bits;
}

function bitsPerCodePoint(text: string): number {
  const counts = new Map<string, number>();
  let length = 0;
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
    length += 1;
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

export const SHORTEST_TOKEN = 16;

/** Hexadecimal cannot exceed 4.0 bits; 16 random letters and digits have about 3.8. */
const HEX_BITS = 3;
const OTHER_BITS = 3.3;

/** `AES128`, `SHA256`, `TLS`, `443`, `10m`: a word, a number, or a word with a number. */
const ORDINARY = /^(?:[a-z]{1,12}\d{0,5}|[A-Z][a-z]{1,15}\d{0,5}|[A-Z]{1,12}\d{0,5}|\d+[a-z]{0,3})$/;

/** The words of `ApplyOutOfSyncOnly`. */
const CAMEL_WORDS = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g;

/** Places where a letter meets a digit, or a lower-case letter an upper-case one: rare in words, common in tokens. */
const TURNS = /(?:(?<=[a-z])[A-Z0-9]|(?<=[A-Z])[0-9]|(?<=[0-9])[A-Za-z])/g;
const VOWELS = /[aeiouy]/gi;

/**
 * Random letters and digits have 0.3 to 0.45 turns per pair and 0.23 vowels per letter, names at most 0.2 and about
 * 0.38; hexadecimal has vowels enough and is judged by its turns alone.
 */
const FEWEST_TURNS = 0.08;
const TURNS_OF_HEX = 0.2;
const TURNS_OVER_VOWELS = -0.2;
const HEX = /^[0-9a-fA-F]+$/;

/** What is left of a token without its ordinary segments: `nginx-6d68ff5f86` is the name of a ReplicaSet. */
const SHORTEST_RESIDUE = 12;

/**
 * True for a token of letters, digits and `+ / _ ~ - =` that looks random: at least 16 characters, a high entropy for
 * its alphabet, and either many turns between kinds of characters or a long stretch without the vowels of a word.
 */
export function looksRandom(token: string): boolean {
  if (token.length < SHORTEST_TOKEN) return false;
  if (bitsPerCharacter(token) < (HEX.test(token) ? HEX_BITS : OTHER_BITS)) return false;
  const segments = token.split(/[^A-Za-z0-9]+/).filter((segment) => segment !== '');
  if (segments.some(isUnpronounceable)) return true;
  const odd = segments.filter((segment) => !isOrdinary(segment));
  if (lengthOf(odd) < Math.max(SHORTEST_RESIDUE, lengthOf(segments) / 2)) return false;
  const turns = countIn(odd, TURNS) / (lengthOf(odd) - odd.length);
  if (odd.every((segment) => HEX.test(segment))) return turns >= TURNS_OF_HEX;
  const vowels = countIn(odd, VOWELS) / Math.max(1, countIn(odd, /[A-Za-z]/g));
  return turns >= FEWEST_TURNS && turns - vowels >= TURNS_OVER_VOWELS;
}

function lengthOf(segments: readonly string[]): number {
  return segments.reduce((sum, segment) => sum + segment.length, 0);
}

function countIn(segments: readonly string[], pattern: RegExp): number {
  return segments.reduce((sum, segment) => sum + (segment.match(pattern)?.length ?? 0), 0);
}

function isOrdinary(segment: string): boolean {
  if (ORDINARY.test(segment)) return true;
  const letters = /^([A-Za-z]+)\d{0,3}$/.exec(segment)?.[1];
  if (letters === undefined) return false;
  return letters.length / (letters.match(CAMEL_WORDS)?.length ?? 1) >= 3;
}

function isUnpronounceable(segment: string): boolean {
  if (segment.length < 20 || !/^(?:[a-z]+|[A-Z]+)$/.test(segment)) return false;
  const vowels = segment.match(VOWELS)?.length ?? 0;
  return vowels / segment.length < 0.22 || /[bcdfghjklmnpqrstvwxz]{7}/i.test(segment);
}
