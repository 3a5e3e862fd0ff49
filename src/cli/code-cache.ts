/**
 * What V8 made of our code in an earlier run: compiling it is most of what a short run waits for. It is kept in the folder
 * of the code itself, so that nobody can change it who could not change the code.
 */
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** By file name, what `vm.Script` takes as `cachedData`. */
export type CompiledCode = ReadonlyMap<string, Buffer>;

/** In front stand a digest of all that follows (V8 runs what it is given, and may hang on a broken byte) and the length of the index. */
const DIGEST_BYTES = 32;
const INDEX_AT = DIGEST_BYTES + 4;

/** Empty where nothing is kept, or where the file is not as it was written. */
export function readCodeCache(file: string): CompiledCode {
  const compiled = new Map<string, Buffer>();
  try {
    const data = readFileSync(file);
    if (!data.subarray(0, DIGEST_BYTES).equals(digest(data.subarray(DIGEST_BYTES)))) return compiled;
    let at = INDEX_AT + data.readUInt32LE(DIGEST_BYTES);
    const index: readonly (readonly [string, number])[] = JSON.parse(data.toString('latin1', INDEX_AT, at));
    for (const [name, length] of index) {
      compiled.set(name, data.subarray(at, at + length));
      at += length;
    }
  } catch {
    // A missing file is the first run, and any other is as good as missing.
  }
  return compiled;
}

/** Replaces the file at once, since others may read it meanwhile. Where it cannot be written nothing is kept. */
export function writeCodeCache(file: string, compiled: CompiledCode): void {
  const index = Buffer.from(JSON.stringify([...compiled].map(([name, data]) => [name, data.length])));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  const data = Buffer.concat([length, index, ...compiled.values()]);
  const written = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(written, Buffer.concat([digest(data), data]), { flag: 'wx' });
    renameSync(written, file);
  } catch {
    rmSync(written, { force: true });
  }
}

function digest(data: Buffer): Buffer {
  return hash('sha256', data, 'buffer');
}
