/** Which files are compose files: by name, and by a top-level `services` whose entries have an image or a build. */
import { posix } from 'node:path';
import { type Documents, documentsOf } from '../../../source/documents/documents.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { NotAnalysed } from '../../../source/span.ts';
import { lineOf, type SourceText } from '../../../source/text.ts';
import type { Project } from '../../collector.ts';

export interface ComposeFile {
  readonly path: string;
  readonly because: string;
  /** The document with `services`. */
  readonly root: DocumentNode;
}

const NAMED = /^(?:docker-|podman-)?compose(?:[._-].+)?\.ya?ml$/i;
const YAML = /\.ya?ml$/i;

export function isComposeName(path: string): boolean {
  return NAMED.test(posix.basename(path));
}

/** Compose files of a project, and what is one and cannot be read. */
export function composeFiles(project: Project): {
  readonly files: readonly ComposeFile[];
  readonly notAnalysed: readonly NotAnalysed[];
} {
  const files: ComposeFile[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const path of project.paths) {
    if (!YAML.test(path)) continue;
    const isNamed = isComposeName(path);
    const read = project.read(path);
    if (read.kind !== 'text') {
      if (isNamed && read.kind !== 'absent')
        notAnalysed.push({ path, line: null, reason: read.kind === 'binary' ? 'is binary' : read.reason });
      continue;
    }
    const { text } = read.source;
    if (!isNamed && !looksLikeCompose(text)) continue;
    const outcome = documentsOf(project, path);
    if (outcome.kind !== 'documents') continue;
    const root = servicesRoot(outcome, isNamed);
    if (root !== null) {
      files.push({
        path,
        because: isNamed ? 'its name is that of a compose file' : 'it holds services with images',
        root,
      });
      notAnalysed.push(...inlineDockerfiles(path, root, read.source));
    }
    if (isNamed) {
      for (const { line, reason } of outcome.unread) notAnalysed.push({ path, line, reason });
      if (root === null && outcome.unread.length === 0 && text.trim() !== '')
        notAnalysed.push({ path, line: null, reason: 'holds no services' });
    }
  }
  return { files, notAnalysed };
}

/** What an inline Dockerfile does to a service is not looked at, so that nobody may take it for judged. */
function inlineDockerfiles(path: string, root: DocumentNode, source: SourceText): readonly NotAnalysed[] {
  const services = root.get('services')?.entries() ?? [];
  return services.flatMap(({ value }) => {
    const inline = value.get('build', 'dockerfile_inline');
    if (inline === null) return [];
    return [
      {
        path,
        line: lineOf(source, inline.keyAnchor().start),
        reason: 'a Dockerfile inside a compose file is not read',
      },
    ];
  });
}

/** Cheap, since every YAML file is asked. */
function looksLikeCompose(text: string): boolean {
  if (!text.includes('services:')) return false;
  return (
    (text.startsWith('services:') || text.includes('\nservices:')) &&
    /^[ \t]+(?:image|build)[ \t]*:/m.test(text)
  );
}

/**
 * The document whose `services` is a map of maps; by content at least one has an image or a build. By name one that only
 * includes others will do.
 */
function servicesRoot({ documents }: Documents, isNamed: boolean): DocumentNode | null {
  for (const { root } of documents) {
    const entries = root.get('services')?.entries() ?? [];
    if (isNamed && entries.length === 0 && root.items('include').length > 0) return root;
    if (entries.length === 0 || root.has('apiVersion')) continue;
    if (!entries.every(({ value }) => value.isMap || value.isNull)) continue;
    if (isNamed || entries.some(({ value }) => value.has('image') || value.has('build'))) return root;
  }
  return null;
}
