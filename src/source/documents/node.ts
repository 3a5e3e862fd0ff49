/**
 * What collectors see of a document: a node with its value, its place, and the names that lead to it. Aliases and merge
 * keys are followed unseen; what they bring stands where it is written.
 */
import type { Anchor } from '../span.ts';
import type { SourceText } from '../text.ts';
import { type Cells, endOf, kindOf, NODE, nextOf, startOf } from './cells.ts';
import { collectPairs, findKey, type Pair } from './pairs.ts';
import { plainScalar, type Scalar } from './scalar.ts';
import { type DocumentText, scalarText, written } from './scalar-text.ts';

export interface Extent {
  readonly start: number;
  readonly end: number;
}

export interface Entry {
  readonly key: string;
  /** The place of the key. */
  readonly at: Extent;
  readonly value: DocumentNode;
}

/** A node that is written, or stands for one that is; made when it is asked for. */
export class DocumentNode {
  readonly #document: DocumentText;
  /** In the document's cells, behind aliases; an empty node is -1 where not even a place is written for it. */
  readonly #node: number;
  /** The key that leads here, -1 without one. */
  readonly #key: number;
  readonly #parent: DocumentNode | null;
  #route: readonly string[] | null = null;

  constructor(document: DocumentText, node: number, key = -1, parent: DocumentNode | null = null) {
    this.#document = document;
    this.#node = node < 0 ? node : written(document.cells, node);
    this.#key = key;
    this.#parent = parent;
  }

  get source(): SourceText {
    return this.#document.source;
  }

  /** What holds this node; null for the whole document. */
  get parent(): DocumentNode | null {
    return this.#parent;
  }

  /** The key that leads here; null for items of a list and the whole document. */
  get key(): string | null {
    return this.#key < 0 ? null : scalarText(this.#document, this.#key);
  }

  get isMap(): boolean {
    return this.#node >= 0 && kindOf(this.#document.cells, this.#node) === NODE.map;
  }

  get isList(): boolean {
    return this.#node >= 0 && kindOf(this.#document.cells, this.#node) === NODE.list;
  }

