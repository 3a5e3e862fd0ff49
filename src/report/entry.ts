/** One entry of terminal output: a header, where, the frames, and what to do. Findings and our own errors alike. */
import { placeOf, type SourceText } from '../source/text.ts';
import { displayWidth, wrap } from './display-width.ts';
import { visible } from './escape.ts';
import { digitsOf, frame, locateMarks, type Mark } from './frame.ts';
import { fileLink } from './hyperlinks.ts';
import type { Palette, Tone } from './palette.ts';
import { absolutePath, displayPath, type PathContext } from './paths.ts';

/** A place to point at: marks in a source that can be shown, or only a name. */
export type Site =
  | { readonly source: SourceText; readonly marks: readonly Mark[] }
  | { readonly path: string; readonly line: number | null; readonly column: number | null }
  | { readonly name: string };

export interface Footer {
  readonly label: string;
  readonly text: string;
  /** A command, set apart to the right. */
  readonly command?: string;
}

export interface Entry {
  readonly tone: Tone;
  /** `error[tls-min-version]`. */
  readonly label: string;
  readonly title: string;
  /** Said more quietly after the title. */
  readonly aside?: string;
  /** The first is where the entry is; the others belong to it. */
  readonly sites: readonly Site[];
  readonly footers: readonly Footer[];
}

export interface EntryStyle extends PathContext {
  readonly palette: Palette;
  readonly hyperlinks: boolean;
  readonly width: number | null;
}

const FOOTER_LABEL = 9;
const COMMAND_GAP = 10;

/** The lines of an entry. Its texts must be presentable; paths are escaped here. */
export function renderEntry(entry: Entry, style: EntryStyle): readonly string[] {
  const { palette } = style;
  const located = entry.sites.map((site) => ('marks' in site ? locateMarks(site.source, site.marks) : []));
  const digits = Math.max(1, ...located.map(digitsOf));
  const blank = ' '.repeat(digits + 2) + palette.frame('|');
  const aside = entry.aside === undefined ? '' : ` ${palette.dim(`(${entry.aside})`)}`;
  const lines = [`${palette.tone[entry.tone](entry.label)}${palette.strong(`: ${entry.title}`)}${aside}`];
  let framed = false;
  for (const [index, site] of entry.sites.entries()) {
    lines.push(`${' '.repeat(digits + 1)}${palette.frame('-->')} ${siteName(site, style)}`);
    if (!('marks' in site)) continue;
    const rows = frame(site.source, located[index] ?? [], {
      palette,
      caret: palette.tone[entry.tone],
      digits,
      width: style.width,
    });
    lines.push(blank, ...rows);
    framed = true;
  }
  if (framed && entry.footers.length > 0) lines.push(blank);
  for (const footer of entry.footers) lines.push(...renderFooter(footer, digits, style));
  return lines;
}

function siteName(site: Site, style: EntryStyle): string {
  if ('name' in site) return site.name;
  if ('path' in site) return placeName(site.path, site.line, site.column, style);
  const mark = site.marks.find(({ primary }) => primary) ?? site.marks[0];
  const place = mark === undefined ? null : placeOf(site.source, mark);
  return placeName(site.source.path, place?.startLine ?? null, place?.startColumn ?? null, style);
}

/** `path:line:column` as terminals and editors recognise it, a link where the terminal knows links. */
export function placeName(
  path: string,
  line: number | null,
  column: number | null,
  style: EntryStyle,
): string {
  const name = visible(displayPath(path, style));
  const position = line === null ? '' : `:${line}${column === null ? '' : `:${column}`}`;
  return style.hyperlinks ? fileLink(name + position, absolutePath(path, style)) : name + position;
}

/** Rows that continue one keep the gutter: a runner obeys a line that begins with `::`, blanks before it or not. */
export function renderFooter(footer: Footer, digits: number, style: EntryStyle): readonly string[] {
  const { palette } = style;
  const indent = digits + 4 + FOOTER_LABEL;
  const room = style.width === null ? Number.POSITIVE_INFINITY : Math.max(24, style.width - indent);
  const wrapped = wrap(footer.text, room);
  const rows: string[] = [...wrapped];
  if (footer.command !== undefined) {
    const last = rows.length - 1;
    const fits = displayWidth(rows[last] ?? '') + COMMAND_GAP + displayWidth(footer.command) <= room;
    if (fits) rows[last] = `${rows[last]}${' '.repeat(COMMAND_GAP)}${palette.dim(footer.command)}`;
    else rows.push(palette.dim(footer.command));
  }
  return rows.map((row, index) =>
    index === 0
      ? `${' '.repeat(digits + 2)}${palette.frame('=')} ${palette.strong(footer.label.padEnd(FOOTER_LABEL))}${row}`
      : `${' '.repeat(digits + 2)}${palette.frame('|')} ${' '.repeat(FOOTER_LABEL)}${row}`,
  );
}
