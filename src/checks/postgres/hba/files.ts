/** The files that a pg_hba.conf names, out of those of a project. */
import { posix } from 'node:path';
import type { Project } from '../../collector.ts';
import { wholeFile } from '../excerpt.ts';
import type { NamedFile, NamedFiles } from './read.ts';

/** What an absolute path names lies on the server, not in the repository. */
export function namedFiles(project: Project): NamedFiles {
  return {
    read: (path) => readNamed(project, path),
    list(folder) {
      if (folder.startsWith('/')) return null;
      const prefix = folder === '.' || folder === '' ? '' : `${posix.normalize(folder)}/`;
      const names = project.paths
        .filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
        .map((path) => path.slice(prefix.length));
      return names.length === 0 ? null : names;
    },
  };
}

/** One file of the project that a configuration names. */
export function readNamed(project: Pick<Project, 'read'>, path: string): NamedFile {
  if (path.startsWith('/')) return { kind: 'missing', reason: 'lies outside the repository' };
  const read = project.read(path);
  switch (read.kind) {
    case 'text':
      return { kind: 'text', excerpt: wholeFile(read.source) };
    case 'absent':
      return { kind: 'missing', reason: 'is not there' };
    case 'binary':
      return { kind: 'missing', reason: 'is no text' };
    case 'unreadable':
      return { kind: 'missing', reason: `cannot be read: ${read.reason}` };
  }
}
