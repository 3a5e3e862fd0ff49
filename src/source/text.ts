/** The decoded text of one file with its line index; the only place where offsets become lines and columns. */

import { lastNumberUpTo } from './last-up-to.ts';
import type { Place, Span } from './span.ts';

export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'latin1';

export interface SourceText {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Decoded, without a byte order mark; line ends as in the file. */
  readonly text: string;
  readonly encoding: Encoding;
  /** Offsets at which lines start; `\n`, `\r\n` and a lone `\r` each end a line. Computed on first use. */
  readonly lineStarts: readonly number[];
  /** What no report may show of it, beyond what reports see for themselves. Offsets; in any order. */
  readonly secrets: readonly Pick<Span, 'start' | 'end'>[];
}

/** Makes a `SourceText`; `lineStarts` is computed when first asked for. */
export function sourceText(
  path: string,
  text: string,
  encoding: Encoding = 'utf-8',
  secrets: SourceText['secrets'] = [],
): SourceText {
  return new LazyText(path, text, encoding, secrets);
}

/** A class, since V8 gives every object with a getter of its own a shape of its own. */
class LazyText implements SourceText {
  readonly path: string;
  readonly text: string;
  readonly encoding: Encoding;
  readonly secrets: SourceText['secrets'];
  #starts: readonly number[] | null = null;

  constructor(path: string, text: string, encoding: Encoding, secrets: SourceText['secrets']) {
    this.path = path;
    this.text = text;
    this.encoding = encoding;
    this.secrets = secrets;
  }

  get lineStarts(): readonly number[] {
    this.#starts ??= findLineStarts(this.text);
    return this.#starts;
  }
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** The line (from 1) that holds `offset`. */
export function lineOf(source: SourceText, offset: number): number {
  return lastNumberUpTo(source.lineStarts, offset) + 1;
}

/** Lines and columns of a span of this text. */
export function placeOf(source: SourceText, span: Omit<Span, 'path'>): Place {
  const startLine = lineOf(source, span.start);
  const nextLine = source.lineStarts[startLine] ?? Number.POSITIVE_INFINITY;
  const endLine = span.end < nextLine ? startLine : lineOf(source, span.end);
  return {
    path: source.path,
    startLine,
    startColumn: span.start - (source.lineStarts[startLine - 1] ?? 0) + 1,
    endLine,
    endColumn: span.end - (source.lineStarts[endLine - 1] ?? 0) + 1,
  };
}

/** The text of one line (from 1), without its line end. */
export function lineText(source: SourceText, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return '';
  const next = source.lineStarts[line] ?? source.text.length;
  return source.text.slice(start, next).replace(/[\r\n]+$/, '');
}
