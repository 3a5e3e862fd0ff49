/**
 * What V8 made of our code in an earlier run: compiling it is most of what a short run waits for. It is kept in the folder
 * of the code itself, so that nobody can change it who could not change the code.
 */
import { mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Of one file of code: its name, and how many bytes V8 made of it. */
type Entry = readonly [name: string, length: number];

export interface CodeCache {
  readonly names: readonly string[];
  /** What `vm.Script` takes as `cachedData`; undefined where there is none, or it is not as it was written. */
  compiled(name: string): Buffer | undefined;
}

const NOTHING: CodeCache = { names: [], compiled: () => undefined };

/** In front stands how long the index is. All else stands twice: V8 runs what it is given and may hang on a broken byte, and to compare is faster than to load what makes digests. */
const PREFIX_BYTES = 4;

/** Nothing where the file is missing, as in the first run, or cannot be read. */
export function openCodeCache(file: string): CodeCache {
  try {
    const descriptor = openSync(file, 'r');
    const indexBytes = read(descriptor, 0, PREFIX_BYTES).readUInt32LE(0);
    const index: readonly Entry[] = JSON.parse(read(descriptor, PREFIX_BYTES, indexBytes).toString('latin1'));
    const places = new Map<string, { readonly at: number; readonly length: number }>();
    let at = PREFIX_BYTES + indexBytes;
    for (const [name, length] of index) {
      places.set(name, { at, length });
      at += 2 * length;
    }
    return {
      names: [...places.keys()],
      compiled(name) {
        const place = places.get(name);
        if (place === undefined) return undefined;
        try {
          const { length } = place;
          const twice = read(descriptor, place.at, 2 * length);
          const data = twice.subarray(0, length);
          return data.equals(twice.subarray(length)) ? data : undefined;
        } catch {
          return undefined;
        }
      },
    };
  } catch {
    return NOTHING;
  }
}

/** Replaces the file at once, since others may read it meanwhile. Where it cannot be written nothing is kept. */
export function writeCodeCache(file: string, compiled: ReadonlyMap<string, Buffer>): void {
  const entries = [...compiled].map(([name, data]): Entry => [name, data.length]);
  const index = Buffer.from(JSON.stringify(entries), 'latin1');
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(index.length);
  const twice = [...compiled.values()].flatMap((data) => [data, data]);
  const written = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(written, Buffer.concat([prefix, index, ...twice]), { flag: 'wx' });
    renameSync(written, file);
  } catch {
    rmSync(written, { force: true });
  }
}

/** Shorter where the file ends before. */
function read(descriptor: number, at: number, length: number): Buffer {
  const data = Buffer.allocUnsafe(length);
  return data.subarray(0, readSync(descriptor, data, 0, length, at));
}
