/**
 * Compose files that others include (https://docs.docker.com/reference/compose-file/include/): each is read for itself,
 * with the paths and the environment of its own folder, or of those that are named, and its services belong to the
 * project that includes it.
 */
import { posix } from 'node:path';
import { documentsOf } from '../../../source/documents/documents.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { NotAnalysed } from '../../../source/span.ts';
import { lineOf } from '../../../source/text.ts';
import type { Project } from '../../collector.ts';
import type { ComposeFile } from './claim.ts';
import { environmentOf, type Lookup, projectEnvironment } from './environment.ts';

/** A file of a project, with the variables that count in it. */
export interface Source {
  readonly file: ComposeFile;
  /** The folder that relative paths in it start from. */
  readonly folder: string;
  readonly lookup: Lookup;
}

/** More files in one project have a circle in them. */
const MOST = 200;

interface Named {
  readonly path: string;
  readonly node: DocumentNode;
  readonly folder: string;
  /** In place of `.env` of the folder; null where none are named. */
  readonly environment: readonly string[] | null;
}

/** The files that a file names itself, in the order in which they are laid over each other; remote ones have a colon. */
function namedIn({ path, root }: ComposeFile, from = posix.dirname(path)): readonly Named[] {
  return root.items('include').flatMap((entry): readonly Named[] => {
    const nodes = valuesOf(entry.get('path') ?? entry);
    const paths = nodes.map((node) => posix.join(from, node.text() ?? ''));
    const directory = entry.text('project_directory');
    const folder = directory === null ? posix.dirname(paths[0] ?? '') : posix.join(from, directory);
    const environment = entry.get('env_file');
    const named = environment === null ? null : valuesOf(environment).flatMap((node) => node.text() ?? []);
    return nodes.flatMap((node, index) => {
      const file = paths[index];
      if (file === undefined || node.text() === null) return [];
      return [{ path: file, node, folder, environment: named?.map((one) => posix.join(from, one)) ?? null }];
    });
  });
}

function valuesOf(node: DocumentNode): readonly DocumentNode[] {
  return node.isList ? node.items() : [node];
}

/** Everything that a file takes in, the innermost first; `lookup` holds what its own variables are. */
export function includedBy(project: Project, file: ComposeFile, lookup: Lookup): readonly Source[] {
  const found = new Map<string, Source>();
  const take = (one: ComposeFile, from: string, outer: Lookup): void => {
    for (const { path, folder, environment } of namedIn(one, from)) {
      if (path === file.path || found.has(path) || found.size >= MOST) continue;
      const included = readIncluded(project, path);
      if (included === null) continue;
      const own =
        environment === null ? projectEnvironment(project, folder) : environmentOf(project, environment);
      const source: Source = { file: included, folder, lookup: (name) => outer(name) ?? own(name) };
      found.set(path, source);
      take(included, folder, source.lookup);
    }
  };
  take(file, posix.dirname(file.path), lookup);
  return [...found.values()].reverse();
}

function readIncluded(project: Project, path: string): ComposeFile | null {
  if (path.startsWith('../')) return null;
  const outcome = documentsOf(project, path);
  if (outcome.kind !== 'documents') return null;
  const found = outcome.documents.find(({ root }) => root.has('services') || root.has('include'));
  return found === undefined ? null : { path, because: 'another compose file includes it', root: found.root };
}

/** Files whose services are judged where they are included: all that some file takes in which nobody includes. */
export function filesIncluded(project: Project, files: readonly ComposeFile[]): ReadonlySet<string> {
  const named = new Set(files.flatMap((file) => namedIn(file).map(({ path }) => path)));
  const tops = files.filter(({ path }) => !named.has(path));
  const nothing: Lookup = () => undefined;
  return new Set(tops.flatMap((top) => includedBy(project, top, nothing).map(({ file }) => file.path)));
}

/** What a file includes and is not there to be read, as something that is fetched. */
export function missingIncludes(project: Project, file: ComposeFile): readonly NotAnalysed[] {
  return namedIn(file)
    .filter(({ path }) => readIncluded(project, path) === null)
    .map(({ node }) => ({
      path: file.path,
      line: lineOf(node.source, node.extent.start),
      reason: `${node.text() ?? 'a file'}, which it includes, cannot be read`,
    }));
}
