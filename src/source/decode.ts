/** From bytes to text: which encoding a file is in, and whether it is text at all. */
import { isUtf8 } from 'node:buffer';
import type { Encoding } from './text.ts';

export type Decoded =
  | { readonly kind: 'text'; readonly text: string; readonly encoding: Encoding }
  | { readonly kind: 'binary' };

const BINARY: Decoded = { kind: 'binary' };
const REPLACEMENT = '\uFFFD';

/** How much of a file that is not UTF-8 is looked at to tell Latin-1 from a compressed or encrypted file. */
const SAMPLE = 8192;

/**
 * Decodes UTF-8 and UTF-16 (the latter only with a byte order mark), anything else as ISO 8859-1. The mark is taken off
 * the text. Binary is what holds a NUL character, or is not UTF-8 and rich in control characters.
 */
export function decode(bytes: Buffer): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes.subarray(2), 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes.subarray(2), 'utf-16be');
  if (bytes.includes(0)) return BINARY;
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = marked ? bytes.subarray(3) : bytes;
  if (isUtf8(body)) {
    return { kind: 'text', text: body.toString('utf8'), encoding: marked ? 'utf-8-bom' : 'utf-8' };
  }
  if (isRichInControls(body)) return BINARY;
  return { kind: 'text', text: body.toString('latin1'), encoding: 'latin1' };
}

function utf16(body: Buffer, encoding: 'utf-16le' | 'utf-16be'): Decoded {
  const whole = body.subarray(0, body.length - (body.length % 2));
  const little = encoding === 'utf-16le' ? whole : Buffer.from(whole).swap16();
  const text = little.toString('utf16le');
  // UTF-32 starts with the mark of UTF-16 and has NUL characters when read as that.
  if (text.includes('\0')) return BINARY;
  return { kind: 'text', text: whole.length === body.length ? text : text + REPLACEMENT, encoding };
}

/** Random bytes are C0 controls one time in ten, prose in Latin-1 practically never. */
function isRichInControls(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  let controls = 0;
  for (const byte of sample) {
    if (byte < 8 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) controls++;
  }
  return controls * 50 > sample.length;
}
