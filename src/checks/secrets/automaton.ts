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
  const width = 1 << shift;
  const most = keywords.reduce((sum, { length }) => sum + length, 1);
  const go = new Int32Array(most * width);
  const fail = new Int32Array(most);
  const ends: number[][] = [[]];
  let states = 1;
  for (const [index, keyword] of keywords.entries()) {
    let state = 0;
    for (let i = 0; i < keyword.length; i++) {
      const at = (state << shift) | (classes[keyword.charCodeAt(i)] ?? 0);
      if (go[at] === 0) {
        go[at] = states++;
        ends.push([]);
      }
      state = go[at] ?? 0;
    }
    ends[state]?.push(index);
  }
  if (states > 65535) throw new RangeError(`${states} states: too many keywords`);
  completeBreadthFirst(go, fail, ends, width);
  return numbered(go, ends, states, classes, shift);
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

/** Fills in where a mismatch leads, so that every state has a successor for every class. */
function completeBreadthFirst(go: Int32Array, fail: Int32Array, ends: number[][], width: number): void {
  const queue: number[] = [];
  for (let c = 0; c < width; c++) if (go[c] !== 0) queue.push(go[c] ?? 0);
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] ?? 0;
    const back = fail[state] ?? 0;
    const inherited = ends[back] ?? [];
    if (inherited.length > 0) ends[state]?.push(...inherited);
    for (let c = 0; c < width; c++) {
      const at = state * width + c;
      const target = go[at] ?? 0;
      const behind = go[back * width + c] ?? 0;
      if (target === 0) go[at] = behind;
      else {
        fail[target] = behind;
        queue.push(target);
      }
    }
  }
}

/** Numbers the states anew, so that those that end a keyword come last and one comparison tells them. */
function numbered(
  go: Int32Array,
  ends: readonly (readonly number[])[],
  states: number,
  classes: Uint8Array,
  shift: number,
): Automaton {
  const order = [...ends.keys()].sort(
    (a, b) => Number((ends[a] ?? []).length > 0) - Number((ends[b] ?? []).length > 0) || a - b,
  );
  const number = new Uint16Array(states);
  for (const [index, state] of order.entries()) number[state] = index;
  const width = 1 << shift;
  const next = new Uint16Array(states * width);
  for (let state = 0; state < states; state++) {
    const row = (number[state] ?? 0) * width;
    for (let c = 0; c < width; c++) next[row + c] = number[go[state * width + c] ?? 0] ?? 0;
  }
  const found = order.findIndex((state) => (ends[state] ?? []).length > 0);
  const firstOutput = found < 0 ? states : found;
  const lists = order.slice(firstOutput).map((state) => ends[state] ?? []);
  const starts = new Uint32Array(lists.length + 1);
  for (const [index, list] of lists.entries()) starts[index + 1] = (starts[index] ?? 0) + list.length;
  return { classes, shift, next, firstOutput, starts, outputs: Uint16Array.from(lists.flat()) };
}
