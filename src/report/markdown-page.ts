/** Pieces of Markdown pages that people read raw as well: as few escapes as keep text from becoming syntax. */
import { visible } from './escape.ts';

/** What begins syntax inside a paragraph or a table cell; an underscore does so only at the edge of a word. */
const SYNTAX = /[\\`*[\]<>&|~$]|(?<!\w)_|_(?!\w)|^(?=[#+-]\s|\d+\.\s)/g;

/** Text of rules as one paragraph; what stands in back quotes stays code. */
export function prose(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .split(/(`[^`]+`)/)
    .map((part) => (/^`[^`]+`$/.test(part) ? codeSpan(part.slice(1, -1)) : escaped(part)))
    .join('');
}

function escaped(text: string): string {
  return visible(text).replace(SYNTAX, '\\$&');
}

/** CommonMark 0.31, section 6.1: the fence is longer than any run of back quotes inside. */
export function codeSpan(text: string): string {
  const fence = fenceAround(text, 1);
  const room = text.startsWith('`') || text.endsWith('`') || text === '' ? ' ' : '';
  return `${fence}${room}${visible(text).replaceAll('|', '\\|')}${room}${fence}`;
}

/** A fenced block; tabs and line ends stay. */
export function codeBlock(language: string, text: string): string {
  const fence = fenceAround(text, 3);
  const lines = text.replace(/\s+$/, '').split(/\r\n|\r|\n/);
  const shown = lines.map((line) => line.split('\t').map(visible).join('\t'));
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

function fenceAround(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(least, longest + 1));
}

/** Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
