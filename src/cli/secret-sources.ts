/** Where `secrets` looks: what yields the bytes that are scanned. */
import { discover } from '../discover/discover.ts';
import { openRepository } from '../discover/git.ts';
import type { FoundRoot } from '../discover/root.ts';
import { InputError } from '../source/diagnostic.ts';
import { openProject } from '../source/project.ts';
import type { NotAnalysed } from '../source/span.ts';
import { readInput } from './standard-input.ts';

export interface SourceItem {
  /** From the root, with `/`; a name in words for what is no file. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** What is scanned. The lists grow while items are taken and are whole when there are no more. */
export interface SecretSource {
  readonly items: Iterable<SourceItem> | AsyncIterable<SourceItem>;
  readonly notAnalysed: readonly NotAnalysed[];
  readonly notes: readonly NotAnalysed[];
  /** True where looking at nothing is no fault: nothing is staged. */
  readonly mayBeEmpty: boolean;
}

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
  const { paths, raw, outside } = discovery;
  const project = openProject({ root, paths, raw, outside });
  const notAnalysed: NotAnalysed[] = [...discovery.notAnalysed];
  function* items(): Iterable<SourceItem> {
    for (const path of paths) {
      const outcome = project.bytes(path);
      if (outcome.kind === 'bytes') yield { path, bytes: outcome.bytes };
      else if (outcome.kind === 'unreadable') notAnalysed.push({ path, line: null, reason: outcome.reason });
    }
  }
  return { items: items(), notAnalysed, notes: discovery.notes, mayBeEmpty: false };
}

/** How standard input is called in reports. */
export const STANDARD_INPUT = 'standard input';

/** Everything on standard input. */
export function inputSource(): SecretSource {
  async function* items(): AsyncIterable<SourceItem> {
    yield { path: STANDARD_INPUT, bytes: await readInput() };
  }
  return { items: items(), notAnalysed: [], notes: [], mayBeEmpty: true };
}
