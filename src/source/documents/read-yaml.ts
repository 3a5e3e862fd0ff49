/**
 * YAML as the programs that are configured by it read it. js-yaml parses, and tells of every node as it opens and
 * closes; what it makes of the nodes is thrown away, since places matter here as much as values.
 */
import { load, Schema, type State, Type, YAMLException } from 'js-yaml';
import { AS_WRITTEN, type Cells, Draft, NODE, type NodeKind } from './cells.ts';

export interface ReadFault {
  /** Into the text of the file. */
  readonly offset: number;
  /** What the parser says, which may quote the text: see faults.ts. */
  readonly words: string;
}

export type ReadDocument = { readonly cells: Cells } | { readonly fault: ReadFault };

/** Nesting of nodes; the deepest manifests that people write stay below 60. */
const DEEPEST = 100;

/** What the parser does not know of: everything it makes is left as it is, whatever the tag. */
const SCHEMA = new Schema({
  explicit: (['scalar', 'sequence', 'mapping'] as const).map(
    (kind) => new Type('', { kind, multi: true, resolve: () => true, construct: (data: unknown) => data }),
  ),
});

/** In place of what was read, so that a node that merely passes on its only child is known by it. */
const READ = {};

/** js-yaml's `state`, of which its types tell only a part. */
interface Parser extends State {
  readonly anchor: string | null;
  readonly tag: string | null;
}

/** Reads the one document that stands in `text` from `start` to `end`. */
export function readYaml(text: string, start: number, end: number): ReadDocument {
  const input = start === 0 && end === text.length ? text : text.slice(start, end);
  const reading = new Reading(text, start, end);
  try {
    load(input, {
      json: true,
      schema: SCHEMA,
      // @ts-expect-error: since 4.2 the loader stops at this depth with an error; the types do not know it yet.
      maxDepth: DEEPEST,
      listener: (event, state) => {
        if (event === 'open') reading.open(state.position);
        else reading.close(state as Parser);
      },
    });
  } catch (error) {
    if (error instanceof Circular) return { fault: { offset: error.offset, words: error.message } };
    if (!(error instanceof YAMLException)) throw error;
    return { fault: { offset: Math.min(start + error.mark.position, end), words: error.reason } };
  }
  return { cells: reading.draft.finish() };
}

class Circular extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super('an alias inside the value that it names');
    this.offset = offset;
  }
}

