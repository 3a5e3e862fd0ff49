/**
 * Detectors that look only into files of certain names: a line of `.pgpass` or the key in `master.key` has no keyword by
 * which it could be found in any file.
 */

export type PathTest = (path: string) => boolean;

/** Detectors without a keyword, and the files that they are for. Plain data, so that the build can store it. */
export interface FileBound {
  /** Of the detector, in the list of all. */
  readonly index: number;
  readonly files: readonly string[];
}

/**
 * Whether a path (with `/`) is that of a file which one of the globs names. `*` and `?` stand for anything but `/`, `**`
 * for anything; a glob without `/` is about the file's own name, one with `/` about the end of the path.
 */
export function pathTest(globs: readonly string[]): PathTest {
  let compiled: RegExp | undefined;
  return (path) => {
    compiled ??= new RegExp(`(?:^|/)(?:${globs.map(globPattern).join('|')})$`);
    return compiled.test(path);
  };
}

function globPattern(glob: string): string {
  return glob.replace(/\*\*\/?|[*?]|[\\^$.+()[\]{}|]/g, (found) => {
    if (found.startsWith('**')) return '.*';
    if (found === '*') return '[^/]*';
    return found === '?' ? '[^/]' : `\\${found}`;
  });
}

/** Which of the detectors look into a file, none for most. */
export function boundTo(bound: readonly FileBound[]): (path: string) => readonly number[] {
  const isAny = pathTest(bound.flatMap(({ files }) => files));
  const tests = bound.map(({ index, files }) => ({ index, isFor: pathTest(files) }));
  // A file is asked for again for each text that is encoded in it.
  let latest: { readonly path: string; readonly found: readonly number[] } | null = null;
  const find = (path: string): readonly number[] => {
    if (bound.length === 0 || !isAny(path)) return NONE;
    return tests.flatMap(({ index, isFor }) => (isFor(path) ? [index] : []));
  };
  return (path) => {
    if (latest?.path !== path) latest = { path, found: find(path) };
    return latest.found;
  };
}

const NONE: readonly never[] = [];

/** Such files are short. */
const LONGEST_FILE = 65_536;
export const LONGEST_LINE = 4096;

/** The lines of the beginning of a file, as Latin-1 without what ends them, with the offsets at which they start. */
export function* linesOf(bytes: Buffer): Generator<{ readonly start: number; readonly text: string }> {
  const text = bytes.toString('latin1', 0, LONGEST_FILE);
  for (const { index, 0: line } of text.matchAll(/[^\r\n]+/g)) {
    yield { start: index, text: line.slice(0, LONGEST_LINE) };
  }
}
