/**
 * Where something stands in a file, kept as offsets until it is reported: lines and columns cost a search,
 * and most of what is collected is never shown.
 */

/** Half-open range of UTF-16 code units in the decoded text of `path` (relative to the root, with `/`). */
export interface Span {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/**
 * A span with the names that lead to it from the top of its file (`['http', 'server api.test', 'ssl_protocols']`).
 * Names, never indexes or lines: fingerprints are made of them and must survive edits elsewhere in the file.
 */
export interface Anchor extends Span {
  readonly route?: readonly string[];
  /** The commit in which the file is meant; without one, the file as this run sees it. */
  readonly revision?: string;
}

/** What the texts of a run are known by: the path, and the commit where there is one. Neither holds a NUL. */
export function textKey({ path, revision }: Pick<Anchor, 'path' | 'revision'>): string {
  return revision === undefined ? path : `${path}\0${revision}`;
}

/** A concrete place: lines and columns count from 1, columns in UTF-16 code units, the end column is exclusive. */
export interface Place {
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A reason why a claimed file, or a part of it, was not judged. `line` counts from 1; null for the whole file. */
export interface NotAnalysed {
  readonly path: string;
  readonly line: number | null;
  readonly reason: string;
}
