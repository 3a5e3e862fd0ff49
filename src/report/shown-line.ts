/**
 * One line of source as it is shown: redacted, escaped, tabs expanded, cut to the room there is. Every piece keeps the
 * offsets it stands for, so that a caret finds its column whatever became wider or narrower.
 */
import { lastUpTo } from '../source/last-up-to.ts';
import { characterWidth, displayWidth } from './display-width.ts';
import { isUnseen, visibleCharacter } from './escape.ts';
import type { Redaction } from './redact.ts';

const TAB = 4;

interface Piece {
  readonly text: string;
  readonly column: number;
  readonly width: number;
  /** Offsets in the source that this piece shows; half-open. */
  readonly start: number;
  readonly end: number;
}

export interface ShownLine {
  readonly text: string;
  readonly width: number;
  /** Column (from 0) and width of what is shown for a range of the source; clipped to what is visible, at least 1 wide. */
  columnsOf(start: number, end: number): { readonly column: number; readonly width: number };
}

export interface LineRequest {
  readonly text: string;
  /** The line's offsets in `text`, without its line end. */
  readonly start: number;
  readonly end: number;
  /** In order, without overlap. */
  readonly redactions: readonly Redaction[];
  /** Columns there are. */
  readonly room: number;
  /** What must be visible where the line is too long; null for its beginning. */
  readonly focus: { readonly start: number; readonly end: number } | null;
}

/** Lays out one line of source. A line of megabytes costs no more than the part around its focus. */
export function showLine(request: LineRequest): ShownLine {
  return plainLine(request) ?? laidOutLine(request);
}

const PLAIN = /^[\t -~]*$/;

/** Nearly every line: ASCII that fits and hides nothing, so that its columns follow from the tabs alone. Null for others. */
function plainLine({ text, start, end, redactions, room }: LineRequest): ShownLine | null {
  if (end - start > room) return null;
  const line = text.slice(start, end);
  if (!PLAIN.test(line) || line.includes('##[')) return null;
  if (redactions.some((redaction) => redaction.end > start && redaction.start < end)) return null;
  const hasTabs = line.includes('\t');
  const columnOf = (offset: number): number => {
    if (!hasTabs) return offset - start;
    let column = 0;
    for (let at = start; at < offset; at++) column += text[at] === '\t' ? TAB - (column % TAB) : 1;
    return column;
  };
  const width = columnOf(end);
  if (width > room) return null;
  return {
    text: (hasTabs ? expanded(line) : line).trimEnd(),
    width,
    columnsOf(from, to) {
      if (from >= end) return { column: width, width: 1 };
      const column = columnOf(Math.max(from, start));
      return { column, width: Math.max(1, columnOf(Math.min(Math.max(to, from + 1), end)) - column) };
    },
  };
}

function expanded(line: string): string {
  const [first = '', ...others] = line.split('\t');
  return others.reduce((text, part) => text + ' '.repeat(TAB - (text.length % TAB)) + part, first);
}

/** Any line, character by character. */
export function laidOutLine(request: LineRequest): ShownLine {
  const { room, focus } = request;
  const near = nearFocus(request);
  const pieces = layOut(request, near.start, near.end);
  const last = pieces.at(-1);
  const total = last === undefined ? 0 : last.column + last.width;
  const isCut = near.start > request.start || near.end < request.end;
  if (total <= room && !isCut) return shown(pieces, 0, false, false);
  const focusColumn = focus === null ? 0 : columnAt(pieces, focus.start);
  const focusEnd = focus === null ? 0 : columnAt(pieces, focus.end);
  const fitsFromStart = near.start === request.start && focusEnd < room;
  const from = fitsFromStart
    ? 0
    : Math.max(0, Math.min(focusColumn - Math.floor(room / 4), total - room + 1));
  const cutLeft = from > 0 || near.start > request.start;
  const inside = pieces.filter((piece) => piece.column >= from + (cutLeft ? 1 : 0));
  const limit = from + room;
  const fitting = inside.filter((piece) => piece.column + piece.width <= limit);
  const cutRight = fitting.length < inside.length || near.end < request.end;
  const kept = cutRight ? fitting.filter((piece) => piece.column + piece.width < limit) : fitting;
  const first = kept[0];
  return shown(kept, (first?.column ?? from) - (cutLeft ? 1 : 0), cutLeft, cutRight);
}

