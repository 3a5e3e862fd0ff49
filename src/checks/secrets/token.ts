/** Tokens: a literal prefix, a body of an alphabet, perhaps a literal behind. Found without a regular expression. */
import { BACKSLASH, WORD } from './bytes.ts';
import type { CompiledToken } from './compile.ts';

const EQUALS = 61;
const PERCENT = 37;

/** The end of the token whose prefix ends at `bodyStart`; -1 where there is none. */
export function tokenEnd(
  { shape, body }: CompiledToken,
  bytes: Uint8Array,
  length: number,
  bodyStart: number,
): number {
  const limit = Math.min(length, bodyStart + body.max);
  let at = bodyStart;
  while (at < limit && body.table[bytes[at] ?? 0] === 1) at++;
  if (at - bodyStart < body.min) return -1;
  if (shape.suffix !== '') {
    at = beforeSuffix(shape.suffix, bytes, bodyStart + body.min, at);
    if (at < 0) return -1;
    at += shape.suffix.length;
  }
  return shape.boundary === 'word' && !endsWord(bytes, length, at, body.table) ? -1 : at;
}

/** The last place in `[from, to]` at which the suffix stands. */
function beforeSuffix(suffix: string, bytes: Uint8Array, from: number, to: number): number {
  for (let at = to; at >= from; at--) {
    let i = 0;
    while (i < suffix.length && bytes[at + i] === suffix.charCodeAt(i)) i++;
    if (i === suffix.length) return at;
  }
  return -1;
}

/** True where no word goes on: `\n` and `%3D` before a token are escapes and not part of a word. */
export function startsWord(bytes: Uint8Array, start: number): boolean {
  if (start === 0 || WORD[bytes[start - 1] ?? 0] === 0) return true;
  if (bytes[start - 2] === BACKSLASH) return /[nrtvfb0]/.test(String.fromCharCode(bytes[start - 1] ?? 0));
  if (bytes[start - 3] !== PERCENT) return false;
  return /[0-9A-F]{2}/i.test(String.fromCharCode(bytes[start - 2] ?? 0, bytes[start - 1] ?? 0));
}

/** True where neither a word nor the alphabet goes on; `=` ends every alphabet, since it pads. */
export function endsWord(bytes: Uint8Array, length: number, end: number, table: Uint8Array): boolean {
  if (end >= length) return true;
  const byte = bytes[end] ?? 0;
  return byte === EQUALS || (WORD[byte] === 0 && table[byte] === 0);
}
