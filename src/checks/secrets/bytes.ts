/** Kinds of bytes, as tables. */

export function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

export const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const DIGITS = '0123456789';

/** Letters, digits and `_`. */
export const WORD = tableOf(`${LETTERS}${DIGITS}_`);
/** What identifiers and keys are made of. */
export const IDENTIFIER = tableOf(`${LETTERS}${DIGITS}_.$-`);
/** What a token without quotes is made of. */
export const TOKEN = tableOf(`${LETTERS}${DIGITS}_.=+/~%-`);
/** Ends a value without quotes that is a word. */
export const ENDS_WORD = tableOf(' \t\r\n"\'`<>,;)}]\0');
export const BLANK = tableOf(' \t');
export const QUOTES = tableOf('"\'`');

export const BACKSLASH = 92;
export const NEWLINE = 10;
export const RETURN = 13;
