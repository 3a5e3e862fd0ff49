/**
 * UTF-16: whole files, which Windows' tools write, and texts in programs and databases. Detectors know ASCII, so one byte
 * for each code unit is enough, and places follow from it.
 */
import { type Layer, PRINTABLE } from './layer.ts';

/** Code units of the shortest text that is looked at in a binary file. */
export const SHORTEST_WIDE = 12;
/** Stands for every character beyond Latin-1. */
const OTHER = 0x3f;

/** Where texts of at least `SHORTEST_WIDE` characters begin. */
export function wideStarts(bytes: Buffer): readonly number[] {
  if (!bytes.includes(0)) return [];
  const starts: number[] = [];
  for (let at = 0; at + 1 < bytes.length; ) {
    const low = lowByte(bytes, at);
    const end = low === null ? at : textEnd(bytes, at, low);
    if (end - at >= 2 * SHORTEST_WIDE) starts.push(at);
    at = Math.max(end, at + 1);
  }
  return starts;
}

/** The file as UTF-16 where it is that, else the texts that begin at these places. */
export function wideTexts(bytes: Buffer, starts: readonly number[]): readonly Layer[] {
  const low = markedLow(bytes);
  if (low !== null) return bytes.includes(0) ? [wide(bytes, 2, bytes.length, low)] : [];
  return starts.map((start) => {
    const lowAt = lowByte(bytes, start) ?? 0;
    return wide(bytes, start, textEnd(bytes, start, lowAt), lowAt);
  });
}

/** Which byte of a unit is the lower one, by the mark at the beginning. */
function markedLow(bytes: Buffer): 0 | 1 | null {
  if (bytes.length < 4) return null;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 0;
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 1 : null;
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
