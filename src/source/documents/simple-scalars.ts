/** Scalars of simple YAML: plain, quoted, and blocks of lines. Each function gives false where the text is not simple. */
import { AS_WRITTEN, BLOCK, FOLDED, NODE } from './cells.ts';
import { escapeEnd, unescaped } from './escapes.ts';
import { foldedLines } from './fold.ts';
import { BACKSLASH, COLON, DASH, DOUBLE, GREATER, HASH, LF, SINGLE, SPACE } from './signs.ts';
import type { Cursor } from './simple-cursor.ts';

/** A plain value, with the lines that go on with it. */
export function plain(cursor: Cursor, column: number): boolean {
  if (!cursor.isPlainStart()) return false;
  let stop = plainLine(cursor, cursor.at);
  if (stop < 0) return false;
  let end = cursor.trimmed(cursor.at, stop);
  let extra: number = AS_WRITTEN;
  while (cursor.text.charCodeAt(stop) === LF && stop < cursor.end) {
    const next = continuation(cursor, stop, column);
    if (next < 0) break;
    stop = plainLine(cursor, next);
    if (stop < 0) return false;
    end = cursor.trimmed(next, stop);
    extra = FOLDED;
  }
  cursor.draft.leaf(NODE.plain, cursor.at, end, extra);
  cursor.at = end;
  return true;
}

/** Where a line of a plain value ends, at a comment or the line's end; -1 where it holds a key. */
function plainLine(cursor: Cursor, from: number): number {
  for (let at = from; at < cursor.end; at++) {
    const unit = cursor.text.charCodeAt(at);
    if (unit === LF || (unit === HASH && cursor.text.charCodeAt(at - 1) === SPACE)) return at;
    if (unit === COLON && cursor.isSpaceAt(at + 1)) return -1;
  }
  return cursor.end;
}

/** The first sign of the next line that goes on with a value, -1 where none does. `stop` is a line's end. */
function continuation(cursor: Cursor, stop: number, column: number): number {
  let line = stop + 1;
  for (let at = line; at < cursor.end; at++) {
    const unit = cursor.text.charCodeAt(at);
    if (unit === LF) line = at + 1;
    else if (unit !== SPACE) return unit !== HASH && at - line > column ? at : -1;
  }
  return -1;
}

/** Only values may go on over several lines. */
export function single(cursor: Cursor, isValue: boolean): boolean {
  let hasEscape = false;
  let isFolded = false;
  for (let at = cursor.at + 1; at < cursor.end; at++) {
    const unit = cursor.text.charCodeAt(at);
    if (unit === LF) {
      if (!isValue) return false;
      isFolded = true;
    } else if (unit === SINGLE) {
      if (cursor.text.charCodeAt(at + 1) !== SINGLE) {
        return quoted(
          cursor,
          NODE.single,
          at + 1,
          hasEscape || isFolded ? singleText(cursor, at, isFolded) : null,
        );
      }
      hasEscape = true;
      at++;
    }
  }
  return false;
}

function singleText(cursor: Cursor, end: number, isFolded: boolean): string {
  const written = cursor.text.slice(cursor.at + 1, end).replaceAll("''", "'");
  return isFolded ? foldedLines(written.split('\n')) : written;
}

export function double(cursor: Cursor, isValue: boolean): boolean {
  let escaped = 0;
  let isFolded = false;
  for (let at = cursor.at + 1; at < cursor.end; at++) {
    const unit = cursor.text.charCodeAt(at);
    if (unit === LF) {
      // An escaped space before the end of a line would be folded away.
      if (!isValue || cursor.trimmed(cursor.at, at) < escaped) return false;
      isFolded = true;
    } else if (unit === BACKSLASH) {
      escaped = escapeEnd(cursor.text, at);
      if (escaped < 0) return false;
      at = escaped - 1;
    } else if (unit === DOUBLE) {
      const value = escaped === 0 && !isFolded ? null : doubleText(cursor, at, isFolded);
      return quoted(cursor, NODE.double, at + 1, value);
    }
  }
  return false;
}

function doubleText(cursor: Cursor, end: number, isFolded: boolean): string {
  const written = cursor.text.slice(cursor.at + 1, end);
  return unescaped(isFolded ? foldedLines(written.split('\n')) : written);
}

/** `value` is null where it is what stands between the quotes. */
function quoted(
  cursor: Cursor,
  kind: typeof NODE.single | typeof NODE.double,
  end: number,
  value: string | null,
): boolean {
  const extra = value === null ? AS_WRITTEN : cursor.draft.text(value);
  cursor.draft.leaf(kind, cursor.at, end, extra);
  cursor.at = end;
  return true;
}

/** `|` and `>`, also with `-`, whose text is cut out of the lines when somebody asks for it. */
export function block(cursor: Cursor, column: number): boolean {
  const { text } = cursor;
  const start = cursor.at;
  const isFolded = text.charCodeAt(start) === GREATER;
  let at = start + 1;
  if (text.charCodeAt(at) === DASH) at++;
  if (text.charCodeAt(at) !== LF) return false;
  let indent = -1;
  let end = at;
  // Spaces at the end of the last line belong to the text, which ends before them elsewhere.
  let endsInSpaces = false;
  for (at++; at < cursor.end; ) {
    let first = at;
    while (text.charCodeAt(first) === SPACE && first < cursor.end) first++;
    const found = text.indexOf('\n', first);
    const stop = found < 0 || found > cursor.end ? cursor.end : found;
    if (first < stop) {
      if (indent < 0 && first - at > column) indent = first - at;
      // A line that is too little indented ends the text.
      if (indent < 0 || first - at < indent) break;
      endsInSpaces = text.charCodeAt(stop - 1) === SPACE;
      end = stop;
    } else if (first > at) {
      if (indent < 0 || isFolded) return false;
      if (first - at > indent) endsInSpaces = true;
    }
    at = stop + 1;
  }
  if (indent < 0 || endsInSpaces) return false;
  cursor.draft.leaf(NODE.block, start, end, BLOCK);
  cursor.at = end;
  return true;
}
