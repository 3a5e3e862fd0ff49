/** The automaton of the built-in detectors as bytes: reading it takes a hundredth of the time that building it takes. */
import type { Automaton } from './automaton.ts';

/** Little-endian 32-bit words: shift, first output, and the lengths of the tables. */
const HEADER = 5 * 4;

/** The tables one after the other, those of wider numbers first, so that each is aligned. Little-endian machines only. */
export function automatonBytes(automaton: Automaton): Uint8Array {
  const { shift, firstOutput, starts, next, outputs, classes } = automaton;
  const header = Uint32Array.of(shift, firstOutput, starts.length, next.length, outputs.length);
  const tables = [header, starts, next, outputs, classes].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const bytes = new Uint8Array(tables.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const table of tables) {
    bytes.set(table, at);
    at += table.length;
  }
  return bytes;
}

/** The automaton that `automatonBytes` wrote down; it keeps the bytes, which must start at a multiple of four. */
export function automatonOf({ buffer, byteOffset }: Uint8Array): Automaton {
  const [shift = 0, firstOutput = 0, starts = 0, next = 0, outputs = 0] = new Uint32Array(
    buffer,
    byteOffset,
    5,
  );
  const atNext = byteOffset + HEADER + starts * 4;
  const atOutputs = atNext + next * 2;
  return {
    shift,
    firstOutput,
    starts: new Uint32Array(buffer, byteOffset + HEADER, starts),
    next: new Uint16Array(buffer, atNext, next),
    outputs: new Uint16Array(buffer, atOutputs, outputs),
    classes: new Uint8Array(buffer, atOutputs + outputs * 2, 256),
  };
}
