/** What WebAssembly reads, for the scanner. */
import type { KeywordIndex } from '../keyword-index.ts';
import type { Marks } from '../layers.ts';
import type { LiteralSearch } from '../literal-search.ts';
import { moduleOf } from './code.ts';
import { ENTRY, HITS_PER_PART, PART } from './layout.ts';
import { BLANKS, filled, MOST_INPUT } from './memory.ts';
import { program } from './program.ts';

/** What JavaScript has of WebAssembly (its JavaScript interface, section 5) as far as it is used; absent where it is off. */
declare const WebAssembly:
  | {
      readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
      readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
      readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
    }
  | undefined;

interface Functions {
  hits(start: number, end: number): number;
  finds(from: number, to: number): number;
  marks(end: number): number;
  wide(end: number): number;
}

const NONE: readonly number[] = [];
/** What is read in turn. */
const PARTS = 4;

/** Both for inputs of at most `MOST_INPUT` bytes. */
export interface WasmReading {
  readonly search: LiteralSearch;
  readonly marks: (bytes: Buffer) => Marks;
}

/** Null where this machine or these keywords cannot be had in WebAssembly. */
export function wasmReading(index: KeywordIndex): WasmReading | null {
  const tables = filled(index);
  if (tables === null || typeof WebAssembly === 'undefined') return null;
  const { layout } = tables.facts;
  let buffer: ArrayBuffer;
  let functions: Functions;
  try {
    const memory = new WebAssembly.Memory({ initial: tables.pages });
    const module = new WebAssembly.Module(moduleOf(program(tables.facts), tables.pages));
    functions = new WebAssembly.Instance(module, { m: { memory } }).exports as Functions;
    ({ buffer } = memory);
  } catch {
    // No SIMD on this processor, or no memory to be had.
    return null;
  }
  tables.fill(buffer);
  const input = new Uint8Array(buffer, layout.input, MOST_INPUT + BLANKS);
  const counts = new Int32Array(buffer, layout.counts, PARTS);
  const ends = new Int32Array(PARTS);
  const flags = new Uint8Array(buffer, layout.isQuoted, 1);
  const lookedFor = new Int32Array(buffer, layout.lookedFor, 2);
  const found = new Int32Array(buffer, layout.finds, (layout.runs - layout.finds) / 4);
  const places = new Int32Array(buffer, layout.runs, Math.ceil(MOST_INPUT / 4));

  // What was searched for keywords is mostly read for encodings next.
  let latest: { readonly bytes: Buffer; readonly end: number } | null = null;
  const take = (bytes: Buffer): number => {
    if (latest?.bytes === bytes) return latest.end;
    input.set(bytes);
    input.fill(32, bytes.length, bytes.length + BLANKS);
    return layout.input + bytes.length;
  };
  const placesTo = (end: number): readonly number[] =>
    end === layout.runs ? NONE : Array.from(places.subarray(0, (end - layout.runs) >> 2));
  return {
    search(bytes, visit, isQuoted) {
      latest = null;
      const end = take(bytes);
      flags[0] = isQuoted ? 1 : 0;
      lookedFor.fill(0);
      for (let start = layout.input; start < end; start += 4 * PART) {
        functions.hits(start, Math.min(end, start + 4 * PART));
        ends.set(counts);
        for (let part = 0; part < PARTS; part++) {
          let from = layout.hits + part * HITS_PER_PART * ENTRY;
          for (const to = from + (ends[part] ?? 0); from < to; ) {
            from = functions.finds(from, to);
            const finds = (counts[0] ?? 0) >> 2;
            for (let find = 0; find < finds; find += 2) visit(found[find] ?? 0, found[find + 1] ?? 0);
          }
        }
      }
      latest = { bytes, end };
    },
    marks(bytes) {
      const end = take(bytes);
      latest = null;
      const runs = placesTo(functions.marks(end));
      const [hasNul, hasEscape] = [counts[0] !== 0, counts[1] !== 0];
      return { wide: hasNul ? placesTo(functions.wide(end)) : NONE, hasEscape, runs };
    },
  };
}
