/** The scanner with everything it has: decoded layers, and WebAssembly where there is enough to read to be worth it. */
import type { CompiledDetectors } from './compile.ts';
import { marksOf, withLayers } from './layers.ts';
import { literalSearch } from './literal-search.ts';
import { createScanner, type Scanner } from './scan.ts';
import { MOST_INPUT } from './wasm/memory.ts';
import { type WasmReading, wasmReading } from './wasm/reading.ts';

/** Bytes that are read before WebAssembly is made: that takes as long as JavaScript takes for them. */
const FEW = 40_000;

export function fullScanner(detectors: CompiledDetectors): Scanner {
  const plain = literalSearch(detectors);
  let wasm: WasmReading | null | undefined;
  let read = 0;
  const fast = (bytes: Buffer): WasmReading | null => {
    if (wasm === undefined && read <= FEW) return null;
    if (wasm === undefined) wasm = wasmReading(detectors);
    return bytes.length <= MOST_INPUT ? wasm : null;
  };
  return withLayers(
    createScanner(detectors, (bytes, visit, isQuoted) => {
      read += bytes.length;
      (fast(bytes)?.search ?? plain)(bytes, visit, isQuoted);
    }),
    (bytes) => (fast(bytes)?.marks ?? marksOf)(bytes),
  );
}
