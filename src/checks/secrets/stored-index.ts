/** The keyword index as bytes: the build stores it, since making it takes longer than a small scan. */
import type { KeywordIndex } from './compile.ts';

/** Classes, then the header (32-bit numbers), then the tables; in the byte order of every machine that runs Node. */
const CLASSES = 256;
const HEADER = 8;

export function storeIndex({ automaton, lengths, roleStarts, roles }: KeywordIndex): Buffer {
  const { classes, shift, next, firstOutput, starts, outputs } = automaton;
  const wide = [starts, roleStarts];
  const narrow = [next, outputs, lengths, roles];
  const sizes = [...wide, ...narrow].map(({ length }) => length);
  const header = Uint32Array.of(shift, firstOutput, ...sizes);
  return Buffer.concat([classes, ...[header, ...wide, ...narrow].map(asBytes)]);
}

/** Views of the stored bytes; nothing is copied. */
export function storedIndex(stored: Buffer): KeywordIndex {
  const { buffer, byteOffset } = stored.byteOffset % 4 === 0 ? stored : Buffer.from(stored);
  const [shift = 0, firstOutput = 0, ...sizes] = new Uint32Array(buffer, byteOffset + CLASSES, HEADER);
  let at = byteOffset + CLASSES + HEADER * 4;
  const wide = (length = 0): Uint32Array => {
    const view = new Uint32Array(buffer, at, length);
    at += view.byteLength;
    return view;
  };
  const narrow = (length = 0): Uint16Array => {
    const view = new Uint16Array(buffer, at, length);
    at += view.byteLength;
    return view;
  };
  const starts = wide(sizes[0]);
  const roleStarts = wide(sizes[1]);
  const next = narrow(sizes[2]);
  const outputs = narrow(sizes[3]);
  const lengths = narrow(sizes[4]);
  const roles = narrow(sizes[5]);
  const classes = new Uint8Array(buffer, byteOffset, CLASSES);
  return { automaton: { classes, shift, next, firstOutput, starts, outputs }, lengths, roleStarts, roles };
}

function asBytes({ buffer, byteOffset, byteLength }: Uint32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
