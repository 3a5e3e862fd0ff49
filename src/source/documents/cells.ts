/**
 * The nodes of one document as flat numbers. Manifests of a large repository have millions of nodes, of which collectors
 * look at few: as objects they would take more memory than everything else together.
 */

/** What a node is, and how it is written. */
export const NODE = {
  /** Nothing is written: `key:`. */
  empty: 0,
  map: 1,
  list: 2,
  plain: 3,
  single: 4,
  double: 5,
  block: 6,
  alias: 7,
  /** Stands for the node right behind it. */
  same: 8,
  /** Was taken for a value and is part of the text before it. */
  joined: 9,
} as const;
export type NodeKind = (typeof NODE)[keyof typeof NODE];

/** Numbers a node: kind, start, end, index behind its subtree, and by kind its target or the index of its text. */
const STRIDE = 5;

const BARE = 16;

/** The text of a scalar is what stands between its start and end, without quotes. */
export const AS_WRITTEN = -1;

/** The text of a block is what its lines say, without their indentation. */
export const BLOCK = -2;

/** The text of a plain value is that of its lines, folded. */
export const FOLDED = -3;

/**
 * Nodes in the order in which they are written, each with its subtree right behind it; of a map, keys and values take
 * turns, but for keys that are bare. Offsets are into the text of the file.
 */
export interface Cells {
  readonly numbers: Int32Array;
  readonly texts: readonly string[];
  /** Tags of the few nodes that have one, such as `tag:yaml.org,2002:binary`. */
  readonly tags: ReadonlyMap<number, string>;
}

export function kindOf({ numbers }: Cells, node: number): NodeKind {
  return ((numbers[node * STRIDE] ?? 0) & ~BARE) as NodeKind;
}
/** True for a key that no value follows: `{ a, b: 1 }`. */
export function isBare({ numbers }: Cells, node: number): boolean {
  return ((numbers[node * STRIDE] ?? 0) & BARE) !== 0;
}
export function startOf({ numbers }: Cells, node: number): number {
  return numbers[node * STRIDE + 1] ?? 0;
}
export function endOf({ numbers }: Cells, node: number): number {
  return numbers[node * STRIDE + 2] ?? 0;
}
/** The node behind the subtree of a node: its next sibling, or where the subtree of its parent ends. */
export function nextOf({ numbers }: Cells, node: number): number {
  return numbers[node * STRIDE + 3] ?? 0;
}
/** Of an alias the node that it stands for, of a scalar the index of its text or `AS_WRITTEN`. */
export function extraOf({ numbers }: Cells, node: number): number {
  return numbers[node * STRIDE + 4] ?? 0;
}
export function countOf({ numbers }: Cells): number {
  return numbers.length / STRIDE;
}

const NO_TEXTS: readonly string[] = [];
const NO_TAGS: ReadonlyMap<number, string> = new Map();

/** Where documents are put together, one at a time: a fresh array for each would be most of what a run throws away. */
let numbers = new Int32Array(1 << 14);

/** Nodes while a document is being read. There is one draft at a time: to begin one ends the other. */
export class Draft {
  /** How many nodes there are. */
  count = 0;
  /** Where the node that was closed last ends. */
  lastEnd = 0;
  #texts: string[] | null = null;
  #tags: Map<number, string> | null = null;
  /** The nodes that have a tag, in the order in which they were closed. */
  #tagged: number[] = [];

  /** Adds a node that is still open and gives its number. */
  open(): number {
    const at = this.count * STRIDE;
    if (at + STRIDE > numbers.length) grow();
    numbers[at + 3] = 0;
    return this.count++;
  }

  /** Closes a node: its subtree is all that came behind it. */
  close(node: number, kind: NodeKind, start: number, end: number, extra: number): void {
    const at = node * STRIDE;
    numbers[at] = kind;
    numbers[at + 1] = start;
    numbers[at + 2] = end;
    numbers[at + 3] = this.count;
    numbers[at + 4] = extra;
    this.lastEnd = end;
  }

  /** Adds a node that holds no other. */
  leaf(kind: NodeKind, start: number, end: number, extra: number): void {
    this.close(this.open(), kind, start, end, extra);
  }

  /** Everything behind `node` is forgotten. */
  truncate(node: number): void {
    this.count = node + 1;
    // What lies in the subtree of a node that is being closed was tagged last.
    for (let last = this.#tagged.at(-1); last !== undefined && last > node; last = this.#tagged.at(-1)) {
      this.#tags?.delete(last);
      this.#tagged.pop();
    }
  }

  /** Says that no value follows this key. */
  markBare(node: number): void {
    numbers[node * STRIDE] = (numbers[node * STRIDE] ?? 0) | BARE;
  }

  text(text: string): number {
    this.#texts ??= [];
    return this.#texts.push(text) - 1;
  }

  tag(node: number, tag: string): void {
    this.#tags ??= new Map();
    this.#tags.set(node, tag);
    this.#tagged.push(node);
  }

  /** True where a node is closed: others may then stand for it. */
  isClosed(node: number): boolean {
    return (numbers[node * STRIDE + 3] ?? 0) > 0;
  }

  /** As `nextOf` and `endOf`, of a closed node. */
  next(node: number): number {
    return numbers[node * STRIDE + 3] ?? 0;
  }
  end(node: number): number {
    return numbers[node * STRIDE + 2] ?? 0;
  }

  isEmpty(node: number): boolean {
    return numbers[node * STRIDE] === NODE.empty;
  }

  isPlain(node: number): boolean {
    return numbers[node * STRIDE] === NODE.plain && numbers[node * STRIDE + 4] === AS_WRITTEN;
  }

  /** Lengthens a plain node by one character, and takes away the node that it was thought to belong to. */
  join(node: number, gone: number): void {
    numbers[node * STRIDE + 2] = (numbers[node * STRIDE + 2] ?? 0) + 1;
    numbers[gone * STRIDE] = NODE.joined;
  }

  finish(): Cells {
    return {
      numbers: numbers.slice(0, this.count * STRIDE),
      texts: this.#texts ?? NO_TEXTS,
      tags: this.#tags ?? NO_TAGS,
    };
  }
}

function grow(): void {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  numbers = larger;
}
