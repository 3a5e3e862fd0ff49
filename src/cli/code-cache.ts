/**
 * What V8 made of our code in an earlier run: compiling it is most of what a short run waits for. It is kept in the folder
 * of the code itself, so that nobody can change it who could not change the code.
 */
import { hash } from 'node:crypto';
import { mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Of one file of code: its name, how many bytes V8 made of it, and their digest. V8 runs what it is given, and may hang on a broken byte. */
type Entry = readonly [name: string, length: number, digest: string];

export interface CodeCache {
  readonly names: readonly string[];
  /** What `vm.Script` takes as `cachedData`; undefined where there is none, or it is not as it was written. */
  compiled(name: string): Buffer | undefined;
}

const NOTHING: CodeCache = { names: [], compiled: () => undefined };

/** In front stands how long the index is. */
const PREFIX_BYTES = 4;

/** Nothing where the file is missing, as in the first run, or cannot be read. */
export function openCodeCache(file: string): CodeCache {
  try {
    const descriptor = openSync(file, 'r');
    const indexBytes = read(descriptor, 0, PREFIX_BYTES).readUInt32LE(0);
    const index: readonly Entry[] = JSON.parse(read(descriptor, PREFIX_BYTES, indexBytes).toString('latin1'));
    const places = new Map<string, { readonly at: number; readonly entry: Entry }>();
    let at = PREFIX_BYTES + indexBytes;
    for (const entry of index) {
      places.set(entry[0], { at, entry });
      at += entry[1];
    }
    return {
      names: [...places.keys()],
      compiled(name) {
        const place = places.get(name);
        if (place === undefined) return undefined;
        const [, length, wanted] = place.entry;
        const data = read(descriptor, place.at, length);
        return digest(data) === wanted ? data : undefined;
      },
    };
  } catch {
    return NOTHING;
  }
}

/** Replaces the file at once, since others may read it meanwhile. Where it cannot be written nothing is kept. */
export function writeCodeCache(file: string, compiled: ReadonlyMap<string, Buffer>): void {
  const entries = [...compiled].map(([name, data]): Entry => [name, data.length, digest(data)]);
  const index = Buffer.from(JSON.stringify(entries), 'latin1');
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(index.length);
  const written = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(written, Buffer.concat([prefix, index, ...compiled.values()]), { flag: 'wx' });
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

function digest(data: Buffer): string {
  return hash('sha256', data, 'base64');
}
