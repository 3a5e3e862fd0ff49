/** The keyword index as bytes: the build stores it, since making it takes longer than a small scan. */
import type { KeywordIndex } from './keyword-index.ts';

/** Classes, then the header (32-bit numbers), then the tables; in the byte order of every machine that runs Node. */
const CLASSES = 256;
const HEADER = 13;

export function storeIndex(index: KeywordIndex): Buffer {
  const { automaton, lengths, roleStarts, detectors, demands, bodies, alphabet, literalStarts, literals } =
    index;
  const { classes, shift, next, firstOutput, starts, outputs } = automaton;
  const tables = [
    starts,
    roleStarts,
    literalStarts,
    next,
    outputs,
    lengths,
    detectors,
    demands,
    bodies,
    alphabet,
    literals,
  ];
  const header = Uint32Array.of(shift, firstOutput, ...tables.map(({ length }) => length));
  return Buffer.concat([classes, ...[header, ...tables].map(asBytes)]);
}

/** Views of the stored bytes; nothing is copied. The widest numbers stand first, so that all are aligned. */
export function storedIndex(stored: Buffer): KeywordIndex {
  const { buffer, byteOffset } = stored.byteOffset % 4 === 0 ? stored : Buffer.from(stored);
  const [shift = 0, firstOutput = 0, ...sizes] = new Uint32Array(buffer, byteOffset + CLASSES, HEADER);
  let at = byteOffset + CLASSES + HEADER * 4;
  const view = <T extends Table>(type: TableType<T>, length = 0): T => {
    const table = new type(buffer, at, length);
    at += table.byteLength;
    return table;
  };
  const starts = view(Uint32Array, sizes[0]);
  const roleStarts = view(Uint32Array, sizes[1]);
  const literalStarts = view(Uint32Array, sizes[2]);
  const next = view(Uint16Array, sizes[3]);
  const outputs = view(Uint16Array, sizes[4]);
  const lengths = view(Uint16Array, sizes[5]);
  const detectors = view(Uint16Array, sizes[6]);
  const demands = view(Uint8Array, sizes[7]);
  const bodies = view(Uint8Array, sizes[8]);
  const alphabet = view(Uint8Array, sizes[9]);
  const literals = view(Uint8Array, sizes[10]);
  const classes = new Uint8Array(buffer, byteOffset, CLASSES);
  return {
    automaton: { classes, shift, next, firstOutput, starts, outputs },
    lengths,
    roleStarts,
    detectors,
    demands,
    bodies,
    alphabet,
    literalStarts,
    literals,
  };
}

type Table = Uint32Array | Uint16Array | Uint8Array;
type TableType<T extends Table> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T;

function asBytes({ buffer, byteOffset, byteLength }: Table): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
