/**
 * JSON, which Kubernetes takes wherever it takes YAML: read on its own since it is faster, and since YAML refuses the tabs
 * that JSON may be indented with.
 */
import { AS_WRITTEN, type Cells, Draft, NODE } from './cells.ts';

const DEEPEST = 100;

/** A value, and the offset behind it. */
export interface ReadValue {
  readonly cells: Cells;
  readonly end: number;
}

/** Reads the one JSON value that begins at `start` (RFC 8259); null where none stands there, or it nests too deep. */
export function readJson(text: string, start: number, limit: number): ReadValue | null {
  const draft = new Draft();
  const end = readValue({ text, limit, draft }, start, 0);
  return end < 0 || end > limit ? null : { cells: draft.finish(), end };
}

interface Input {
  readonly text: string;
  readonly limit: number;
  readonly draft: Draft;
}

/** Readers give the offset behind what they read, -1 where it is no JSON. */
function readValue(input: Input, start: number, depth: number): number {
  switch (input.text.charCodeAt(start)) {
    case 123:
      return depth < DEEPEST ? readObject(input, start, depth) : -1;
    case 91:
      return depth < DEEPEST ? readArray(input, start, depth) : -1;
    case 34:
      return readString(input, start);
    default:
      return readWord(input, start);
  }
}

function readObject(input: Input, start: number, depth: number): number {
  const node = input.draft.open();
  let at = afterSpace(input, start + 1);
  if (input.text[at] === '}') return closed(input, node, NODE.map, start, at);
  for (;;) {
    if (input.text[at] !== '"') return -1;
    const key = readString(input, at);
    if (key < 0) return -1;
    at = afterSpace(input, key);
    if (input.text[at] !== ':') return -1;
    at = readValue(input, afterSpace(input, at + 1), depth + 1);
    if (at < 0) return -1;
    at = afterSpace(input, at);
    if (input.text[at] === '}') return closed(input, node, NODE.map, start, at);
    if (input.text[at] !== ',') return -1;
    at = afterSpace(input, at + 1);
  }
}

function readArray(input: Input, start: number, depth: number): number {
  const node = input.draft.open();
  let at = afterSpace(input, start + 1);
  if (input.text[at] === ']') return closed(input, node, NODE.list, start, at);
  for (;;) {
    at = readValue(input, at, depth + 1);
    if (at < 0) return -1;
    at = afterSpace(input, at);
    if (input.text[at] === ']') return closed(input, node, NODE.list, start, at);
    if (input.text[at] !== ',') return -1;
    at = afterSpace(input, at + 1);
  }
}

function closed(
  { draft }: Input,
  node: number,
  kind: typeof NODE.map | typeof NODE.list,
  start: number,
  at: number,
) {
  draft.close(node, kind, start, at + 1, 0);
  return at + 1;
}

function readString({ text, limit, draft }: Input, start: number): number {
  let at = start + 1;
  let hasEscape = false;
  for (; at < limit; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 34) break;
    if (unit < 32) return -1;
    if (unit !== 92) continue;
    hasEscape = true;
    at++;
  }
  if (at >= limit) return -1;
  let extra: number = AS_WRITTEN;
  if (hasEscape) {
    const value = unescaped(text.slice(start, at + 1));
    if (value === null) return -1;
    extra = draft.text(value);
  }
  draft.close(draft.open(), NODE.double, start, at + 1, extra);
  return at + 1;
}

function unescaped(literal: string): string | null {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

function readWord({ text, draft }: Input, start: number): number {
  WORD.lastIndex = start;
  if (!WORD.test(text)) return -1;
  draft.close(draft.open(), NODE.plain, start, WORD.lastIndex, AS_WRITTEN);
  return WORD.lastIndex;
}

/** The offset behind white space. */
export function afterSpace({ text, limit }: Pick<Input, 'text' | 'limit'>, from: number): number {
  let at = from;
  for (; at < limit; at++) {
    const unit = text.charCodeAt(at);
    if (unit !== 32 && unit !== 10 && unit !== 13 && unit !== 9) break;
  }
  return at;
}
