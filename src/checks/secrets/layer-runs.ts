/**
 * Base64 and hexadecimal. Text is searched for long runs of their characters from the far end of each step, so that the
 * short words that nearly all text is made of are skipped and not read; a few decoded characters then tell encoded text
 * from keys, digests and paths, which decode to noise.
 */

import { lastUpTo } from '../../source/last-up-to.ts';
import { byteSet, isText, isTextOf, type Layer, PRINTABLE } from './layer.ts';

/** Characters; what is shorter holds no secret that could be told by itself. */
export const SHORTEST_RUN = 20;
export const SHORTEST_HEX = 32;
/** RFC 2045 has 76 characters in a line, PEM 64; some tools take up to 120. */
const SHORTEST_LINE = 60;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Six bits of each character of both alphabets (RFC 4648, sections 4 and 5), 255 for others. */
export const SEXTETS = new Uint8Array(256).fill(255);
for (const [value, letter] of [...`${LETTERS}+/`].entries()) SEXTETS[letter.charCodeAt(0)] = value;
SEXTETS[0x2d] = 62;
SEXTETS[0x5f] = 63;
const IN_RUN = byteSet((byte) => SEXTETS[byte] !== 255);
export const HEXADECIMAL = byteSet((byte) => /[0-9A-Fa-f]/.test(String.fromCharCode(byte)));

/** Where runs of at least `SHORTEST_RUN` characters of base64 begin. */
export function runStarts(bytes: Buffer): readonly number[] {
  const starts: number[] = [];
  const { length } = bytes;
  for (let start = 0; start + SHORTEST_RUN <= length; ) {
    let at = start + SHORTEST_RUN - 1;
    while (at >= start && IN_RUN[bytes[at] ?? 0] === 1) at--;
    if (at < start) starts.push(start);
    start = at < start ? runEnd(bytes, start + SHORTEST_RUN) : at + 1;
  }
  return starts;
}

/** Those of the runs that decode to text. */
export function encodedRuns(bytes: Buffer, starts: readonly number[]): readonly Layer[] {
  const layers: Layer[] = [];
  let done = 0;
  let noiseTo = 0;
  for (const start of starts) {
    if (start < done) continue;
    const end = runEnd(bytes, start + SHORTEST_RUN);
    const wrapped = wrappedFrom(
      bytes,
      start,
      end,
      start < noiseTo ? LINES_IN_NOISE : Number.POSITIVE_INFINITY,
    );
    const layer = hexLayer(bytes, start, end) ?? base64Layer(wrapped);
    if (layer === null) noiseTo = Math.max(noiseTo, wrapped.end);
    else layers.push(layer);
    done = Math.max(end, layer?.end ?? 0);
  }
  return layers;
}

/** What wraps over many lines and is no text as a whole may be one in parts, which are not read over again from each line. */
const LINES_IN_NOISE = 16;

function runEnd(bytes: Buffer, from: number): number {
  let end = from;
  while (end < bytes.length && IN_RUN[bytes[end] ?? 0] === 1) end++;
  return end;
}

/** A part of the encoded characters that stands in one line. */
interface Line {
  /** Of its first character, among all encoded ones and in the file. */
  readonly encoded: number;
  readonly outer: number;
}

interface Wrapped {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly Line[];
  readonly encoded: string;
}

const NOTHING: Wrapped = { start: 0, end: 0, lines: [], encoded: '' };

/** A run, with the lines in which it goes on; nothing where it does not begin as text. */
function wrappedFrom(bytes: Buffer, start: number, end: number, mostLines: number): Wrapped {
  if (!beginsAsText(bytes, start)) return NOTHING;
  const lines: Line[] = [{ encoded: 0, outer: start }];
  let encoded = bytes.toString('latin1', start, end);
  let last = end;
  const width = end - start;
  // A wrapped text goes on with lines of the same width and one shorter line.
  while (width >= SHORTEST_LINE && width % 4 === 0 && lines.length < mostLines) {
    const next = nextLine(bytes, last);
    if (next === null) break;
    const nextEnd = Math.min(runEnd(bytes, next), next + width + 1);
    if (nextEnd === next || nextEnd - next > width) break;
    lines.push({ encoded: encoded.length, outer: next });
    encoded += bytes.toString('latin1', next, nextEnd);
    last = nextEnd;
    if (nextEnd - next < width) break;
  }
  return { start, end: last, lines, encoded };
}

