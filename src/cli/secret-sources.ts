/** Where `secrets` looks: what yields the bytes that are scanned. */

import { filesOf, findIn, type Scanned } from '../checks/secrets/find.ts';
import { scanNamed } from '../checks/secrets/named.ts';
import { discover } from '../discover/discover.ts';
import { openRepository } from '../discover/git.ts';
import type { FoundRoot } from '../discover/root.ts';
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
    find: (scan) => findIn(filesOf(project), scanNamed(scan, [...folders, ...named]), notAnalysed),
    notAnalysed,
    notes: discovery.notes,
    mayBeEmpty: false,
  };
}

/** How standard input is called in reports. */
export const STANDARD_INPUT = 'standard input';

/** Everything on standard input. */
export function inputSource(): SecretSource {
  const notAnalysed: NotAnalysed[] = [];
  async function* input(): AsyncGenerator<Scanned> {
    const path = STANDARD_INPUT;
    const reader = byteReader(process.stdin);
    const first = await reader.peek(WHOLE_LIMIT + 1);
    if (first.length <= WHOLE_LIMIT) yield { path, content: contentOf(path, first) };
    else yield { path, content: { kind: 'parts', parts: streamContent(path, reader.rest()) } };
  }
  return { find: (scan) => findIn(input(), scan, notAnalysed), notAnalysed, notes: [], mayBeEmpty: true };
}
