/** Percent-encoding (RFC 3986, section 2.1): connection strings and forms as they stand inside of URLs and logs. */
import { byteSet, type Layer } from './layer.ts';

export const PERCENT = 37;
/** Fewer escapes hide nothing that is not found as it stands. */
const FEWEST = 2;
/** Characters around an escape that are looked at: a longer text goes on in the next layer. */
const REACH = 4096;

/** Of URLs and forms; quotes, white space, brackets and controls end a text. */
const IN_TEXT = byteSet((byte) => /[\w\-.~%+&=:/?#@!$*,;()]/.test(String.fromCharCode(byte)));
const VALUE = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  VALUE[digit.charCodeAt(0)] = value;
  VALUE[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Texts with at least two escapes, decoded. */
export function percentTexts(bytes: Buffer): readonly Layer[] {
  const layers: Layer[] = [];
  let done = 0;
  for (let at = bytes.indexOf(PERCENT); at >= 0; at = bytes.indexOf(PERCENT, Math.max(at + 1, done))) {
    if (escaped(bytes, at) < 0) continue;
    let start = at;
    while (start > done && at - start < REACH && IN_TEXT[bytes[start - 1] ?? 0] === 1) start--;
    let end = at + 3;
    while (end < bytes.length && end - at < REACH && IN_TEXT[bytes[end] ?? 0] === 1) end++;
    done = end;
    const layer = decoded(bytes, start, end);
    if (layer !== null) layers.push(layer);
  }
  return layers;
}

/** The byte that an escape stands for, -1 where there is none. */
function escaped(bytes: Buffer, at: number): number {
  if (bytes[at] !== PERCENT) return -1;
  const high = VALUE[bytes[at + 1] ?? 0] ?? 255;
  const low = VALUE[bytes[at + 2] ?? 0] ?? 255;
  return high > 15 || low > 15 ? -1 : high * 16 + low;
}

function decoded(bytes: Buffer, start: number, end: number): Layer | null {
  const text = Buffer.allocUnsafe(end - start);
  const places = new Uint16Array(end - start + 1);
  let length = 0;
  let escapes = 0;
  for (let at = start; at < end; ) {
    const value = at + 3 <= end ? escaped(bytes, at) : -1;
    places[length] = at - start;
    text[length++] = value < 0 ? (bytes[at] ?? 0) : value;
    if (value >= 0) escapes++;
    at += value < 0 ? 1 : 3;
  }
  places[length] = end - start;
  if (escapes < FEWEST) return null;
  return {
    encoding: 'percent',
    bytes: text.subarray(0, length),
    start,
    end,
    startOf: (at) => start + (places[at] ?? 0),
    endOf: (at) => start + (places[at] ?? 0),
  };
}
