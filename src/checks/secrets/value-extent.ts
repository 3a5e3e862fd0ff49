/** Where a value begins and ends: by its quotes, by the next blank, or by the end of its line. */
import { BACKSLASH, BLANK, ENDS_WORD, NEWLINE, QUOTES, RETURN, tableOf } from './bytes.ts';
import type { Bare } from './file-kind.ts';

export interface Value {
  readonly start: number;
  readonly end: number;
  /** By what the value ends; `doubtful` is a word in a file of which nothing is known. */
  readonly form: 'quoted' | 'line' | 'word' | 'doubtful' | 'tag';
}

export const LONGEST_VALUE = 1024;
const HASH = 35;
/** `n`, `r`, `t`. */
const ESCAPED = [110, 114, 116];

/** The value at or behind `from`; null where there is none, or where only program text stands. */
export function valueAt(bytes: Buffer, length: number, from: number, bare: Bare): Value | null {
  let at = skipBlanks(bytes, length, from);
  if (bare === 'none' || bare === 'word') at = overLineEnd(bytes, length, at);
  at = overStringPrefix(bytes, at);
  let quotes = at;
  while (quotes < at + 3 && (bytes[quotes] === BACKSLASH || QUOTES[bytes[quotes] ?? 0] === 1)) quotes++;
  const quote = quotes > at ? bytes[quotes - 1] : undefined;
  if (quote !== undefined && QUOTES[quote] === 1) {
    // Two quotes are an empty text, three the start of a long one, and a backslash before one belongs to it.
    if (quotes - at === 2 && bytes[at] === quote) return null;
    const value = quoted(bytes, length, quotes, quote) ?? quotedByFirst(bytes, length, at, quote);
    return value === null ? null : { ...value, start: overScheme(bytes, value.start) };
  }
  if (bare === 'none') return null;
  at = overScheme(bytes, at);
  const end = bare === 'word' ? wordEnd(bytes, length, at) : lineEnd(bytes, length, at);
  if (end <= at) return null;
  return { start: at, end, form: bare };
}

const SCHEMES = ['bearer', 'basic', 'token', 'apikey', 'api-key', 'key', 'splunk', 'negotiate'];
const SCHEME = new RegExp(`^(?:${SCHEMES.join('|')}) +(?=\\S)`, 'i');
/** Their first two letters. */
const SCHEME_BEGINS = new Set(SCHEMES.map((word) => twoLetters(word.charCodeAt(0), word.charCodeAt(1))));

function twoLetters(first: number, second: number): number {
  return ((first | 32) << 8) | second | 32;
}

/** Behind `Bearer ` and its like; `from` where there is no such word. */
function overScheme(bytes: Buffer, from: number): number {
  if (!SCHEME_BEGINS.has(twoLetters(bytes[from] ?? 0, bytes[from + 1] ?? 0))) return from;
  const scheme = SCHEME.exec(bytes.toString('latin1', from, from + 16));
  return scheme === null ? from : from + scheme[0].length;
}

/** A quoted value may stand on the line after the operator. */
function overLineEnd(bytes: Buffer, length: number, from: number): number {
  if (bytes[from] !== NEWLINE && bytes[from] !== RETURN) return from;
  let at = from;
  const limit = Math.min(length, from + 80);
  while (at < limit && (BLANK[bytes[at] ?? 0] === 1 || bytes[at] === NEWLINE || bytes[at] === RETURN)) at++;
  return QUOTES[bytes[at] ?? 0] === 1 ? at : from;
}

/** `b"…"`, `r'…'`, `@"…"`, `L"…"`, `$'…'`, and `("…")`: at most two of these stand before a quote. */
export const STRING_PREFIX = 'bBrRuULfF@$([';
const PREFIX = tableOf(STRING_PREFIX);

/** The quote behind such a prefix; `from` where there is none. */
function overStringPrefix(bytes: Buffer, from: number): number {
  for (let at = from; at < from + 3; at++) {
    const byte = bytes[at] ?? 0;
    if (QUOTES[byte] === 1) return at;
    if (PREFIX[byte] === 0) return from;
  }
  return from;
}

/** Where another quote directly behind the first is the first character of the value. */
function quotedByFirst(bytes: Buffer, length: number, at: number, quote: number): Value | null {
  const first = bytes[at] ?? 0;
  return QUOTES[first] === 1 && first !== quote ? quoted(bytes, length, at + 1, first) : null;
}

function quoted(bytes: Buffer, length: number, start: number, quote: number): Value | null {
  const limit = Math.min(length, start + LONGEST_VALUE);
  for (let at = start; at < limit; at++) {
    const byte = bytes[at];
    if (byte === quote) {
      const end = bytes[at - 1] === BACKSLASH ? at - 1 : at;
      return end > start ? { start, end, form: 'quoted' } : null;
    }
    if (byte === BACKSLASH && bytes[at + 1] !== quote) at++;
    else if (byte === NEWLINE) return null;
  }
  return null;
}

/**
 * Where a value without quotes ends that is one word.
 *
 * @param known up to where it is known to go on
 */
export function wordEnd(bytes: Buffer, length: number, start: number, known = start): number {
  const limit = Math.min(length, start + LONGEST_VALUE);
  let at = known;
  while (at < limit && ENDS_WORD[bytes[at] ?? 0] === 0 && !isLineEscape(bytes, at)) at++;
  return at;
}

/** `\n` and its like, by which a quoted text goes on in another line. */
function isLineEscape(bytes: Buffer, at: number): boolean {
  return bytes[at] === BACKSLASH && ESCAPED.includes(bytes[at + 1] ?? 0);
}

/** To the end of the line, without a comment and what surrounds the value. */
function lineEnd(bytes: Buffer, length: number, start: number): number {
  const limit = Math.min(length, start + LONGEST_VALUE);
  let end = start;
  while (end < limit && !isLineEndOrComment(bytes, end)) end++;
  while (end > start && (BLANK[bytes[end - 1] ?? 0] === 1 || isClosing(bytes[end - 1]))) end--;
  return end;
}

/** A comment begins behind a blank. */
function isLineEndOrComment(bytes: Buffer, at: number): boolean {
  const byte = bytes[at];
  return byte === NEWLINE || byte === RETURN || (byte === HASH && BLANK[bytes[at - 1] ?? 0] === 1);
}

/** `,` and `;`. */
function isClosing(byte: number | undefined): boolean {
  return byte === 44 || byte === 59;
}

function skipBlanks(bytes: Buffer, length: number, from: number): number {
  const limit = Math.min(length, from + 64);
  let at = from;
  while (at < limit && BLANK[bytes[at] ?? 0] === 1) at++;
  return at;
}

/** The offset at which the line of `at` starts, looking back no further than `reach` bytes. */
export function lineStartOf(bytes: Buffer, at: number, reach: number): number {
  const limit = Math.max(0, at - reach);
  let start = at;
  while (start > limit && bytes[start - 1] !== NEWLINE && bytes[start - 1] !== RETURN) start--;
  return start;
}
