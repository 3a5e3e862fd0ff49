/** Keys that a map gives twice: valid to most readers, which take the last, and never what the writer wants. */
import type { Anchor } from '../span.ts';
import { AS_WRITTEN, countOf, endOf, extraOf, kindOf, NODE, nextOf, startOf } from './cells.ts';
import { DocumentNode } from './node.ts';
import { eachPair } from './pairs.ts';
import { type DocumentText, scalarText } from './scalar-text.ts';

export interface DuplicateKey {
  readonly key: string;
  /** The keys that are overridden, and the one that counts. */
  readonly first: Anchor;
  readonly last: Anchor;
}

/** Maps up to this size are compared pair by pair, without making texts of their keys. */
const SMALL = 12;

/** More of them are not told: who has so many knows. */
const MOST_TOLD = 100;

/** Each key once, in the order in which the maps are written. */
export function duplicateKeys(document: DocumentText): readonly DuplicateKey[] {
  const { cells } = document;
  const found: DuplicateKey[] = [];
  const keys: number[] = [];
  for (let node = 0; node < countOf(cells) && found.length < MOST_TOLD; node++) {
    if (kindOf(cells, node) !== NODE.map) continue;
    keys.length = 0;
    eachPair(cells, node, (key) => keys.push(key));
    if (keys.length < 2) continue;
    if (keys.length <= SMALL && !isAnyRepeated(document, keys)) continue;
    for (const [key, places] of byText(document, keys)) {
      const [first, last] = [places[0], places.at(-1)];
      if (places.length < 2 || first === undefined || last === undefined || key === '<<') continue;
      const map = handleOf(document, node);
      found.push({ key, first: placeOf(map, document, first, key), last: placeOf(map, document, last, key) });
    }
  }
  return found;
}

function isAnyRepeated(document: DocumentText, keys: readonly number[]): boolean {
  for (let index = 1; index < keys.length; index++) {
    for (let other = 0; other < index; other++) {
      if (isSame(document, keys[other] ?? 0, keys[index] ?? 0)) return true;
    }
  }
  return false;
}

function isSame(document: DocumentText, a: number, b: number): boolean {
  const { cells, source } = document;
  const isPlain = kindOf(cells, a) === NODE.plain && kindOf(cells, b) === NODE.plain;
  if (isPlain && extraOf(cells, a) === AS_WRITTEN && extraOf(cells, b) === AS_WRITTEN) {
    const [first, second] = [startOf(cells, a), startOf(cells, b)];
    const length = endOf(cells, a) - first;
    if (endOf(cells, b) - second !== length) return false;
    for (let at = 0; at < length; at++) {
      if (source.text.charCodeAt(first + at) !== source.text.charCodeAt(second + at)) return false;
    }
    return true;
  }
  return scalarText(document, a) === scalarText(document, b);
}

function byText(document: DocumentText, keys: readonly number[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const key of keys) {
    const text = scalarText(document, key);
    const same = places.get(text);
    if (same === undefined) places.set(text, [key]);
    else same.push(key);
  }
  return places;
}

function placeOf(map: DocumentNode, { source, cells }: DocumentText, key: number, text: string): Anchor {
  return {
    path: source.path,
    start: startOf(cells, key),
    end: endOf(cells, key),
    route: [...map.route(), text],
  };
}

/** The handle of a node, with all that lead to it. */
function handleOf(document: DocumentText, wanted: number): DocumentNode {
  const { cells } = document;
  let handle = new DocumentNode(document, 0);
  let at = 0;
  while (at !== wanted) {
    const parent = at;
    let key = -1;
    let child = at + 1;
    while (nextOf(cells, child) <= wanted) child = nextOf(cells, child);
    if (kindOf(cells, parent) === NODE.map) {
      eachPair(cells, parent, (each, value) => {
        if (value === child) key = each;
      });
    }
    if (kindOf(cells, parent) !== NODE.same) handle = new DocumentNode(document, child, key, handle);
    at = child;
  }
  return handle;
}
