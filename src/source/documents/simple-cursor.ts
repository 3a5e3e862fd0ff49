/** Where the reader of simple YAML stands in a document, and how it moves from line to line. */
import { Draft } from './cells.ts';
import { COLON, DASH, HASH, INDICATORS, LF, SPACE } from './signs.ts';

/** Deeper nesting is left to the reader that can say so. */
export const DEEPEST = 60;

/** Whatever is read leaves `at` behind it. */
export class Cursor {
  readonly draft: Draft;
  readonly text: string;
  readonly end: number;
  at: number;
  /** Where the line that holds `at` begins. */
  line: number;
  /** How many collections are open. */
  depth = 0;

  constructor(text: string, body: number, end: number) {
    this.text = text;
    this.at = body;
    this.line = body;
    this.end = end;
    this.draft = new Draft();
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === SPACE && this.at < this.end) this.at++;
  }

  /** Nothing more, or a comment, on this line. */
  isLineEnd(): boolean {
    if (this.at >= this.end) return true;
    const unit = this.text.charCodeAt(this.at);
    return unit === LF || (unit === HASH && this.isSpaceAt(this.at - 1));
  }

  /** Goes to the end of the line, over a comment; false where anything else stands there. */
  endOfLine(): boolean {
    const before = this.at;
    this.skipSpaces();
    const isComment = this.text.charCodeAt(this.at) === HASH && this.at < this.end;
    if (isComment && this.at === before && !this.isSpaceAt(before - 1)) return false;
    if (!isComment && !this.isLineEnd()) return false;
    const stop = this.text.indexOf('\n', this.at);
    this.at = stop < 0 || stop > this.end ? this.end : stop;
    return true;
  }

  /** The column of the next line that holds anything, to which `at` moves; -1 at the end. `at` stands at a line's end. */
  nextContent(): number {
    while (this.at < this.end) {
      this.line = this.at + 1;
      this.at = this.line;
      this.skipSpaces();
      const unit = this.text.charCodeAt(this.at);
      if (this.at >= this.end) return -1;
      if (unit === HASH) {
        const stop = this.text.indexOf('\n', this.at);
        this.at = stop < 0 || stop > this.end ? this.end : stop;
      } else if (unit !== LF) return this.at - this.line;
    }
    return -1;
  }

  /** As `nextContent`, at the beginning of a line. */
  firstContent(): number {
    this.skipSpaces();
    const unit = this.text.charCodeAt(this.at);
    if (unit !== HASH && unit !== LF) return this.at - this.line;
    const stop = this.text.indexOf('\n', this.at);
    this.at = stop < 0 || stop > this.end ? this.end : stop;
    return this.nextContent();
  }

  /** As `nextContent`, for a line to which `at` may have moved already. */
  peekContent(): number {
    if (this.at >= this.end) return -1;
    return this.text.charCodeAt(this.at) === LF ? this.nextContent() : this.at - this.line;
  }

  isDash(): boolean {
    return this.text.charCodeAt(this.at) === DASH && this.isSpaceAt(this.at + 1);
  }

  /** A space, or the end of the line. */
  isSpaceAt(at: number): boolean {
    if (at >= this.end) return true;
    const unit = this.text.charCodeAt(at);
    return unit === SPACE || unit === LF;
  }

  trimmed(start: number, stop: number): number {
    let end = stop;
    while (end > start && this.text.charCodeAt(end - 1) === SPACE) end--;
    return end;
  }

  isPlainStart(): boolean {
    const unit = this.text.charCodeAt(this.at);
    if (unit === DASH || unit === COLON) return !this.isSpaceAt(this.at + 1);
    return INDICATORS[unit] !== 1;
  }
}