function base64Layer({ start, end: last, lines, encoded }: Wrapped): Layer | null {
  if (encoded === '') return null;
  const decoded = Buffer.from(encoded, 'base64');
  if (!isText(decoded)) return null;
  const outer = (character: number): number => {
    const line = lineOf(lines, character);
    return line.outer + character - line.encoded;
  };
  return {
    encoding: 'base64',
    bytes: decoded,
    start,
    end: last,
    startOf: (at) => outer(Math.floor((at * 4) / 3)),
    endOf: (at) => Math.min(last, outer(Math.ceil((at * 4) / 3) - 1) + 1),
  };
}

/** The last line that begins at the character or before it; the first begins at 0. */
function lineOf(lines: readonly Line[], character: number): Line {
  return lines[lastUpTo(lines, ({ encoded }) => encoded, character)] ?? { encoded: 0, outer: 0 };
}

/** Six decoded bytes: by chance they are printable three times in a thousand. UTF-16 has a NUL in every other one. */
function beginsAsText(bytes: Buffer, start: number): boolean {
  let ascii = true;
  let wide = true;
  for (let group = 0; group < 2; group++) {
    const at = start + group * 4;
    const bits =
      (sextet(bytes, at) << 18) |
      (sextet(bytes, at + 1) << 12) |
      (sextet(bytes, at + 2) << 6) |
      sextet(bytes, at + 3);
    for (let byte = 0; byte < 3; byte++) {
      const value = (bits >> (16 - 8 * byte)) & 0xff;
      ascii &&= PRINTABLE[value] === 1;
      wide &&= (group * 3 + byte) % 2 === 0 ? PRINTABLE[value] === 1 : value === 0;
    }
  }
  return ascii || wide;
}

function sextet(bytes: Buffer, at: number): number {
  return SEXTETS[bytes[at] ?? 0] ?? 0;
}

/** Where the text of the next line begins: a line end, and white space before the text. */
function nextLine(bytes: Buffer, end: number): number | null {
  let at = bytes[end] === 13 ? end + 1 : end;
  if (bytes[at] !== 10) return null;
  at++;
  while (bytes[at] === 32 || bytes[at] === 9) at++;
  return at;
}

/** The value of each hexadecimal digit. */
const DIGIT_VALUES = Uint8Array.from({ length: 256 }, (_, byte) =>
  HEXADECIMAL[byte] === 1 ? Number.parseInt(String.fromCharCode(byte), 16) : 0,
);

/** A run of hexadecimal digits, in which `0x` may stand before them. */
function hexLayer(bytes: Buffer, runStart: number, end: number): Layer | null {
  const start = bytes[runStart] === 48 && ((bytes[runStart + 1] ?? 0) | 32) === 120 ? runStart + 2 : runStart;
  const length = end - start;
  if (length < SHORTEST_HEX || length % 2 === 1) return null;
  const digit = (at: number): number => DIGIT_VALUES[bytes[at] ?? 0] ?? 0;
  for (let at = start; at < start + SHORTEST_HEX; at++) if (HEXADECIMAL[bytes[at] ?? 0] === 0) return null;
  // Most runs are digests and keys, which need not be decoded to be known as noise.
  if (!isTextOf(length / 2, (at) => digit(start + 2 * at) * 16 + digit(start + 2 * at + 1))) return null;
  const decoded = Buffer.from(bytes.toString('latin1', start, end), 'hex');
  if (decoded.length * 2 !== length) return null;
  return {
    encoding: 'hex',
    bytes: decoded,
    start,
    end,
    startOf: (at) => start + 2 * at,
    endOf: (at) => start + 2 * at,
  };
}
