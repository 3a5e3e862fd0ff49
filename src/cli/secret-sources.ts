/** Where `secrets` looks: what yields the bytes that are scanned. */

import { basename, dirname, join, relative, resolve } from 'node:path';
import { filesOf, findIn, type Scanned } from '../checks/secrets/find.ts';
import { scanNamed } from '../checks/secrets/named.ts';
import { discover } from '../discover/discover.ts';
import { openRepository } from '../discover/git.ts';
import { type FoundRoot, isInside } from '../discover/root.ts';
import { realFolder } from '../discover/work-tree.ts';
import { byteReader } from '../source/byte-reader.ts';
import { contentOf, streamContent } from '../source/content.ts';
import { InputError } from '../source/diagnostic.ts';
import { WHOLE_LIMIT } from '../source/pieces.ts';
import { openProject } from '../source/project.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { SecretSource } from './secret-source.ts';

export interface TreeRequest {
  readonly found: FoundRoot;
  readonly cwd: string;
  readonly paths: readonly string[];
  readonly all: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** The files of the work tree. Throws `InputError` for a PATH that does not exist. */
export function treeSource({ found, ...request }: TreeRequest): SecretSource {
  const { root } = found;
  const discovery = discover({ ...request, root, repository: openRepository(found) });
  if (discovery.missing.length > 0) {
    throw new InputError(discovery.missing.map((typed) => ({ message: `${typed}: no such file or folder` })));
  }
  const { paths, raw, outside, folders, named } = discovery;
  const project = openProject({ root, paths, raw, outside });
  const notAnalysed: NotAnalysed[] = [...discovery.notAnalysed];
  return {
    find: (scan, isInterrupted) =>
      findIn(filesOf(project), scanNamed(scan, [...folders, ...named]), notAnalysed, isInterrupted),
    notAnalysed,
    notes: discovery.notes,
    mayBeEmpty: false,
  };
}

/** From the root; of what lies elsewhere the name alone. */
function pathFrom(root: string, name: string): string {
  const typed = resolve(name);
  const file = join(realFolder(dirname(typed)) ?? dirname(typed), basename(typed));
  return isInside(root, file) ? relative(root, file) : basename(file);
}

/** How standard input is called in reports. */
export const STANDARD_INPUT = 'standard input';

/**
 * Everything on standard input.
 *
 * @param name of the file whose text it is, from the working directory, if somebody says so: an editor, of what it has not
 *   saved. The kind of file counts, overrides and suppressions too; the file itself is never read.
 */
export function inputSource(root: string, name: string | null): SecretSource {
  const notAnalysed: NotAnalysed[] = [];
  async function* input(): AsyncGenerator<Scanned> {
    const path = name === null ? STANDARD_INPUT : pathFrom(root, name);
    const reader = byteReader(process.stdin);
    const first = await reader.peek(WHOLE_LIMIT + 1);
    if (first.length <= WHOLE_LIMIT) yield { path, content: contentOf(path, first) };
    else yield { path, content: { kind: 'parts', parts: streamContent(path, reader.rest()) } };
  }
  return { find: (scan) => findIn(input(), scan, notAnalysed), notAnalysed, notes: [], mayBeEmpty: true };
}