  /** True for `key:`, `null` and `~`, which Kubernetes takes as if the key were not there. */
  get isNull(): boolean {
    if (this.#node < 0) return true;
    const { cells } = this.#document;
    switch (kindOf(cells, this.#node)) {
      case NODE.map:
      case NODE.list:
        return false;
      case NODE.plain:
        // Asked of every value on the way down, most of which are too long to be `null`.
        if (endOf(cells, this.#node) - startOf(cells, this.#node) > 4 && cells.tags.size === 0) return false;
        return this.scalar() === null;
      default:
        return this.scalar() === null;
    }
  }

  /** The same for every handle of what is written at one place. */
  get id(): number {
    return this.#node;
  }

  /** The node below, by keys; null where one of them is missing, or leads to nothing (`key:`, `null`). */
  get(...path: readonly string[]): DocumentNode | null {
    let at: DocumentNode | null = this;
    for (const key of path) at = at === null ? null : at.#field(key);
    return at === null || at.isNull ? null : at;
  }

  /** As `get`, but a key that leads to nothing is there. */
  has(key: string): boolean {
    return this.#field(key) !== null;
  }

  #field(key: string): DocumentNode | null {
    if (!this.isMap) return null;
    const found = findKey(this.#document, this.#node, key);
    return found === null ? null : new DocumentNode(this.#document, found.value, found.key, this);
  }

  /** Keys and values of a map, those of merge keys included, the last of equal keys; empty for anything else. */
  entries(): readonly Entry[] {
    if (!this.isMap) return [];
    const pairs = new Map<string, Pair>();
    collectPairs(this.#document, this.#node, pairs);
    return [...pairs].map(([key, pair]) => ({
      key,
      at: extentOf(this.#document.cells, pair.key),
      value: new DocumentNode(this.#document, pair.value, pair.key, this),
    }));
  }

  /** The values of a list (or of the list below, by keys); empty for anything else. */
  items(...path: readonly string[]): readonly DocumentNode[] {
    const list = path.length === 0 ? this : this.get(...path);
    if (list === null || !list.isList) return [];
    const { cells } = list.#document;
    const items: DocumentNode[] = [];
    const end = nextOf(cells, list.#node);
    for (let item = list.#node + 1; item < end; item = nextOf(cells, item)) {
      if (kindOf(cells, item) !== NODE.joined) items.push(new DocumentNode(list.#document, item, -1, list));
    }
    return items;
  }

  /** The value of a scalar as Go reads it; undefined for maps and lists. */
  scalar(): Scalar | undefined {
    if (this.#node < 0) return null;
    const { cells } = this.#document;
    const kind = kindOf(cells, this.#node);
    if (kind === NODE.map || kind === NODE.list) return undefined;
    const text = scalarText(this.#document, this.#node);
    const tag = cells.tags.size > 0 ? cells.tags.get(this.#node) : undefined;
    if (tag !== undefined) return PLAIN_TAGS.has(tag) ? plainScalar(text) : text;
    return kind === NODE.plain || kind === NODE.empty ? plainScalar(text) : text;
  }

  /** A scalar (or the one below, by keys) as text, as it is written if it is no text; null for all else. */
  text(...path: readonly string[]): string | null {
    const at = path.length === 0 ? this : this.get(...path);
    if (at === null || at.isMap || at.isList || at.isNull) return null;
    return scalarText(at.#document, at.#node);
  }

  /** `true` or `false` (or the one below, by keys); null for anything else, texts like `"true"` too. */
  flag(...path: readonly string[]): boolean | null {
    const value = (path.length === 0 ? this : this.get(...path))?.scalar();
    return typeof value === 'boolean' ? value : null;
  }

  /** A number (or the one below, by keys); null for anything else, texts like `"8080"` too. */
  number(...path: readonly string[]): number | null {
    const value = (path.length === 0 ? this : this.get(...path))?.scalar();
    return typeof value === 'number' ? value : null;
  }

  /** Where the value stands; where nothing is written, where its key does. */
  get extent(): Extent {
    const { cells } = this.#document;
    if (this.#node >= 0) {
      const own = extentOf(cells, this.#node);
      if (own.end > own.start) return own;
    }
    if (this.#key >= 0) return extentOf(cells, this.#key);
    return this.#parent?.extent ?? { start: 0, end: 0 };
  }

  /** Where the text of a scalar stands, without its quotes: what a part of it is counted from, where it is written as it is. */
  get textExtent(): Extent {
    const { start, end } = this.extent;
    const { cells } = this.#document;
    const kind = this.#node < 0 ? NODE.empty : kindOf(cells, this.#node);
    const isQuoted = kind === NODE.single || kind === NODE.double;
    return isQuoted && end - start >= 2 ? { start: start + 1, end: end - 1 } : { start, end };
  }

  /** The place of the value, with the names that lead to it. */
  anchor(): Anchor {
    return { path: this.source.path, ...this.extent, route: this.route() };
  }

  /** The place of the key that leads here; of an item of a list, and of the document, that of what names it. */
  keyAnchor(): Anchor {
    if (this.#key < 0) return this.nameAnchor();
    return { path: this.source.path, ...extentOf(this.#document.cells, this.#key), route: this.route() };
  }

  /** The place that stands for a whole object or item: the value of its name, else its first key, else itself. */
  nameAnchor(): Anchor {
    const name = this.get('metadata', 'name') ?? this.get('name') ?? this.get('kind');
    const { start, end } = name?.extent ?? this.#firstKey() ?? this.extent;
    return { path: this.source.path, start, end, route: this.route() };
  }

  #firstKey(): Extent | null {
    const { cells } = this.#document;
    if (!this.isMap || nextOf(cells, this.#node) === this.#node + 1) return null;
    return extentOf(cells, this.#node + 1);
  }

  /** The names that lead here: of objects their kind and name, of list items their name, of fields their key. */
  route(): readonly string[] {
    // Thousands of items ask for that of the list that holds them.
    this.#route ??= this.#findRoute();
    return this.#route;
  }

  #findRoute(): readonly string[] {
    const above = this.#parent?.route() ?? [];
    const own = this.#key >= 0 ? this.key : this.#stepName();
    const object = this.#key >= 0 ? this.objectName() : null;
    const steps = own === null || own === '' ? above : [...above, own];
    return object === null ? steps : [...steps, object];
  }

  #stepName(): string | null {
    const object = this.objectName();
    if (object !== null || this.#parent === null) return object;
    return this.text('name') ?? this.text('key') ?? this.text('id') ?? this.text();
  }

  /** `Deployment shop/web` for a Kubernetes object (`Deployment web` without a namespace), null for anything else. */
  objectName(): string | null {
    const kind = this.text('kind');
    if (kind === null || this.text('apiVersion') === null) return null;
    const name = this.text('metadata', 'name') ?? this.text('metadata', 'generateName');
    if (name === null) return kind;
    const namespace = this.text('metadata', 'namespace');
    return `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
  }
}

function extentOf(cells: Cells, node: number): Extent {
  return { start: startOf(cells, node), end: endOf(cells, node) };
}

/** A tag of YAML's own types leaves the word as it is read anyway; any other makes a text of it. */
const PLAIN_TAGS: ReadonlySet<string> = new Set(
  ['int', 'float', 'bool', 'null', 'timestamp'].map((name) => `tag:yaml.org,2002:${name}`),
);
