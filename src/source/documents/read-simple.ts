/**
 * YAML as nearly all of it is written: blocks of maps and lists, plain values, quotes, texts over several
 * lines, flow collections. Three times as fast as the whole language, which is asked wherever anything else turns up
 * (anchors, tags, tabs, faults). What both can read they read alike; a property test holds them to it.
 */
import { AS_WRITTEN, type Cells, NODE } from './cells.ts';
import { BAR, BRACE, BRACKET, COLON, DOUBLE, GREATER, HASH, LF, SINGLE, SPACE } from './signs.ts';
import { Cursor, DEEPEST } from './simple-cursor.ts';
import { flow } from './simple-flow.ts';
import { block, double, plain, single } from './simple-scalars.ts';
import type { Chunk } from './split.ts';

/** Tabs, carriage returns, control characters, other line separators, and characters beyond the basic plane. */
const UNUSUAL = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Reads the document of a chunk; null where it is anything but simple. */
export function readSimple(text: string, { start, body, end }: Chunk): Cells | null {
  if (UNUSUAL.test(text.slice(body, end))) return null;
  const cursor = new Cursor(text, body, end);
  return document(cursor, body > start) ? cursor.draft.finish() : null;
}

/** `isBehindMarker` where `---` stands before it on its line, and nothing else may. */
function document(cursor: Cursor, isBehindMarker: boolean): boolean {
  if (isBehindMarker && !cursor.endOfLine()) return false;
  const column = isBehindMarker ? cursor.nextContent() : cursor.firstContent();
  return column >= 0 && collection(cursor, column) && cursor.peekContent() < 0;
}

/** A map or list whose first key or dash stands here, in `column`. */
function collection(cursor: Cursor, column: number): boolean {
  if (++cursor.depth > DEEPEST) return false;
  const isRead = cursor.isDash() ? list(cursor, column) : map(cursor, column);
  cursor.depth--;
  return isRead;
}

function map(cursor: Cursor, column: number): boolean {
  const { draft } = cursor;
  const start = cursor.at;
  const node = draft.open();
  let last = start;
  for (;;) {
    if (!key(cursor)) return false;
    last = cursor.at;
    cursor.skipSpaces();
    if (!value(cursor, column, true)) return false;
    last = Math.max(last, draft.lastEnd);
    const next = cursor.peekContent();
    if (next > column) return false;
    if (next < column || cursor.isDash()) break;
  }
  draft.close(node, NODE.map, start, last, 0);
  return true;
}

function list(cursor: Cursor, column: number): boolean {
  const { draft } = cursor;
  const start = cursor.at;
  const node = draft.open();
  let last = start + 1;
  for (;;) {
    cursor.at++;
    cursor.skipSpaces();
    const count = draft.count;
    if (!item(cursor, column)) return false;
    if (draft.count > count) last = draft.lastEnd;
    const next = cursor.peekContent();
    if (next > column) return false;
    if (next < column || !cursor.isDash()) break;
  }
  draft.close(node, NODE.list, start, last, 0);
  return true;
}

/** What stands behind a dash: also a map or list that begins on the same line. */
function item(cursor: Cursor, column: number): boolean {
  if (cursor.isLineEnd()) {
    if (!cursor.endOfLine()) return false;
    // Nothing at all is no node, as in the other reader.
    return cursor.peekContent() > column ? collection(cursor, cursor.peekContent()) : true;
  }
  if (cursor.isDash() || isKey(cursor)) return collection(cursor, cursor.at - cursor.line);
  return value(cursor, column, false);
}

/** A value on this line, or for a key a collection on the lines below; nothing is an empty node. */
function value(cursor: Cursor, column: number, isOfKey: boolean): boolean {
  if (!cursor.isLineEnd()) return scalar(cursor, column) && isDone(cursor, column);
  const empty = cursor.at;
  if (!cursor.endOfLine()) return false;
  const next = cursor.peekContent();
  if (next > column || (isOfKey && next === column && cursor.isDash())) return collection(cursor, next);
  cursor.draft.leaf(NODE.empty, empty, empty, 0);
  return true;
}

/** After a value nothing may follow on its line, and no line that could go on with it. */
function isDone(cursor: Cursor, column: number): boolean {
  return cursor.endOfLine() && cursor.peekContent() <= column;
}

function scalar(cursor: Cursor, column: number): boolean {
  switch (cursor.text.charCodeAt(cursor.at)) {
    case DOUBLE:
      return double(cursor, true);
    case SINGLE:
      return single(cursor, true);
    case BAR:
    case GREATER:
      return block(cursor, column);
    case BRACKET:
    case BRACE:
      return flow(cursor, 0);
    default:
      return plain(cursor, column);
  }
}

/** A key with its colon; `at` is left right behind the colon. */
function key(cursor: Cursor): boolean {
  const first = cursor.text.charCodeAt(cursor.at);
  if (first === DOUBLE || first === SINGLE) {
    if (!(first === DOUBLE ? double(cursor, false) : single(cursor, false))) return false;
    cursor.skipSpaces();
    if (cursor.text.charCodeAt(cursor.at) !== COLON || !cursor.isSpaceAt(cursor.at + 1)) return false;
    cursor.at++;
    return true;
  }
  const colon = keyEnd(cursor);
  if (colon < 0) return false;
  cursor.draft.leaf(NODE.plain, cursor.at, cursor.trimmed(cursor.at, colon), AS_WRITTEN);
  cursor.at = colon + 1;
  return true;
}

/** True where a key stands here. A quoted one is looked for only as far as its line goes. */
function isKey(cursor: Cursor): boolean {
  const first = cursor.text.charCodeAt(cursor.at);
  if (first !== DOUBLE && first !== SINGLE) return keyEnd(cursor) >= 0;
  const close = cursor.text.indexOf(first === DOUBLE ? '"' : "'", cursor.at + 1);
  if (close < 0) return false;
  let at = close + 1;
  while (cursor.text.charCodeAt(at) === SPACE) at++;
  return cursor.text.charCodeAt(at) === COLON;
}

/** The colon that ends the plain key that begins here; -1 where none does. */
function keyEnd(cursor: Cursor): number {
  if (!cursor.isPlainStart()) return -1;
  for (let at = cursor.at; at < cursor.end; at++) {
    const unit = cursor.text.charCodeAt(at);
    if (unit === LF || (unit === HASH && cursor.text.charCodeAt(at - 1) === SPACE)) return -1;
    if (unit === COLON && cursor.isSpaceAt(at + 1)) return at;
  }
  return -1;
}