/** One document while it is read: which nodes are open, and where they may begin. */
class Reading {
  readonly draft: Draft;
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;
  readonly #open: number[] = [];
  readonly #from: number[] = [];
  readonly #anchors = new Map<string, number>();

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
    this.draft = new Draft();
  }

  open(position: number): void {
    this.#open.push(this.draft.open());
    this.#from.push(position + this.#start);
  }

  close(state: Parser): void {
    const node = this.#open.pop() ?? 0;
    const from = this.#from.pop() ?? 0;
    const end = Math.min(state.position + this.#start, this.#end);
    const { kind, anchor, tag } = state;
    if (tag !== null && tag !== '?') this.draft.tag(node, tag);
    if (kind === 'scalar') this.#closeScalar(node, this.#skip(from, end, state), end, String(state.result));
    else if (kind === null) this.#closeNothing(node, from, end, state);
    else this.#closeCollection(node, kind, from, end, state);
    if (anchor !== null) this.#anchors.set(anchor, node);
  }

  #closeScalar(node: number, start: number, position: number, value: string): void {
    const { draft } = this;
    draft.truncate(node);
    const end = this.#trimmed(start, position);
    const style = styleOf(this.#text.charCodeAt(start));
    if (style === NODE.block) {
      draft.close(node, style, start, end, draft.text(this.#withoutAddedEnd(end, value)));
      return;
    }
    const quotes = style === NODE.plain ? 0 : 1;
    const isWritten =
      value.length === end - start - 2 * quotes && this.#text.startsWith(value, start + quotes);
    draft.close(node, style, start, end, isWritten ? AS_WRITTEN : draft.text(value));
  }

  /** js-yaml gives a text that ends without a line break one, and the block at its end with it. */
  #withoutAddedEnd(end: number, value: string): string {
    const isLast = !/[\r\n]/.test(this.#text.slice(end, this.#end));
    return isLast && value.endsWith('\n') ? value.slice(0, -1) : value;
  }

  /** An alias, or nothing at all. */
  #closeNothing(node: number, from: number, position: number, state: Parser): void {
    const { draft } = this;
    draft.truncate(node);
    const start = this.#skip(from, position, state);
    if (start >= position || this.#text.charCodeAt(start) !== STAR) {
      draft.close(node, NODE.empty, from, from, 0);
      return;
    }
    const name = /[^\s,[\]{}]*/y;
    name.lastIndex = start + 1;
    const [found = ''] = name.exec(this.#text) ?? [];
    const target = this.#anchors.get(found);
    if (target === undefined || !draft.isClosed(target)) throw new Circular(start);
    draft.close(node, NODE.alias, start, start + 1 + found.length, target);
    // As a key, an aliased list would be turned into text each time.
    state.result = null;
  }

  #closeCollection(node: number, kind: string, from: number, position: number, state: Parser): void {
    const { draft } = this;
    const start = this.#skip(from, position, state);
    const isPassedOn = state.result === READ;
    const end = this.#trimmed(start, position);
    if (!isPassedOn && kind === 'mapping') this.#pair(node);
    if (!isPassedOn && kind === 'sequence' && this.#text.charCodeAt(start) === BRACKET) this.#unpair(node);
    state.result = READ;
    const own: NodeKind = isPassedOn ? NODE.same : kind === 'mapping' ? NODE.map : NODE.list;
    draft.close(
      node,
      own,
      start,
      own === NODE.list || own === NODE.map ? this.#endOf(node, start, end) : end,
      0,
    );
  }

  /** A block ends where its last value ends: the parser has gone on over white space and comments by then. */
  #endOf(node: number, start: number, end: number): number {
    const first = this.#text.charCodeAt(start);
    if (first === BRACE || first === BRACKET) return end;
    let last = end;
    for (let at = node + 1; at < this.draft.count; at = this.draft.next(at)) last = this.draft.end(at);
    return Math.max(Math.min(last, end), start);
  }

  /** Finds the keys without a value, and takes off what was no key at all. */
  #pair(node: number): void {
    const { draft } = this;
    for (let key = node + 1; key < draft.count; ) {
      const value = draft.next(key);
      const hasValue = value < draft.count && this.#isFollowedByColon(draft.end(key));
      if (hasValue) key = draft.next(value);
      else if (draft.isEmpty(key) && value >= draft.count) draft.truncate(key - 1);
      else {
        draft.markBare(key);
        key = value;
      }
    }
  }

  /** `[2001:db8::]`: what YAML 1.2 takes for a key without a value is an address to everybody else. */
  #unpair(node: number): void {
    const { draft } = this;
    for (let item = node + 1; item < draft.count; item = draft.next(item)) {
      const value = draft.next(item);
      const end = draft.end(item);
      if (value >= draft.count || !draft.isEmpty(value) || this.#text.charCodeAt(end) !== COLON) continue;
      if (draft.isPlain(item)) draft.join(item, value);
    }
  }

  #isFollowedByColon(offset: number): boolean {
    if (this.#text.charCodeAt(offset) === COLON) return true;
    return this.#text.charCodeAt(this.#afterSpace(offset)) === COLON;
  }

  /** Where the content of a node begins: after white space, comments, and the properties that belong to it. */
  #skip(from: number, limit: number, { anchor, tag }: Parser): number {
    let at = this.#afterSpace(from);
    let anchors = anchor === null ? 0 : 1;
    let tags = tag === null || tag === '?' ? 0 : 1;
    while (at < limit) {
      const first = this.#text.charCodeAt(at);
      if (first === AMPERSAND && anchors > 0) anchors--;
      else if (first === EXCLAMATION && tags > 0) tags--;
      else break;
      const property = /[^\s,[\]{}]*/y;
      property.lastIndex = at;
      property.exec(this.#text);
      at = this.#afterSpace(property.lastIndex);
    }
    return Math.min(at, limit);
  }

  #afterSpace(from: number): number {
    let at = from;
    for (;;) {
      const unit = this.#text.charCodeAt(at);
      if (unit === SPACE || unit === TAB || unit === LF || unit === CR) at++;
      else if (unit === HASH && (at === from || this.#isSpace(at - 1))) {
        while (at < this.#text.length && this.#text.charCodeAt(at) !== LF && this.#text.charCodeAt(at) !== CR)
          at++;
      } else return at;
    }
  }

  #trimmed(start: number, position: number): number {
    let end = position;
    while (end > start && this.#isSpace(end - 1)) end--;
    return end;
  }

  #isSpace(at: number): boolean {
    const unit = this.#text.charCodeAt(at);
    return unit === SPACE || unit === LF || unit === CR || unit === TAB;
  }
}

const [TAB, LF, CR, SPACE] = [9, 10, 13, 32] as const;
const [EXCLAMATION, DOUBLE, HASH, AMPERSAND, SINGLE, STAR] = [33, 34, 35, 38, 39, 42] as const;
const [COLON, GREATER, BRACKET, BRACE, BAR] = [58, 62, 91, 123, 124] as const;

function styleOf(first: number): NodeKind {
  switch (first) {
    case SINGLE:
      return NODE.single;
    case DOUBLE:
      return NODE.double;
    case BAR:
    case GREATER:
      return NODE.block;
    default:
      return NODE.plain;
  }
}
