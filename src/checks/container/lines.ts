/**
 * Dockerfile text as BuildKit's parser divides it: logical lines over continuations, comments and empty lines, the escape
 * directive, heredocs. dockerfile-ast reads `\\` at a line's end, quoted `<<` and lone carriage returns otherwise.
 */

import { lastNumberUpTo } from '../../source/last-up-to.ts';
import { type Heredoc, heredocsIn } from './heredoc.ts';

/** One instruction's text with all continuations joined, and where its pieces stand in the file. */
export interface LogicalLine {
  readonly text: string;
  /** Offsets in `text` at which pieces begin, ascending; the first is 0. */
  readonly starts: readonly number[];
  /** Offsets in the file at which they begin. */
  readonly origins: readonly number[];
  readonly heredocs: readonly HeredocBody[];
}

export interface HeredocBody extends Heredoc {
  /** Offsets in the file, the terminator's line left out. */
  readonly start: number;
  readonly end: number;
}

export interface Lines {
  readonly escapeSign: '\\' | '`';
  readonly lines: readonly LogicalLine[];
}

/** What BuildKit refuses to read; `at` is an offset in the file. */
export interface LineFault {
  readonly reason: string;
  readonly at: number;
}

/** A physical line without its line end. */
interface Physical {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** Divides a Dockerfile. Never throws; linear in the text. */
export function logicalLines(text: string): Lines | LineFault {
  const directive = escapeDirective(text);
  if ('reason' in directive) return directive;
  const { escapeSign } = directive;
  const lines: LogicalLine[] = [];
  let at = 0;
  while (at < text.length) {
    const first = physical(text, at);
    at = first.next;
    const start = skipSpace(text, first.start, first.end);
    if (start === first.end || text[start] === '#') continue;
    const pieces: Physical[] = [];
    let cut = continuation(text, start, first.end, escapeSign);
    pieces.push({ start, end: cut ?? first.end, next: 0 });
    while (cut !== null && at < text.length) {
      const more = physical(text, at);
      at = more.next;
      const content = skipSpace(text, more.start, more.end);
      if (content === more.end || text[content] === '#') continue;
      cut = continuation(text, more.start, more.end, escapeSign);
      pieces.push({ start: more.start, end: cut ?? more.end, next: 0 });
    }
    const joined = join(text, pieces);
    if (joined.text.trim() === '') continue;
    const heredocs: HeredocBody[] = [];
    for (const heredoc of heredocsIn(joined.text)) {
      const body = bodyOf(text, at, heredoc);
      if (body === null) {
        return { reason: `the heredoc \`${heredoc.name}\` is never closed`, at: joined.origins[0] ?? start };
      }
      heredocs.push({ ...heredoc, start: at, end: body.end });
      at = body.next;
    }
    lines.push({ ...joined, heredocs });
  }
  return { escapeSign, lines };
}

/** The file offset of the character at `index` of a logical line. */
export function originOf(line: LogicalLine, index: number): number {
  const piece = lastNumberUpTo(line.starts, index);
  return (line.origins[piece] ?? 0) + index - (line.starts[piece] ?? 0);
}

/** The file range of `start` to `end` (exclusive) of a logical line; it ends where its last character does. */
export function originRange(line: LogicalLine, start: number, end: number): { start: number; end: number } {
  const from = originOf(line, start);
  return { start: from, end: end > start ? originOf(line, end - 1) + 1 : from };
}

function join(text: string, pieces: readonly Physical[]): Omit<LogicalLine, 'heredocs'> {
  const starts: number[] = [];
  const origins: number[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const { start, end } of pieces) {
    if (start === end) continue;
    starts.push(length);
    origins.push(start);
    parts.push(text.slice(start, end));
    length += end - start;
  }
  return { text: parts.join(''), starts, origins };
}

function physical(text: string, at: number): Physical {
  const newline = text.indexOf('\n', at);
  let end = newline < 0 ? text.length : newline;
  const next = newline < 0 ? text.length : newline + 1;
  while (end > at && text[end - 1] === '\r') end -= 1;
  return { start: at, end, next };
}

const SPACE = /\s/;

function skipSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && SPACE.test(text.charAt(at))) at += 1;
  return at;
}

/** Where the escape character that continues a line stands; null where the line ends. Two of them continue nothing. */
function continuation(text: string, start: number, end: number, escapeSign: string): number | null {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at -= 1;
  if (at === start || text[at - 1] !== escapeSign) return null;
  return at - 2 >= start && text[at - 2] === escapeSign ? null : at - 1;
}

function bodyOf(text: string, from: number, heredoc: Heredoc): { end: number; next: number } | null {
  for (let at = from; at < text.length; ) {
    const line = physical(text, at);
    let start = line.start;
    while (heredoc.stripsTabs && text[start] === '\t') start += 1;
    if (line.end - start === heredoc.name.length && text.startsWith(heredoc.name, start)) {
      return { end: line.start, next: line.next };
    }
    at = line.next;
  }
  return null;
}

const DIRECTIVES: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);

/** Directives stand before everything else, comments and empty lines too; the first other line ends them. */
function escapeDirective(text: string): { readonly escapeSign: '\\' | '`' } | LineFault {
  const seen = new Set<string>();
  let escapeSign: '\\' | '`' = '\\';
  for (let at = 0; at < text.length; ) {
    const line = physical(text, at);
    const content = text.slice(skipSpace(text, line.start, line.end), line.end);
    const equals = content.indexOf('=');
    if (!content.startsWith('#') || equals < 0) break;
    const name = content.slice(1, equals).trim().toLowerCase();
    const value = content.slice(equals + 1).trim();
    if (!DIRECTIVES.has(name) || value === '') break;
    if (seen.has(name)) return { reason: `the directive \`${name}\` stands twice`, at: line.start };
    seen.add(name);
    if (name === 'escape') {
      if (value !== '\\' && value !== '`')
        return { reason: 'the escape directive takes \\ or `', at: line.start };
      escapeSign = value;
    }
    at = line.next;
  }
  return { escapeSign };
}
