/**
 * From YAML nodes to plain data with the place of every key and value. Our own walk instead of the library's: it finds
 * duplicate keys in linear time, is safe against a key named `__proto__`, and cannot be unfolded by aliases.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import { quoteWord } from './quote.ts';
import { lineOf, type SourceText } from './text.ts';

export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The place of a value, of the key that leads to it, and of what stands inside. */
export interface Located {
  readonly key: Extent | null;
  readonly value: Extent;
  readonly fields: ReadonlyMap<string, Located> | null;
  readonly items: readonly Located[] | null;
}

interface Converted {
  readonly value: unknown;
  readonly located: Located;
  /** How many values this one unfolds to, aliases included. */
  readonly weight: number;
}

/** Values that all aliases of a file may unfold to; ours are small, and a bomb passes this at its fourth level. */
const MOST_UNFOLDED = 10_000;

interface Walk {
  readonly source: SourceText;
  readonly faults: Diagnostic[];
  /** `null` while the anchored value itself is being read: an alias to it would be a circle. */
  readonly anchors: Map<string, Converted | null>;
  unfolded: number;
}

/** Converts the contents of a document; what is wrong goes to `faults`, and `null` stands in its place. */
export function plainValue(
  source: SourceText,
  contents: Node | null,
  faults: Diagnostic[],
): { readonly value: unknown; readonly located: Located } {
  const walk: Walk = { source, faults, anchors: new Map(), unfolded: 0 };
  return convert(walk, contents, null, { start: 0, end: 0 });
}

function convert(walk: Walk, node: Node | null, key: Extent | null, empty: Extent): Converted {
  const value = extentOf(node, empty);
  if (node === null) return leaf(null, key, value);
  if (isAlias(node)) return followAlias(walk, node.source, key, value);
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
  if (anchor !== undefined) walk.anchors.set(anchor, null);
  const converted = convertPlain(walk, node, key, value);
  if (anchor !== undefined) walk.anchors.set(anchor, converted);
  return converted;
}

function convertPlain(walk: Walk, node: Node, key: Extent | null, value: Extent): Converted {
  if (isMap(node)) return convertMap(walk, node, key, value);
  if (isSeq(node)) return convertList(walk, node, key, value);
  const scalar: unknown = isScalar(node) ? node.value : undefined;
  if (
    scalar === null ||
    typeof scalar === 'string' ||
    typeof scalar === 'number' ||
    typeof scalar === 'boolean'
  ) {
    return leaf(scalar, key, value);
  }
  fault(walk, value, 'only text, numbers, true, false, null, lists and maps can stand here');
  return leaf(null, key, value);
}

function convertMap(walk: Walk, map: YAMLMap, key: Extent | null, value: Extent): Converted {
  const data: Record<string, unknown> = Object.create(null);
  const fields = new Map<string, Located>();
  let weight = 1;
  for (const pair of map.items) {
    const name = keyName(walk, pair, value);
    if (name === null) continue;
    const first = fields.get(name.text);
    if (first !== undefined) {
      const line = lineOf(walk.source, first.key?.start ?? 0);
      fault(
        walk,
        name.at,
        `the key ${quoteWord(name.text)} is given twice`,
        `it stands at line ${line} already`,
      );
      continue;
    }
    const child = convert(walk, nodeOf(pair.value), name.at, name.at);
    data[name.text] = child.value;
    fields.set(name.text, child.located);
    weight += child.weight;
  }
  return { value: data, located: { key, value, fields, items: null }, weight };
}

function convertList(walk: Walk, list: YAMLSeq, key: Extent | null, value: Extent): Converted {
  const data: unknown[] = [];
  const items: Located[] = [];
  let weight = 1;
  for (const item of list.items) {
    const child = convert(walk, nodeOf(item), null, value);
    data.push(child.value);
    items.push(child.located);
    weight += child.weight;
  }
  return { value: data, located: { key, value, fields: null, items }, weight };
}

function keyName(
  walk: Walk,
  pair: Pair,
  around: Extent,
): { readonly text: string; readonly at: Extent } | null {
  const key = nodeOf(pair.key);
  const at = extentOf(key, extentOf(nodeOf(pair.value), around));
  if (isScalar(key) && key.value !== null && key.anchor === undefined) {
    const text = String(key.value);
    if (text !== '<<' || key.type !== 'PLAIN') return { text, at };
    fault(walk, at, 'merge keys (`<<`) are not read here', 'write the keys out');
  } else if (isMap(key) || isSeq(key)) {
    fault(walk, at, 'a key must be plain text', 'text that starts with `{` or `[` must stand in quotes');
  } else {
    fault(walk, at, 'a key must be plain text');
  }
  return null;
}

function followAlias(walk: Walk, name: string, key: Extent | null, value: Extent): Converted {
  const target = walk.anchors.get(name);
  if (target === undefined) fault(walk, value, 'this alias names no anchor that stands before it');
  else if (target === null) fault(walk, value, 'this alias stands inside the value that it names');
  else {
    walk.unfolded += target.weight;
    if (walk.unfolded <= MOST_UNFOLDED) return { ...target, located: { ...target.located, key, value } };
    if (walk.unfolded - target.weight <= MOST_UNFOLDED) {
      fault(walk, value, `the aliases of this file unfold to more than ${MOST_UNFOLDED} values`);
    }
  }
  return leaf(null, key, value);
}

function leaf(data: string | number | boolean | null, key: Extent | null, value: Extent): Converted {
  return { value: data, located: { key, value, fields: null, items: null }, weight: 1 };
}

function nodeOf(part: unknown): Node | null {
  return isMap(part) || isSeq(part) || isScalar(part) || isAlias(part) ? part : null;
}

/** The text of a node, or `empty` (usually its key) where it has none: an empty value still needs a caret. */
function extentOf(node: Node | null, empty: Extent): Extent {
  const range = node?.range;
  return range && range[1] > range[0] ? { start: range[0], end: range[1] } : empty;
}

function fault(walk: Walk, at: Extent, message: string, hint?: string): void {
  walk.faults.push({ message, source: walk.source, ...at, ...(hint === undefined ? {} : { hint }) });
}
