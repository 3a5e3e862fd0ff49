/** The alphabets of tokens, as tables over bytes. */

const LOWER = 'a-z';
const UPPER = 'A-Z';
const DIGITS = '0-9';

/** By the names that detector files use; each as the inside of a character class. */
export const CHARSETS = {
  base62: LOWER + UPPER + DIGITS,
  base64: `${LOWER}${UPPER}${DIGITS}+/=`,
  base64url: `${LOWER}${UPPER}${DIGITS}_-`,
  hex: `${DIGITS}a-f`,
  HEX: `${DIGITS}A-F`,
  hexAny: `${DIGITS}a-fA-F`,
  lower: LOWER,
  upper: UPPER,
  digits: DIGITS,
  alnumLower: LOWER + DIGITS,
  alnumUpper: UPPER + DIGITS,
  base32: `${UPPER}2-7`,
} as const;

export type CharsetName = keyof typeof CHARSETS;

export function isCharsetName(name: string): name is CharsetName {
  return Object.hasOwn(CHARSETS, name);
}

/** 1 for each byte that the charset holds: a name, or a class of ASCII characters and ranges such as `[A-Za-z0-9_-]`. */
export function charsetTable(charset: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of charsetCharacters(charset)) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Every character of a charset, once, in the order of their codes. */
export function charsetCharacters(charset: string): readonly string[] {
  const inside = isCharsetName(charset) ? CHARSETS[charset] : charset.slice(1, -1);
  const found = new Set<number>();
  const units = [...inside.matchAll(/\\(.)|([^\\])/gs)].map((match) => ({
    code: (match[1] ?? match[2] ?? '').charCodeAt(0),
    isDash: match[2] === '-',
  }));
  for (let i = 0; i < units.length; i++) {
    const from = units[i]?.code ?? 0;
    const to = units[i + 2];
    const isRange = units[i + 1]?.isDash === true && to !== undefined;
    for (let code = from; code <= (isRange ? to.code : from); code++) found.add(code);
    if (isRange) i += 2;
  }
  return [...found].sort((a, b) => a - b).map((code) => String.fromCharCode(code));
}
