/**
 * The code frame: lines of source behind a gutter, carets under the value, the message after them. Findings and our own
 * errors are shown by this one renderer.
 */
import { lineOf, type SourceText } from '../source/text.ts';
import { displayWidth, wrap } from './display-width.ts';
import type { Paint, Palette } from './palette.ts';
import { lineRedactions } from './redact.ts';
import { type ShownLine, showLine } from './shown-line.ts';

/** A range of the source to point at. `label` is presentable text; empty for carets alone. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** The finding itself (`^^^`), or a place beside it (`---`). */
  readonly primary: boolean;
}

export interface FrameStyle {
  readonly palette: Palette;
  /** The colour of primary carets. */
  readonly caret: Paint;
  /** Digits of the largest line number that shares this gutter. */
  readonly digits: number;
  /** Terminal columns; null where unknown: long source lines are still cut, labels never wrapped. */
  readonly width: number | null;
}

const ASSUMED_WIDTH = 160;
const NARROWEST = 24;
const LONGEST_BLOCK = 6;
const LABEL_ROOM = 40;

/** A mark with its lines. */
export interface LocatedMark extends Mark {
  readonly line: number;
  readonly lastLine: number;
}

/** Finds the lines of marks, and puts marks in the order of the text. */
export function locateMarks(source: SourceText, marks: readonly Mark[]): readonly LocatedMark[] {
  return marks.map((mark) => locate(source, mark)).sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The rows of a frame, without the blank gutter rows around it. */
export function frame(
  source: SourceText,
  located: readonly LocatedMark[],
  style: FrameStyle,
): readonly string[] {
  const [only] = located;
  if (only !== undefined && located.length === 1 && only.lastLine === only.line) {
    const painter = painterFor(style, false);
    const shown = showSourceLine(source, only.line, only, painter.room);
    return [...painter.source(only.line, shown, null), ...painter.mark(only, shown, null)];
  }
  const block = located.find((mark) => mark.lastLine > mark.line) ?? null;
  const lines = linesToShow(located, block);
  const painter = painterFor(style, block !== null);
  const rows: string[] = [];
  let previous: number | null = null;
  for (const line of lines) {
    if (previous !== null && line > previous + 1) rows.push(painter.gap(isInside(block, line)));
    previous = line;
    const here = located.filter((mark) => mark !== block && mark.line === line);
    const focus = here.find((mark) => mark.primary) ?? here[0] ?? (block?.line === line ? block : null);
    const shown = showSourceLine(source, line, focus, painter.room);
    rows.push(
      ...painter.source(line, shown, block),
      ...here.flatMap((mark) => painter.mark(mark, shown, block)),
    );
  }
  return rows;
}

/** Digits of the last line that a frame of these marks shows. */
export function digitsOf(located: readonly LocatedMark[]): number {
  return String(Math.max(1, ...located.map(({ lastLine }) => lastLine))).length;
}

/** Within the text, on characters rather than line ends; only a primary mark may span lines. */
function locate(source: SourceText, mark: Mark): LocatedMark {
  const start = Math.min(Math.max(0, mark.start), source.text.length);
  let end = Math.min(Math.max(start, mark.end), source.text.length);
  while (end > start && isLineEnd(source.text, end - 1)) end -= 1;
  const line = lineOf(source, start);
  const isOnLine = end < (source.lineStarts[line] ?? Number.POSITIVE_INFINITY);
  const lastLine = mark.primary && !isOnLine ? lineOf(source, end) : line;
  const { label, primary } = mark;
  return {
    label,
    primary,
    start,
    end: lastLine === line ? Math.min(end, lineEnd(source, line)) : end,
    line,
    lastLine,
  };
}

function lineEnd(source: SourceText, line: number): number {
  let end = source.lineStarts[line] ?? source.text.length;
  const start = source.lineStarts[line - 1] ?? 0;
  while (end > start && isLineEnd(source.text, end - 1)) end -= 1;
  return end;
}

function isLineEnd(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 10 || unit === 13;
}

function showSourceLine(
  source: SourceText,
  line: number,
  focus: LocatedMark | null,
  room: number,
): ShownLine {
  const start = source.lineStarts[line - 1] ?? 0;
  const end = lineEnd(source, line);
  const redactions = lineRedactions(source, start, end);
  return showLine({ text: source.text, start, end, redactions, room, focus });
}

/** The marked lines; the first and last ones of a long block; and a single line between two shown ones. */
function linesToShow(marks: readonly LocatedMark[], block: LocatedMark | null): readonly number[] {
  const wanted = new Set(marks.map((mark) => mark.line));
  if (block !== null) {
    const isLong = block.lastLine - block.line >= LONGEST_BLOCK;
    for (let line = block.line; line <= block.lastLine; line++) {
      if (!isLong || line < block.line + 3 || line > block.lastLine - 2) wanted.add(line);
      else line = block.lastLine - 2;
    }
  }
  for (const line of [...wanted]) if (wanted.has(line + 2)) wanted.add(line + 1);
  return [...wanted].sort((a, b) => a - b);
}

function isInside(block: LocatedMark | null, line: number): boolean {
  return block !== null && line > block.line && line <= block.lastLine;
}

interface RowPainter {
  readonly room: number;
  gap(inBlock: boolean): string;
  source(line: number, shown: ShownLine, block: LocatedMark | null): readonly string[];
  mark(mark: LocatedMark, shown: ShownLine, block: LocatedMark | null): readonly string[];
}

let latest: { readonly style: FrameStyle; readonly hasBlock: boolean; readonly painter: RowPainter } | null =
  null;

/** The frames of a report mostly look like the one before. */
function painterFor(style: FrameStyle, hasBlock: boolean): RowPainter {
  const isSame =
    latest !== null &&
    latest.hasBlock === hasBlock &&
    latest.style.palette === style.palette &&
    latest.style.caret === style.caret &&
    latest.style.digits === style.digits &&
    latest.style.width === style.width;
  if (latest !== null && isSame) return latest.painter;
  latest = { style, hasBlock, painter: rowPainter(style, hasBlock) };
  return latest.painter;
}

/** A block has two columns of its own between gutter and source: the bar, and what joins it to its corners. */
function rowPainter(style: FrameStyle, hasBlock: boolean): RowPainter {
  const { palette, caret, digits } = style;
  const room = Math.max(NARROWEST, (style.width ?? ASSUMED_WIDTH) - digits - 4 - (hasBlock ? 2 : 0));
  const blank = ' '.repeat(digits + 2) + palette.frame('|');
  const row = (gutter: string, bar: string, content: string, joint = ' ') => {
    const painted = hasBlock
      ? ` ${bar === ' ' ? ' ' : caret(bar)}${joint === ' ' ? ' ' : caret(joint)}`
      : ' ';
    return content === '' && joint === ' ' ? (gutter + painted).trimEnd() : gutter + painted + content;
  };

  /** Carets that end before `end`, with the label behind them or, where there is no room, below them. */
  const label = (
    text: string,
    paint: Paint,
    carets: string,
    start: number,
    end: number,
    bar: string,
    joint = ' ',
  ) => {
    if (text === '') return [row(blank, bar, carets, joint)];
    if (style.width === null || end + 1 + displayWidth(text) <= room) {
      return [row(blank, bar, `${carets} ${paint(text)}`, joint)];
    }
    const indent = Math.max(0, Math.min(start, room - LABEL_ROOM));
    const below = wrap(text, room - indent).map((line) =>
      row(blank, joint === ' ' ? bar : ' ', ' '.repeat(indent) + paint(line)),
    );
    return [row(blank, bar, carets, joint), ...below];
  };

  return {
    room,
    gap: (inBlock) =>
      inBlock ? `${palette.frame('...')}${' '.repeat(digits + 1)}${caret('|')}` : palette.frame('...'),
    source(line, shown, block) {
      const number = palette.frame(` ${String(line).padStart(digits)} |`);
      if (block === null || line < block.line || line > block.lastLine) return [row(number, ' ', shown.text)];
      if (line === block.line) {
        const { column } = shown.columnsOf(block.start, block.start + 1);
        if (shown.text.slice(0, column).trim() === '') return [row(number, '/', shown.text)];
        return [row(number, ' ', shown.text), row(blank, ' ', caret(`${'_'.repeat(column)}^`), '_')];
      }
      if (line < block.lastLine) return [row(number, '|', shown.text)];
      const last = shown.columnsOf(Math.max(block.end - 1, 0), block.end);
      const end = last.column + last.width;
      const corner = caret(`${'_'.repeat(end - 1)}^`);
      return [
        row(number, '|', shown.text),
        ...label(block.label, palette.strong, corner, end - 1, end, '|', '_'),
      ];
    },
    mark(mark, shown, block) {
      const { column, width } = shown.columnsOf(mark.start, mark.end);
      const carets = (mark.primary ? caret : palette.frame)((mark.primary ? '^' : '-').repeat(width));
      const bar = isInside(block, mark.line + 1) ? '|' : ' ';
      const paint = mark.primary ? palette.strong : palette.frame;
      return label(mark.label, paint, ' '.repeat(column) + carets, column, column + width, bar);
    },
  };
}
