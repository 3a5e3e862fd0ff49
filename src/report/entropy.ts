/** Tells a random token from the names, paths and cipher lists that configuration is full of. */

/** Shannon entropy of the characters of `text`, in bits per character. */
export function bitsPerCharacter(text: string): number {
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
const TURNS_OF_TOKENS = 0.2;

/** What is left of a token without its ordinary segments: `nginx-6d68ff5f86` is the name of a ReplicaSet. */
const SHORTEST_RESIDUE = 12;

/**
 * True for a token of letters, digits and `+ / _ ~ - =` that looks random: at least 16 characters, a high entropy for
 * its alphabet, and either many turns between kinds of characters or a long stretch without the vowels of a word.
 */
export function looksRandom(token: string): boolean {
  if (token.length < SHORTEST_TOKEN) return false;
  if (bitsPerCharacter(token) < (/^[0-9a-fA-F]+$/.test(token) ? HEX_BITS : OTHER_BITS)) return false;
  let residue = 0;
  let pairs = 0;
  let turns = 0;
  for (const segment of token.split(/[^A-Za-z0-9]+/)) {
    if (segment === '') continue;
    if (isUnpronounceable(segment)) return true;
    pairs += segment.length - 1;
    if (isOrdinary(segment)) continue;
    residue += segment.length;
    turns += segment.match(TURNS)?.length ?? 0;
  }
  return residue >= SHORTEST_RESIDUE && turns / pairs >= TURNS_OF_TOKENS;
}

function isOrdinary(segment: string): boolean {
  if (ORDINARY.test(segment)) return true;
  return /^[A-Za-z]+$/.test(segment) && segment.length / (segment.match(CAMEL_WORDS)?.length ?? 1) >= 3;
}

function isUnpronounceable(segment: string): boolean {
  if (segment.length < 20 || !/^(?:[a-z]+|[A-Z]+)$/.test(segment)) return false;
  const vowels = segment.match(/[aeiouy]/gi)?.length ?? 0;
  return vowels / segment.length < 0.22 || /[bcdfghjklmnpqrstvwxz]{7}/i.test(segment);
}
