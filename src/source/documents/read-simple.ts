/**
 * YAML as nearly all of it is written: blocks of maps and lists, plain values, quotes, literal texts, flow
 * collections. Three times as fast as the whole language, which is asked wherever anything else turns up (anchors, tags,
 * folded texts, tabs, faults). What both can read they read alike; a property test holds them to it.
 */

import { AS_WRITTEN, type Cells, Draft, FOLDED, LITERAL, NODE } from './cells.ts';
import { foldedLines } from './fold.ts';
import type { Chunk } from './split.ts';

/** Deeper nesting is left to the reader that can say so. */
const DEEPEST = 60;

/** Tabs, carriage returns, control characters, other line separators, and characters beyond the basic plane. */
const UNUSUAL = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Reads the document of a chunk; null where it is anything but simple. */
export function readSimple(text: string, { start, body, end }: Chunk): Cells | null {
  if (UNUSUAL.test(text.slice(body, end))) return null;
  const reading = new SimpleReading(text, body, end);
  return reading.document(body > start) ? reading.draft.finish() : null;
}

/** Whatever is read leaves `#at` behind it; each method gives false where the text is not simple. */
class SimpleReading {
  readonly draft: Draft;
  readonly #text: string;
  readonly #end: number;
  #at: number;
  /** Where the line that holds `#at` begins. */
  #line: number;
  #depth = 0;

  constructor(text: string, body: number, end: number) {
    this.#text = text;
    this.#at = body;
    this.#line = body;
    this.#end = end;
    this.draft = new Draft();
  }

