/** Finds a value of an exact shape behind a keyword, however it is assigned: the shape itself is the evidence. */
import { BACKSLASH, TOKEN } from './bytes.ts';
import type { CompiledBody } from './compile.ts';
import { endsWord, startsWord } from './token.ts';

/** How far behind the keyword a value may begin. */
const REACH = 80;

/** `=`, `:`, `>`, `(`, `,`, `|`, quotes and blanks: between name and value stands at least one of them. */
function separates(byte: number): boolean {
  return !(TOKEN[byte] === 1) || byte === 61;
}

/** The value of the shape that begins within reach of `[from)`, on this line or the next; null where there is none. */
export function bodyAfter(
  bytes: Uint8Array,
  length: number,
  from: number,
  { table, min, max }: CompiledBody,
): { readonly start: number; readonly end: number } | null {
  const limit = Math.min(length, from + REACH);
  let lines = 0;
  let separated = false;
  for (let at = from; at < limit; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 10 && ++lines > 1) return null;
    if (separates(byte)) {
      separated = true;
      continue;
    }
    if (!separated || table[byte] === 0 || table[bytes[at - 1] ?? 0] === 1 || bytes[at - 1] === BACKSLASH)
      continue;
    let end = at;
    const most = Math.min(length, at + max);
    while (end < most && table[bytes[end] ?? 0] === 1) end++;
    if (end - at >= min && startsWord(bytes, at) && endsWord(bytes, length, end, table))
      return { start: at, end };
  }
  return null;
}