/** Every source unit takes at least about one column, so what is farther than the room cannot be visible. */
function nearFocus({ text, start, end, redactions, room, focus }: LineRequest): {
  start: number;
  end: number;
} {
  const reach = room * 4;
  if (end - start <= reach * 2) return { start, end };
  const center = Math.min(Math.max(focus?.start ?? start, start), end);
  let from = Math.max(start, center - reach);
  let to = Math.min(end, center + reach);
  for (const redaction of within(redactions, from, to)) {
    if (redaction.start < from && from < redaction.end) from = Math.max(start, redaction.start);
    if (redaction.start < to && to < redaction.end) to = Math.min(end, redaction.end);
  }
  if (isLowSurrogate(text, from)) from -= 1;
  if (isLowSurrogate(text, to)) to += 1;
  return { start: from, end: to };
}

/** Those that touch the range; a line of megabytes has very many. */
function within(redactions: readonly Redaction[], start: number, end: number): readonly Redaction[] {
  const found: Redaction[] = [];
  for (let at = lastUpTo(redactions, endOf, start); at < redactions.length; at++) {
    const redaction = redactions[at];
    if (redaction === undefined || redaction.start >= end) break;
    if (redaction.end > start) found.push(redaction);
  }
  return found;
}

function endOf({ end }: Redaction): number {
  return end;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff && at > 0;
}

function layOut({ text, redactions }: LineRequest, start: number, end: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let column = 0;
  const add = (shownText: string, width: number, from: number, to: number) => {
    pieces.push({ text: shownText, column, width, start: from, end: to });
    column += width;
  };
  const hidden = within(redactions, start, end);
  let next = 0;
  let at = start;
  while (at < end) {
    const redaction = hidden[next];
    if (redaction !== undefined && at >= redaction.start) {
      add(redaction.text, displayWidth(redaction.text), at, redaction.end);
      at = redaction.end;
      next += 1;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const to = at + character.length;
    if (character === '\t') {
      const width = TAB - (column % TAB);
      add(' '.repeat(width), width, at, to);
    } else if (isUnseen(character)) {
      const escaped = visibleCharacter(character);
      add(escaped, escaped.length, at, to);
    } else if (character === '#' && text.startsWith('##[', at)) {
      add('#\\x23', 5, at, at + 2);
      at += 1;
    } else {
      add(character, characterWidth(character), at, to);
    }
    at = Math.max(to, at + character.length);
  }
  return pieces;
}

/** The column at which an offset is shown: inside a piece its start, behind the last one its end. */
function columnAt(pieces: readonly Piece[], offset: number): number {
  let column = 0;
  for (const piece of pieces) {
    if (offset < piece.end) return piece.column;
    column = piece.column + piece.width;
  }
  return column;
}

function shown(pieces: readonly Piece[], origin: number, cutLeft: boolean, cutRight: boolean): ShownLine {
  const text = (cutLeft ? '…' : '') + pieces.map((piece) => piece.text).join('') + (cutRight ? '…' : '');
  const width = displayWidth(text);
  return {
    text: text.trimEnd(),
    width,
    columnsOf(start, end) {
      const covered = pieces.filter((piece) => piece.end > start && piece.start < Math.max(end, start + 1));
      const first = covered[0];
      const last = covered.at(-1);
      if (first === undefined || last === undefined) {
        const isBefore = pieces[0] !== undefined && start < pieces[0].start;
        const edge = isBefore ? 0 : Math.max(0, width - (cutRight ? 1 : 0));
        return { column: edge, width: 1 };
      }
      return { column: first.column - origin, width: Math.max(1, last.column + last.width - first.column) };
    },
  };
}
