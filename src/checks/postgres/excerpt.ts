/**
 * The text of a configuration with the file that it stands in: a file of its own, or a part of a manifest, a script or
 * a Helm value. Whatever is found in the text points into that file.
 */
import type { Anchor } from '../../source/span.ts';
import { lineOf, type SourceText } from '../../source/text.ts';

export interface Excerpt {
  /** The file that holds it, relative to the root. */
  readonly path: string;
  readonly text: string;
  /** The names that lead to it from the top of the file; empty for a whole file. */
  readonly route: readonly string[];
  /** The file's own offset of an offset in `text`. */
  offset(at: number): number;
  /** The line of the file, from 1, of an offset in `text`; for a whole file its own lines count. */
  lineAt?(at: number): number;
  /** As `lineAt`, of a whole file: for its parts. */
  fileLine?(at: number): number;
}

/** A whole file. */
export function wholeFile(source: SourceText): Excerpt {
  const { path, text } = source;
  return { path, text, route: [], offset: (at) => at, fileLine: (at) => lineOf(source, at) };
}

/** The place of a part of the text (offsets in `text`), under the names that lead to it. */
export function anchorIn(
  { path, route, offset }: Excerpt,
  start: number,
  end: number,
  names: readonly string[] = route,
): Anchor {
  return { path, start: offset(start), end: offset(end), route: names };
}

/** A part of a text. */
export function part(whole: Excerpt, start: number, end: number): Excerpt {
  const offset = (at: number): number => whole.offset(start + at);
  const { path, route } = whole;
  const lineIn = whole.fileLine ?? whole.lineAt;
  const lines = lineIn === undefined ? {} : { lineAt: (at: number) => lineIn(start + at) };
  return { path, text: whole.text.slice(start, end), route, offset, ...lines };
}
