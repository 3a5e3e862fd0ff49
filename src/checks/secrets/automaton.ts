/**
 * Aho-Corasick over bytes: finds all keywords of all detectors in one pass, in any case. Bytes that no keyword holds
 * share one class, so that the table stays small enough for the processor's cache.
 */

/** A finished automaton. The state of a byte is `next[(state << shift) | classes[byte]]`. */
export interface Automaton {
  /** Byte to class; letters of both cases share one. */
  readonly classes: Uint8Array;
  readonly shift: number;
  readonly next: Uint16Array;
  /** States from this one on end a keyword. */
  readonly firstOutput: number;
  /** Indexes of the keywords that end at state `firstOutput + i` are `outputs[starts[i]]` to `outputs[starts[i + 1]]`. */
  readonly starts: Uint32Array;
  readonly outputs: Uint16Array;
}

/** Keywords are lower case, ASCII and not empty. Throws where there are too many for 16 bits. */
export function buildAutomaton(keywords: readonly string[]): Automaton {
  const { classes, count } = classesOf(keywords);
  const shift = Math.max(1, Math.ceil(Math.log2(count)));
  const trie = trieOf(keywords, classes, shift);
  if (trie.size > 65535) throw new RangeError(`${trie.size} states: too many keywords`);
  const fails = failsOf(trie, shift);
  const lists = outputsOf(trie, fails);
  const { ids, firstOutput } = idsOf(lists);
  const next = transitionsOf(trie, fails, ids, shift);
  return { classes, shift, next, firstOutput, ...flattened(lists) };
}

function classesOf(keywords: readonly string[]): { readonly classes: Uint8Array; readonly count: number } {
  const classes = new Uint8Array(256);
  let count = 1;
  for (const keyword of keywords) {
    for (let i = 0; i < keyword.length; i++) {
      const code = keyword.charCodeAt(i);
      if (classes[code] === 0) classes[code] = count++;
    }
  }
  for (let upper = 65; upper <= 90; upper++) classes[upper] = classes[upper + 32] ?? 0;
  return { classes, count };
}

/** Every beginning of a keyword is a node; node 0 is the empty one. Nodes are numbered level by level. */
interface Trie {
  readonly size: number;
  /** By node: the node before, and the class of the byte between. */
  readonly parents: Int32Array;
  readonly labels: Uint8Array;
  /** The first node of each level, and the end of the last. */
  readonly levels: readonly number[];
  /** By node: the keyword that it is, or -1. */
  readonly ends: Int32Array;
  /** `(parent << shift) | label` to node. */
  readonly children: ReadonlyMap<number, number>;
}

function trieOf(keywords: readonly string[], classes: Uint8Array, shift: number): Trie {
  const most = keywords.reduce((sum, { length }) => sum + length, 1);
  const parents = new Int32Array(most);
  const labels = new Uint8Array(most);
  const ends = new Int32Array(most).fill(-1);
  const children = new Map<number, number>();
  const levels = [0, 1];
  let size = 1;
  const places = new Int32Array(keywords.length);
  const longest = keywords.reduce((length, keyword) => Math.max(length, keyword.length), 0);
  for (let depth = 0; depth < longest; depth++) {
    for (let index = 0; index < keywords.length; index++) {
      const keyword = keywords[index] ?? '';
      if (depth >= keyword.length) continue;
      const parent = places[index] ?? 0;
      const label = classes[keyword.charCodeAt(depth)] ?? 0;
      let node = children.get((parent << shift) | label);
      if (node === undefined) {
        node = size++;
        children.set((parent << shift) | label, node);
        parents[node] = parent;
        labels[node] = label;
      }
      places[index] = node;
      if (depth === keyword.length - 1) ends[node] = index;
    }
    levels.push(size);
  }
  return { size, parents, labels, levels, ends, children };
}

/** By node: the longest other node that its text ends in. */
function failsOf({ size, parents, labels, children }: Trie, shift: number): Int32Array {
  const fails = new Int32Array(size);
  for (let node = 1; node < size; node++) {
    const parent = parents[node] ?? 0;
    if (parent === 0) continue;
    const label = labels[node] ?? 0;
    let back = fails[parent] ?? 0;
    let found = children.get((back << shift) | label);
    while (found === undefined && back !== 0) {
      back = fails[back] ?? 0;
      found = children.get((back << shift) | label);
    }
    fails[node] = found ?? 0;
  }
  return fails;
}

/** By node: the keywords that its text ends in. */
function outputsOf({ size, ends }: Trie, fails: Int32Array): readonly (readonly number[])[] {
  const lists: (readonly number[])[] = new Array(size).fill(NONE);
  for (let node = 1; node < size; node++) {
    const end = ends[node] ?? -1;
    const inherited = lists[fails[node] ?? 0] ?? NONE;
    if (end >= 0) lists[node] = inherited.length === 0 ? [end] : [end, ...inherited];
    else lists[node] = inherited;
  }
  return lists;
}

const NONE: readonly number[] = [];

/** Numbers for the states: those that end a keyword come last, so that one comparison tells them. */
function idsOf(lists: readonly (readonly number[])[]): {
  readonly ids: Uint16Array;
  readonly firstOutput: number;
} {
  const ids = new Uint16Array(lists.length);
  let firstOutput = 0;
  for (const list of lists) if (list.length === 0) firstOutput++;
  let [silent, output] = [0, firstOutput];
  for (let node = 0; node < lists.length; node++) ids[node] = lists[node] === NONE ? silent++ : output++;
  return { ids, firstOutput };
}

/** A state goes where the state goes that its text ends in, unless it has a child of its own: rows are copied as a whole. */
function transitionsOf(
  { size, parents, labels, levels }: Trie,
  fails: Int32Array,
  ids: Uint16Array,
  shift: number,
): Uint16Array {
  const next = new Uint16Array(size << shift);
  const width = 1 << shift;
  for (let level = 1; level + 1 < levels.length; level++) {
    const [from, to] = [levels[level] ?? 0, levels[level + 1] ?? 0];
    // The level before is complete when its children stand in it, and only then may it be copied.
    for (let node = from; node < to; node++) {
      next[((ids[parents[node] ?? 0] ?? 0) << shift) | (labels[node] ?? 0)] = ids[node] ?? 0;
    }
    for (let node = from; node < to; node++) {
      const source = (ids[fails[node] ?? 0] ?? 0) << shift;
      next.copyWithin((ids[node] ?? 0) << shift, source, source + width);
    }
  }
  return next;
}

function flattened(lists: readonly (readonly number[])[]): Pick<Automaton, 'starts' | 'outputs'> {
  const found = lists.filter((list) => list.length > 0);
  const starts = new Uint32Array(found.length + 1);
  for (const [index, list] of found.entries()) starts[index + 1] = (starts[index] ?? 0) + list.length;
  return { starts, outputs: Uint16Array.from(found.flat()) };
}
