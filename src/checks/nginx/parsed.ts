/** Files of the project as nginx would read them, each parsed once a run however many others include it. */
import type { Project } from '../../source/project.ts';
import type { NotAnalysed } from '../../source/span.ts';
import { lineOf, type SourceText } from '../../source/text.ts';
import { parseNginx } from './parse.ts';
import type { Comment, Directive } from './tree.ts';

export interface ParsedFile {
  readonly kind: 'parsed';
  readonly source: SourceText;
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  /** How deep its blocks nest. */
  readonly depth: number;
  /** How many directives it holds, at all levels. */
  readonly size: number;
  /** True where it includes other files. */
  readonly includes: boolean;
}

export type FileOutcome =
  | ParsedFile
  | { readonly kind: 'not-analysed'; readonly entry: NotAnalysed; readonly source: SourceText | null }
  | { readonly kind: 'absent' };

const projects = new WeakMap<Project, Map<string, FileOutcome>>();

/** Reads and parses a file of the project; the outcome is kept as long as the project. */
export function parsedFile(project: Project, path: string): FileOutcome {
  let files = projects.get(project);
  if (files === undefined) {
    files = new Map();
    projects.set(project, files);
  }
  let outcome = files.get(path);
  if (outcome === undefined) {
    outcome = parseFile(project, path);
    files.set(path, outcome);
  }
  return outcome;
}

/**
 * The file that a path really leads to: `sites-available/app` for a `sites-enabled/app` that is a link to it. One file is
 * judged once, and under the name that code scanning shows.
 */
export function ownPath(project: Project, path: string): string {
  const read = project.read(path);
  return read.kind === 'text' ? (read.resolved ?? path) : path;
}

function parseFile(project: Project, path: string): FileOutcome {
  const read = project.read(path);
  if (read.kind === 'absent') return { kind: 'absent' };
  if (read.kind !== 'text') {
    const reason = read.kind === 'binary' ? 'binary' : read.reason;
    return { kind: 'not-analysed', entry: { path, line: null, reason }, source: null };
  }
  const { source } = read;
  const outcome = parseNginx(source);
  if (outcome.kind === 'parsed') {
    const { directives, comments } = outcome;
    return { kind: 'parsed', source, directives, comments, ...extent(directives) };
  }
  const line = lineOf(source, outcome.offset);
  return { kind: 'not-analysed', entry: { path, line, reason: outcome.message }, source };
}

function extent(directives: readonly Directive[]): Pick<ParsedFile, 'depth' | 'size' | 'includes'> {
  let depth = 0;
  let size = directives.length;
  let includes = false;
  for (const { name, block } of directives) {
    if (block === null) {
      includes ||= name === 'include';
      continue;
    }
    const inner = extent(block);
    depth = Math.max(depth, 1 + inner.depth);
    size += inner.size;
    includes ||= inner.includes;
  }
  return { depth, size, includes };
}
