/** The configurations of a project: main files with all that they include, and snippets that nothing includes. */
import { posix } from 'node:path';
import type { NotAnalysed } from '../../source/span.ts';
import type { Claim, Project } from '../collector.ts';
import { claimNginx, kindOf } from './claim.ts';
import { contextOf, type SnippetContext } from './directives.ts';
import { type Assembly, assemble, isTopBlock } from './include.ts';
import { parsedFile } from './parsed.ts';

export interface Snippet extends Assembly {
  /** The block that must surround it. */
  readonly context: SnippetContext;
}

export interface Roots {
  /** Files with a `http`, `stream`, `mail` or `events` block that no other main file includes, by path. */
  readonly mains: readonly Assembly[];
  /** Claimed files that take part in no other configuration, by path. */
  readonly snippets: readonly Snippet[];
  /** What is nginx's, by path: by name, by content, or since a claimed file includes it. */
  readonly claims: readonly Claim[];
  /** Claimed or included files that could not be read or parsed, each once, by path. */
  readonly notAnalysed: readonly NotAnalysed[];
  /** Includes whose files were found by a guess. */
  readonly notes: readonly NotAnalysed[];
}

/** Finds the configurations of a project. Files are read and parsed once, whatever includes them. */
export function roots(project: Project): Roots {
  const { claimed, notAnalysed } = claimNginx(project);
  const parsed = claimed.filter(({ file }) => file !== null);
  const isMain = new Set(
    parsed.filter(({ file }) => file?.directives.some(isTopBlock)).map(({ claim }) => claim.path),
  );
  const mains = outermost(
    [...isMain].map((path) => assemble(project, path)),
    new Set(),
  );
  const taken = new Set(mains.flatMap(({ files }) => files));
  const folders = new Set(mains.map(({ path }) => posix.dirname(path)));
  const alone = parsed.map(({ claim }) => claim.path).filter((path) => !isMain.has(path) && !taken.has(path));
  const snippets = outermost(
    alone.map((path) => assemble(project, path, prefixOf(path, folders))),
    taken,
  ).map((assembly) => ({ ...assembly, context: contextOf(assembly.directives) }));

  const all = [...mains, ...snippets];
  const claims = new Map(claimed.map(({ claim }) => [claim.path, claim]));
  const broken = new Map(notAnalysed.map((entry) => [entry.path, entry]));
  for (const assembly of all) {
    for (const path of assembly.files) {
      if (claims.has(path)) continue;
      const file = parsedFile(project, path);
      const as = kindOf(file.kind === 'parsed' ? file : null);
      claims.set(path, { path, as, because: `${assembly.path} includes it` });
    }
    for (const entry of assembly.notAnalysed) broken.set(entry.path, entry);
  }
  return {
    mains,
    snippets,
    claims: [...claims.values()].sort(byPath),
    notAnalysed: [...broken.values()].sort(byPath),
    notes: distinct(all.flatMap(({ notes }) => notes)),
  };
}

/**
 * The assemblies that no other one takes in; of those that take in each other the first. Every path stays in at least
 * one of them.
 */
function outermost(assemblies: readonly Assembly[], taken: ReadonlySet<string>): readonly Assembly[] {
  const included = new Set(taken);
  for (const { path, files } of assemblies) {
    for (const file of files) if (file !== path) included.add(file);
  }
  const kept = assemblies.filter(({ path }) => !included.has(path));
  const covered = new Set(kept.flatMap(({ files }) => files));
  for (const assembly of assemblies) {
    if (covered.has(assembly.path) || taken.has(assembly.path)) continue;
    kept.push(assembly);
    for (const file of assembly.files) covered.add(file);
  }
  return kept.sort(byPath);
}

function distinct(notes: readonly NotAnalysed[]): readonly NotAnalysed[] {
  return [...new Map(notes.map((note) => [`${note.path}\n${note.line}`, note])).values()];
}

/** The folder of the main file that a snippet lies below, the nearest one: what it is included into, most likely. */
function prefixOf(path: string, folders: ReadonlySet<string>): string | undefined {
  for (let at = path; ; ) {
    const folder = posix.dirname(at);
    if (folders.has(folder)) return folder;
    if (folder === at) return undefined;
    at = folder;
  }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
