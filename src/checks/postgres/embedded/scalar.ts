/** Texts inside of YAML and JSON as excerpts, so that what is found in them points into the file around them. */
import type { DocumentNode } from '../../../source/documents/node.ts';
import { lastUpTo } from '../../../source/last-up-to.ts';
import { lineOf } from '../../../source/text.ts';
import type { Excerpt } from '../excerpt.ts';

/** A piece of the text that stands as it is in the file. */
interface Piece {
  /** Where it starts in the text, and in the file. */
  readonly inner: number;
  readonly outer: number;
}

/** The text of a scalar; null for maps, lists and nothing. */
export function scalarExcerpt(node: DocumentNode): Excerpt | null {
  const text = node.text();
  if (text === null) return null;
  return excerptOf(node, text, node.route(), piecesOf(node, text));
}

/** Scalars of a list as the lines of one text. */
export function listExcerpt(list: DocumentNode): Excerpt | null {
  const pieces: Piece[] = [];
  let text = '';
  for (const item of list.items()) {
    const line = item.text();
    if (line === null) return null;
    for (const { inner, outer } of piecesOf(item, line)) pieces.push({ inner: inner + text.length, outer });
    text += `${line}\n`;
  }
  return text === '' ? null : excerptOf(list, text, list.route(), pieces);
}

/** A part of the text of a scalar, as words of a command. */
export function placeInScalar(node: DocumentNode, start: number, end: number) {
  const excerpt = scalarExcerpt(node);
  const whole = node.anchor();
  return excerpt === null ? whole : { ...whole, start: excerpt.offset(start), end: excerpt.offset(end) };
}

function excerptOf(
  node: DocumentNode,
  text: string,
  route: readonly string[],
  pieces: readonly Piece[],
): Excerpt {
  const { source, extent } = node;
  const offset = (at: number): number => {
    const piece = pieces[lastUpTo(pieces, ({ inner }) => inner, at)] ?? { inner: 0, outer: extent.start };
    return Math.min(Math.max(piece.outer + at - piece.inner, extent.start), extent.end);
  };
  return { path: source.path, text, route, offset, lineAt: (at) => lineOf(source, offset(at)) };
}

function piecesOf(node: DocumentNode, text: string): readonly Piece[] {
  const { start, end } = node.textExtent;
  const raw = node.source.text.slice(start, end);
  return /^[|>]/.test(raw) ? blockPieces(raw, start, text) : [{ inner: 0, outer: start }];
}

/** The lines of a literal block: the header goes, and the indentation of each line. */
function blockPieces(raw: string, start: number, text: string): readonly Piece[] {
  const header = raw.indexOf('\n') + 1;
  const body = raw.slice(header);
  const explicit = /^[|>][+-]?([1-9])/.exec(raw)?.[1];
  const first = /^[ ]*(?=[^\s])/m.exec(body)?.[0].length ?? 0;
  // An indentation that is written counts from the parent, whose own is that of the least indented line here.
  const indent = explicit === undefined ? first : Math.min(first, leastIndent(body));
  const pieces: Piece[] = [];
  let inner = 0;
  let outer = start + header;
  for (const line of body.split('\n')) {
    pieces.push({ inner, outer: outer + Math.min(indent, line.length) });
    inner += Math.max(line.length - indent, 0) + 1;
    outer += line.length + 1;
    if (inner > text.length) break;
  }
  return pieces;
}

function leastIndent(body: string): number {
  const indents = body
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [line.length - line.trimStart().length]));
  return indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY);
}
