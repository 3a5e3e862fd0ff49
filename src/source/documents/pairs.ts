/** Keys and values of maps, with what merge keys bring in. */
import { AS_WRITTEN, type Cells, endOf, extraOf, isBare, kindOf, NODE, nextOf, startOf } from './cells.ts';
import { type DocumentText, scalarText, written } from './scalar-text.ts';

export interface Pair {
  readonly key: number;
  /** -1 where no value is written. */
  readonly value: number;
}

/** Calls `visit` for each key of a map in order, with -1 where no value follows it. */
export function eachPair(cells: Cells, map: number, visit: (key: number, value: number) => void): void {
  const end = nextOf(cells, map);
  for (let key = map + 1; key < end; ) {
    const behind = nextOf(cells, key);
    const value = isBare(cells, key) ? -1 : behind;
    visit(key, value);
    key = value < 0 ? behind : nextOf(cells, value);
  }
}

/** In the order of the map: what comes later wins, merge keys too, as in yaml.v2. */
export function findKey(document: DocumentText, map: number, wanted: string): Pair | null {
  const { cells } = document;
  const end = nextOf(cells, map);
  let found: Pair | null = null;
  // As `eachPair`, which is asked so often that a function to call back would be felt.
  for (let key = map + 1; key < end; ) {
    const behind = nextOf(cells, key);
    const value = isBare(cells, key) ? -1 : behind;
    if (isKey(document, key, wanted)) found = { key, value };
    else if (isMerge(document, key)) {
      for (const source of mergeSources(cells, value)) found = findKey(document, source, wanted) ?? found;
    }
    key = value < 0 ? behind : nextOf(cells, value);
  }
  return found;
}

export function collectPairs(document: DocumentText, map: number, pairs: Map<string, Pair>): void {
  const { cells } = document;
  eachPair(cells, map, (key, value) => {
    if (isMerge(document, key)) {
      for (const source of mergeSources(cells, value)) collectPairs(document, source, pairs);
    } else pairs.set(scalarText(document, written(cells, key)), { key, value });
  });
}

/** The maps that a merge key brings in, the weakest first. */
function mergeSources(cells: Cells, value: number): readonly number[] {
  if (value < 0) return [];
  const source = written(cells, value);
  const kind = kindOf(cells, source);
  if (kind === NODE.map) return [source];
  if (kind !== NODE.list) return [];
  const sources: number[] = [];
  const end = nextOf(cells, source);
  for (let item = source + 1; item < end; item = nextOf(cells, item)) {
    const map = written(cells, item);
    if (kindOf(cells, map) === NODE.map) sources.push(map);
  }
  return sources.reverse();
}

function isMerge({ source, cells }: DocumentText, key: number): boolean {
  const start = startOf(cells, key);
  return (
    endOf(cells, key) - start === 2 &&
    kindOf(cells, key) === NODE.plain &&
    source.text.startsWith('<<', start)
  );
}

function isKey(document: DocumentText, key: number, wanted: string): boolean {
  const { cells, source } = document;
  const kind = kindOf(cells, key);
  if (kind === NODE.plain && extraOf(cells, key) === AS_WRITTEN) {
    const start = startOf(cells, key);
    return endOf(cells, key) - start === wanted.length && source.text.startsWith(wanted, start);
  }
  return scalarText(document, written(cells, key)) === wanted;
}
