/**
 * UTF-16: whole files, which Windows' tools write, and texts in programs and databases. Detectors know ASCII, so one byte
 * for each code unit is enough, and places follow from it.
 */

import { lastNumberUpTo } from '../../source/last-up-to.ts';
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

/**
 * The file as UTF-16 where it is that, else the texts that begin at these places as one: a program holds so many that
 * scanning each by itself takes most of the time. Between them stands what ends a line and every value.
 */
export function wideTexts(bytes: Buffer, starts: readonly number[]): readonly Layer[] {
  const low = markedLow(bytes);
  if (low !== null) return bytes.includes(0) ? [joined(bytes, [{ start: 2, end: bytes.length, low }])] : [];
  if (starts.length === 0) return NOTHING;
  return [
    joined(
      bytes,
      starts.map((start) => {
        const lowAt = lowByte(bytes, start) ?? 0;
        return { start, end: textEnd(bytes, start, lowAt), low: lowAt };
      }),
    ),
  ];
}

const NOTHING: readonly Layer[] = [];
const BETWEEN = Buffer.from('\n\0\n');

/** A text in UTF-16; `low`: which of the two bytes of a unit is the lower one. */
interface Wide {
  readonly start: number;
  readonly end: number;
  readonly low: 0 | 1;
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

function joined(bytes: Buffer, texts: readonly Wide[]): Layer {
  const units = texts.reduce((sum, { start, end }) => sum + ((end - start) >> 1), 0);
  const text = Buffer.allocUnsafe(units + BETWEEN.length * (texts.length - 1));
  const begins = new Uint32Array(texts.length);
  let to = 0;
  for (const [index, { start, end, low }] of texts.entries()) {
    if (index > 0) to += BETWEEN.copy(text, to);
    begins[index] = to;
    for (let at = start; at + 1 < end; at += 2) {
      text[to++] = bytes[at + 1 - low] === 0 ? (bytes[at + low] ?? OTHER) : OTHER;
    }
  }
  const outer = (at: number): number => {
    const index = lastNumberUpTo(begins, at);
    const { start, end } = texts[index] ?? { start: 0, end: 0 };
    return Math.min(end, start + 2 * (at - (begins[index] ?? 0)));
  };
  return {
    encoding: 'utf-16',
    bytes: text,
    start: texts[0]?.start ?? 0,
    end: texts.at(-1)?.end ?? 0,
    startOf: outer,
    endOf: (at) => Math.min(bytes.length, outer(at - 1) + 2),
  };
}
