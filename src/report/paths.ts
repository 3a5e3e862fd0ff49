/** How a path is named to a person and to scripts: relative to where they stand, with `/`, never with a leading `./`. */
import { isAbsolute, posix, resolve } from 'node:path';
import type { PrintContext } from './report.ts';

export type PathContext = Pick<PrintContext, 'workingDirectory' | 'root' | 'cwd'>;

/**
 * The path of a file (relative to the root, or absolute where it lies outside of it) relative to the working
 * directory; what lies above the working directory gets `../`. Unescaped: it is still outside text.
 */
export function displayPath(path: string, context: PathContext): string {
  if (isAbsolute(path)) {
    const below = posix.relative(context.cwd, path);
    return below.startsWith('../') || below === '' ? path : below;
  }
  if (context.workingDirectory === '') return path;
  const from = context.workingDirectory === null ? context.cwd : posix.join('/', context.workingDirectory);
  const to = context.workingDirectory === null ? posix.join(context.root, path) : posix.join('/', path);
  return posix.relative(from, to) || '.';
}

/** The absolute path of a file of the run, for links. */
export function absolutePath(path: string, context: PathContext): string {
  return resolve(context.root, path);
}
