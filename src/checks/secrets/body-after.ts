/** Finds a value of an exact shape behind a keyword, however it is assigned: the shape itself is the evidence. */
import { BACKSLASH, TOKEN } from './bytes.ts';
import type { CompiledBody } from './compile.ts';
import { endsWord, startsWord } from './token.ts';

/** How far behind the keyword a value may begin. */
const REACH = 80;

const EQUALS = 61;
const DASH = 45;
const DOT = 46;

/**
 * `=`, `:`, `>`, `(`, `,`, `|`, quotes and blanks, and what joins words where no value of the shape holds it: between name
 * and value stands at least one of them.
 */
function separates(byte: number, table: Uint8Array): boolean {
  if (byte === EQUALS || TOKEN[byte] === 0) return true;
  return (byte === DASH || byte === DOT) && table[byte] === 0;
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
    if (separates(byte, table)) {
      separated = true;
      continue;
    }
    const before = bytes[at - 1] ?? 0;
    if (!separated || table[byte] === 0 || before === BACKSLASH) continue;
    // Base64 holds `=` as padding, which stands behind a value and never before one.
    if (table[before] === 1 && before !== EQUALS) continue;
    let end = at;
    const most = Math.min(length, at + max);
    while (end < most && table[bytes[end] ?? 0] === 1) end++;
    if (end - at < min || !startsWord(bytes, at) || !endsWord(bytes, length, end, table)) continue;
    if (!isName(bytes, at, end, table)) return { start: at, end };
  }
  return null;
}

const DOLLAR = 36;
const OPEN_BRACE = 123;
const UNDERSCORE = 95;

/** `${NAME}`, `CLIENT_SECRET_2` and `someIdentifier` stand where values do; random text of letters and digits has a digit. */
function isName(bytes: Uint8Array, start: number, end: number, table: Uint8Array): boolean {
  const before = bytes[start - 1];
  if (before === DOLLAR || (before === OPEN_BRACE && isTemplate(bytes[start - 2]))) return true;
  if (table[0x30] === 0 || (table[0x61] === 0 && table[0x41] === 0)) return false;
  let [digits, lower, joints] = [0, 0, 0];
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) digits++;
    else if (byte >= 0x61 && byte <= 0x7a) lower++;
    else if (byte === UNDERSCORE) joints++;
  }
  return digits === 0 || (lower === 0 && joints > 0 && digits <= 2);
}

function isTemplate(byte: number | undefined): boolean {
  return byte === DOLLAR || byte === OPEN_BRACE;
}
