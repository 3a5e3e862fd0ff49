/**
 * UTF-16: whole files, which Windows' tools write, and texts in programs and databases. Detectors know ASCII, so one byte
 * for each code unit is enough, and places follow from it.
 */
import { type Layer, PRINTABLE } from './layer.ts';

/** Code units of the shortest text that is looked at in a binary file. */
const SHORTEST = 12;
/** Stands for every character beyond Latin-1. */
const OTHER = 0x3f;

/** Bytes with a NUL as UTF-16 where they are that, else the texts in them. */
export function wideTexts(bytes: Buffer): readonly Layer[] {
  if (bytes.length < 4) return [];
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return [wide(bytes, 2, bytes.length, 0)];
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return [wide(bytes, 2, bytes.length, 1)];
  const layers: Layer[] = [];
  const { length } = bytes;
  for (let at = 0; at + 1 < length; ) {
    const low = lowByte(bytes, at);
    const end = low === null ? at : textEnd(bytes, at, low);
    if (low !== null && end - at >= 2 * SHORTEST) layers.push(wide(bytes, at, end, low));
    at = Math.max(end, at + 1);
  }
  return layers;
}

/** Which byte of the unit at `at` is a printable character, the other being NUL; null where it is no such unit. */
function lowByte(bytes: Buffer, at: number): 0 | 1 | null {
  if (bytes[at + 1] === 0) return PRINTABLE[bytes[at] ?? 0] === 1 ? 0 : null;
  return bytes[at] === 0 && PRINTABLE[bytes[at + 1] ?? 0] === 1 ? 1 : null;
}

function textEnd(bytes: Buffer, start: number, low: 0 | 1): number {
  let at = start;
  while (at + 1 < bytes.length && PRINTABLE[bytes[at + low] ?? 0] === 1 && bytes[at + 1 - low] === 0) at += 2;
  return at;
}

/** `low`: which of the two bytes of a unit is the lower one. */
function wide(bytes: Buffer, start: number, end: number, low: 0 | 1): Layer {
  const units = (end - start) >> 1;
  const text = Buffer.allocUnsafe(units);
  for (let unit = 0; unit < units; unit++) {
    const at = start + 2 * unit;
    text[unit] = bytes[at + 1 - low] === 0 ? (bytes[at + low] ?? OTHER) : OTHER;
  }
  return {
    encoding: 'utf-16',
    bytes: text,
    start,
    end,
    startOf: (at) => start + 2 * at,
    endOf: (at) => start + 2 * at,
  };
}
