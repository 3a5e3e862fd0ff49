/** Flow collections of simple YAML: `{ … }` and `[ … ]`. Each function gives false where the text is not simple. */
import { AS_WRITTEN, NODE } from './cells.ts';
import {
  BRACE,
  BRACKET,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOUBLE,
  HASH,
  LF,
  SINGLE,
  SPACE,
} from './signs.ts';
import { type Cursor, DEEPEST } from './simple-cursor.ts';
import { double, single } from './simple-scalars.ts';

export function flow(cursor: Cursor, depth: number): boolean {
  if (depth > DEEPEST - cursor.depth) return false;
  const { draft } = cursor;
  const start = cursor.at;
  const isMap = cursor.text.charCodeAt(start) === BRACE;
  const close = isMap ? CLOSE_BRACE : CLOSE_BRACKET;
  if (isMap && cursor.text.charCodeAt(start + 1) === BRACE) return false;
  const node = draft.open();
  cursor.at++;
  for (;;) {
    if (!skipFlowSpace(cursor)) return false;
    if (cursor.text.charCodeAt(cursor.at) === close) break;
    if (!(isMap ? flowPair(cursor, depth) : flowValue(cursor, depth))) return false;
    if (!skipFlowSpace(cursor)) return false;
    const unit = cursor.text.charCodeAt(cursor.at);
    if (unit === close) break;
    if (unit !== COMMA) return false;
    cursor.at++;
  }
  cursor.at++;
  draft.close(node, isMap ? NODE.map : NODE.list, start, cursor.at, 0);
  return true;
}

/** A key and its value; keys without one are left to the other reader. */
function flowPair(cursor: Cursor, depth: number): boolean {
  const first = cursor.text.charCodeAt(cursor.at);
  if (first === BRACE || first === BRACKET || !flowValue(cursor, depth)) return false;
  cursor.skipSpaces();
  if (cursor.text.charCodeAt(cursor.at) !== COLON || !cursor.isSpaceAt(cursor.at + 1)) return false;
  cursor.at++;
  return skipFlowSpace(cursor) && flowValue(cursor, depth);
}

function flowValue(cursor: Cursor, depth: number): boolean {
  switch (cursor.text.charCodeAt(cursor.at)) {
    case DOUBLE:
      return double(cursor, false);
    case SINGLE:
      return single(cursor, false);
    case BRACE:
    case BRACKET:
      return flow(cursor, depth + 1);
    default:
      return flowPlain(cursor);
  }
}

function flowPlain(cursor: Cursor): boolean {
  if (!cursor.isPlainStart()) return false;
  let at = cursor.at;
  for (; at < cursor.end; at++) {
    const unit = cursor.text.charCodeAt(at);
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
    const next = cursor.text.charCodeAt(at + 1);
    if (cursor.isSpaceAt(at + 1)) break;
    if (
      next === COMMA ||
      next === BRACE ||
      next === BRACKET ||
      next === CLOSE_BRACE ||
      next === CLOSE_BRACKET
    )
      return false;
  }
  const end = cursor.trimmed(cursor.at, at);
  if (end === cursor.at) return false;
  cursor.draft.leaf(NODE.plain, cursor.at, end, AS_WRITTEN);
  cursor.at = end;
  return true;
}

function skipFlowSpace(cursor: Cursor): boolean {
  for (; cursor.at < cursor.end; cursor.at++) {
    const unit = cursor.text.charCodeAt(cursor.at);
    if (unit !== SPACE && unit !== LF) return unit !== HASH;
  }
  return false;
}