  /** `isBehindMarker` where `---` stands before it on its line, and nothing else may. */
  document(isBehindMarker: boolean): boolean {
    if (isBehindMarker && !this.#endOfLine()) return false;
    const column = isBehindMarker ? this.#nextContent() : this.#firstContent();
    return column >= 0 && this.#collection(column) && this.#peekContent() < 0;
  }

  /** A map or list whose first key or dash stands here, in `column`. */
  #collection(column: number): boolean {
    if (++this.#depth > DEEPEST) return false;
    const isRead = this.#isDash() ? this.#list(column) : this.#map(column);
    this.#depth--;
    return isRead;
  }

  #map(column: number): boolean {
    const { draft } = this;
    const start = this.#at;
    const node = draft.open();
    let last = start;
    for (;;) {
      if (!this.#key()) return false;
      last = this.#at;
      this.#skipSpaces();
      if (!this.#value(column, true)) return false;
      last = Math.max(last, draft.lastEnd);
      const next = this.#peekContent();
      if (next > column) return false;
      if (next < column || this.#isDash()) break;
    }
    draft.close(node, NODE.map, start, last, 0);
    return true;
  }

  #list(column: number): boolean {
    const { draft } = this;
    const start = this.#at;
    const node = draft.open();
    let last = start + 1;
    for (;;) {
      this.#at++;
      this.#skipSpaces();
      const count = draft.count;
      if (!this.#item(column)) return false;
      if (draft.count > count) last = draft.lastEnd;
      const next = this.#peekContent();
      if (next > column) return false;
      if (next < column || !this.#isDash()) break;
    }
    draft.close(node, NODE.list, start, last, 0);
    return true;
  }

  /** What stands behind a dash: also a map or list that begins on the same line. */
  #item(column: number): boolean {
    if (this.#isLineEnd()) {
      if (!this.#endOfLine()) return false;
      // Nothing at all is no node, as in the other reader.
      return this.#peekContent() > column ? this.#collection(this.#peekContent()) : true;
    }
    if (this.#isDash() || this.#isKey()) return this.#collection(this.#at - this.#line);
    return this.#value(column, false);
  }

  /** A value on this line, or for a key a collection on the lines below; nothing is an empty node. */
  #value(column: number, isOfKey: boolean): boolean {
    if (!this.#isLineEnd()) return this.#scalar(column) && this.#isDone(column);
    const empty = this.#at;
    if (!this.#endOfLine()) return false;
    const next = this.#peekContent();
    if (next > column || (isOfKey && next === column && this.#isDash())) return this.#collection(next);
    this.draft.leaf(NODE.empty, empty, empty, 0);
    return true;
  }

  /** After a value nothing may follow on its line, and no line that could go on with it. */
  #isDone(column: number): boolean {
    return this.#endOfLine() && this.#peekContent() <= column;
  }

  #scalar(column: number): boolean {
    switch (this.#text.charCodeAt(this.#at)) {
      case DOUBLE:
        return this.#double();
      case SINGLE:
        return this.#single(true);
      case BAR:
        return this.#literal(column);
      case BRACKET:
      case BRACE:
        return this.#flow(0);
      default:
        return this.#plain(column);
    }
  }

  /** A key with its colon; `#at` is left right behind the colon. */
  #key(): boolean {
    const first = this.#text.charCodeAt(this.#at);
    if (first === DOUBLE || first === SINGLE) {
      if (!(first === DOUBLE ? this.#double() : this.#single(false))) return false;
      this.#skipSpaces();
      if (this.#text.charCodeAt(this.#at) !== COLON || !this.#isSpaceAt(this.#at + 1)) return false;
      this.#at++;
      return true;
    }
    const colon = this.#colon();
    if (colon < 0) return false;
    this.draft.leaf(NODE.plain, this.#at, this.#trimmed(this.#at, colon), AS_WRITTEN);
    this.#at = colon + 1;
    return true;
  }

  /** True where a key stands here. A quoted one is looked for only as far as its line goes. */
  #isKey(): boolean {
    const first = this.#text.charCodeAt(this.#at);
    if (first !== DOUBLE && first !== SINGLE) return this.#colon() >= 0;
    const close = this.#text.indexOf(first === DOUBLE ? '"' : "'", this.#at + 1);
    if (close < 0) return false;
    let at = close + 1;
    while (this.#text.charCodeAt(at) === SPACE) at++;
    return this.#text.charCodeAt(at) === COLON;
  }

  /** The colon that ends the plain key that begins here; -1 where none does. */
  #colon(): number {
    if (!this.#isPlainStart()) return -1;
    for (let at = this.#at; at < this.#end; at++) {
      const unit = this.#text.charCodeAt(at);
      if (unit === LF || (unit === HASH && this.#text.charCodeAt(at - 1) === SPACE)) return -1;
      if (unit === COLON && this.#isSpaceAt(at + 1)) return at;
    }
    return -1;
  }

  /** A plain value, with the lines that go on with it. */
  #plain(column: number): boolean {
    if (!this.#isPlainStart()) return false;
    let stop = this.#plainLine(this.#at);
    if (stop < 0) return false;
    let end = this.#trimmed(this.#at, stop);
    let extra: number = AS_WRITTEN;
    while (this.#text.charCodeAt(stop) === LF && stop < this.#end) {
      const next = this.#continuation(stop, column);
      if (next < 0) break;
      stop = this.#plainLine(next);
      if (stop < 0) return false;
      end = this.#trimmed(next, stop);
      extra = FOLDED;
    }
    this.draft.leaf(NODE.plain, this.#at, end, extra);
    this.#at = end;
    return true;
  }

  /** Where a line of a plain value ends, at a comment or the line's end; -1 where it holds a key. */
  #plainLine(from: number): number {
    for (let at = from; at < this.#end; at++) {
      const unit = this.#text.charCodeAt(at);
      if (unit === LF || (unit === HASH && this.#text.charCodeAt(at - 1) === SPACE)) return at;
      if (unit === COLON && this.#isSpaceAt(at + 1)) return -1;
    }
    return this.#end;
  }

  /** The first sign of the next line that goes on with a value, -1 where none does. `stop` is a line's end. */
  #continuation(stop: number, column: number): number {
    let line = stop + 1;
    for (let at = line; at < this.#end; at++) {
      const unit = this.#text.charCodeAt(at);
      if (unit === LF) line = at + 1;
      else if (unit !== SPACE) return unit !== HASH && at - line > column ? at : -1;
    }
    return -1;
  }

  #isPlainStart(): boolean {
    const unit = this.#text.charCodeAt(this.#at);
    if (unit === DASH || unit === COLON) return !this.#isSpaceAt(this.#at + 1);
    return !INDICATORS.has(unit);
  }

  /** Only values may go on over several lines. */
  #single(isValue: boolean): boolean {
    let hasEscape = false;
    let isFolded = false;
    for (let at = this.#at + 1; at < this.#end; at++) {
      const unit = this.#text.charCodeAt(at);
      if (unit === LF) {
        if (!isValue) return false;
        isFolded = true;
      } else if (unit === SINGLE) {
        if (this.#text.charCodeAt(at + 1) !== SINGLE) {
          return this.#quoted(
            NODE.single,
            at + 1,
            hasEscape || isFolded ? this.#singleText(at, isFolded) : null,
          );
        }
        hasEscape = true;
        at++;
      }
    }
    return false;
  }

  #singleText(end: number, isFolded: boolean): string {
    const written = this.#text.slice(this.#at + 1, end).replaceAll("''", "'");
    return isFolded ? foldedLines(written.split('\n')) : written;
  }

  #double(): boolean {
    let hasEscape = false;
    for (let at = this.#at + 1; at < this.#end; at++) {
      const unit = this.#text.charCodeAt(at);
      if (unit === LF) return false;
      if (unit === BACKSLASH) {
        if (!JSON_ESCAPES.has(this.#text.charCodeAt(at + 1))) return false;
        hasEscape = true;
        at++;
      } else if (unit === DOUBLE) {
        const value: unknown = hasEscape ? JSON.parse(this.#text.slice(this.#at, at + 1)) : null;
        return this.#quoted(NODE.double, at + 1, typeof value === 'string' ? value : null);
      }
    }
    return false;
  }

  /** `value` is null where it is what stands between the quotes. */
  #quoted(kind: typeof NODE.single | typeof NODE.double, end: number, value: string | null): boolean {
    const extra = value === null ? AS_WRITTEN : this.draft.text(value);
    this.draft.leaf(kind, this.#at, end, extra);
    this.#at = end;
    return true;
  }

  /** `|` and `|-`, whose text is cut out of the lines when somebody asks for it. */
  #literal(column: number): boolean {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    if (text.charCodeAt(at) === DASH) at++;
    if (text.charCodeAt(at) !== LF) return false;
    const body = at + 1;
    let indent = -1;
    let end = at;
    for (at = body; at < this.#end; ) {
      let first = at;
      while (text.charCodeAt(first) === SPACE && first < this.#end) first++;
      const found = text.indexOf('\n', first);
      const stop = found < 0 || found > this.#end ? this.#end : found;
      if (first < stop) {
        if (indent < 0 && first - at > column) indent = first - at;
        // A line that is too little indented ends the text.
        if (indent < 0 || first - at < indent) break;
        if (text.charCodeAt(stop - 1) === SPACE) return false;
        end = stop;
      } else if (first > at) return false;
      at = stop + 1;
    }
    if (indent < 0) return false;
    this.draft.leaf(NODE.block, start, end, LITERAL);
    this.#at = end;
    return true;
  }

  #flow(depth: number): boolean {
    if (depth > DEEPEST - this.#depth) return false;
    const { draft } = this;
    const start = this.#at;
    const isMap = this.#text.charCodeAt(start) === BRACE;
    const close = isMap ? CLOSE_BRACE : CLOSE_BRACKET;
    if (isMap && this.#text.charCodeAt(start + 1) === BRACE) return false;
    const node = draft.open();
    this.#at++;
    for (;;) {
      if (!this.#skipFlowSpace()) return false;
      if (this.#text.charCodeAt(this.#at) === close) break;
      if (!(isMap ? this.#flowPair(depth) : this.#flowValue(depth))) return false;
      if (!this.#skipFlowSpace()) return false;
      const unit = this.#text.charCodeAt(this.#at);
      if (unit === close) break;
      if (unit !== COMMA) return false;
      this.#at++;
    }
    this.#at++;
    draft.close(node, isMap ? NODE.map : NODE.list, start, this.#at, 0);
    return true;
  }

  /** A key and its value; keys without one are left to the other reader. */
  #flowPair(depth: number): boolean {
    const first = this.#text.charCodeAt(this.#at);
    if (first === BRACE || first === BRACKET || !this.#flowValue(depth)) return false;
    this.#skipSpaces();
    if (this.#text.charCodeAt(this.#at) !== COLON || !this.#isSpaceAt(this.#at + 1)) return false;
    this.#at++;
    return this.#skipFlowSpace() && this.#flowValue(depth);
  }

  #flowValue(depth: number): boolean {
    switch (this.#text.charCodeAt(this.#at)) {
      case DOUBLE:
        return this.#double();
      case SINGLE:
        return this.#single(false);
      case BRACE:
      case BRACKET:
        return this.#flow(depth + 1);
      default:
        return this.#flowPlain();
    }
  }

  #flowPlain(): boolean {
    if (!this.#isPlainStart()) return false;
    let at = this.#at;
    for (; at < this.#end; at++) {
      const unit = this.#text.charCodeAt(at);
      if (unit === LF || unit === HASH) return false;
      if (
        unit === COMMA ||
        unit === BRACE ||
        unit === BRACKET ||
        unit === CLOSE_BRACE ||
        unit === CLOSE_BRACKET
      )
        break;
      if (unit !== COLON) continue;
      const next = this.#text.charCodeAt(at + 1);
      if (this.#isSpaceAt(at + 1)) break;
      if (
        next === COMMA ||
        next === BRACE ||
        next === BRACKET ||
        next === CLOSE_BRACE ||
        next === CLOSE_BRACKET
      )
        return false;
    }
    const end = this.#trimmed(this.#at, at);
    if (end === this.#at) return false;
    this.draft.leaf(NODE.plain, this.#at, end, AS_WRITTEN);
    this.#at = end;
    return true;
  }

  #skipFlowSpace(): boolean {
    for (; this.#at < this.#end; this.#at++) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== SPACE && unit !== LF) return unit !== HASH;
    }
    return false;
  }

  #skipSpaces(): void {
    while (this.#text.charCodeAt(this.#at) === SPACE && this.#at < this.#end) this.#at++;
  }

  /** Nothing more, or a comment, on this line. */
  #isLineEnd(): boolean {
    if (this.#at >= this.#end) return true;
    const unit = this.#text.charCodeAt(this.#at);
    return unit === LF || (unit === HASH && this.#isSpaceAt(this.#at - 1));
  }

  /** Goes to the end of the line, over a comment; false where anything else stands there. */
  #endOfLine(): boolean {
    const before = this.#at;
    this.#skipSpaces();
    const isComment = this.#text.charCodeAt(this.#at) === HASH && this.#at < this.#end;
    if (isComment && this.#at === before && !this.#isSpaceAt(before - 1)) return false;
    if (!isComment && !this.#isLineEnd()) return false;
    const stop = this.#text.indexOf('\n', this.#at);
    this.#at = stop < 0 || stop > this.#end ? this.#end : stop;
    return true;
  }

  /** The column of the next line that holds anything, to which `#at` moves; -1 at the end. `#at` stands at a line's end. */
  #nextContent(): number {
    while (this.#at < this.#end) {
      this.#line = this.#at + 1;
      this.#at = this.#line;
      this.#skipSpaces();
      const unit = this.#text.charCodeAt(this.#at);
      if (this.#at >= this.#end) return -1;
      if (unit === HASH) {
        const stop = this.#text.indexOf('\n', this.#at);
        this.#at = stop < 0 || stop > this.#end ? this.#end : stop;
      } else if (unit !== LF) return this.#at - this.#line;
    }
    return -1;
  }

  /** As `nextContent`, at the beginning of a line. */
  #firstContent(): number {
    this.#skipSpaces();
    const unit = this.#text.charCodeAt(this.#at);
    if (unit !== HASH && unit !== LF) return this.#at - this.#line;
    const stop = this.#text.indexOf('\n', this.#at);
    this.#at = stop < 0 || stop > this.#end ? this.#end : stop;
    return this.#nextContent();
  }

  /** As `nextContent`, for a line to which `#at` may have moved already. */
  #peekContent(): number {
    if (this.#at >= this.#end) return -1;
    return this.#text.charCodeAt(this.#at) === LF ? this.#nextContent() : this.#at - this.#line;
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.#at) === DASH && this.#isSpaceAt(this.#at + 1);
  }

  /** A space, or the end of the line. */
  #isSpaceAt(at: number): boolean {
    if (at >= this.#end) return true;
    const unit = this.#text.charCodeAt(at);
    return unit === SPACE || unit === LF;
  }

  #trimmed(start: number, stop: number): number {
    let end = stop;
    while (end > start && this.#text.charCodeAt(end - 1) === SPACE) end--;
    return end;
  }
}

const [LF, SPACE, DOUBLE, HASH, SINGLE, COMMA, DASH, COLON] = [10, 32, 34, 35, 39, 44, 45, 58] as const;
const [BRACKET, BACKSLASH, CLOSE_BRACKET, BRACE, BAR, CLOSE_BRACE] = [91, 92, 93, 123, 124, 125] as const;

/** Signs that no plain value begins with, or that begin something that is not simple. */
const INDICATORS: ReadonlySet<number> = new Set(
  [...'?:,[]{}#&*!|>\'"%@`\n '].map((sign) => sign.charCodeAt(0)),
);

/** Escapes that mean the same in JSON. */
const JSON_ESCAPES: ReadonlySet<number> = new Set([...'"\\/bfnrt'].map((sign) => sign.charCodeAt(0)));
