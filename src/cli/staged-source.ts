/** `secrets --staged`: what the next commit would bring. Git is started only where its files do not say it plainly. */
import { join } from 'node:path';
import { findIn, type Scanned } from '../checks/secrets/find.ts';
import { scanNamed } from '../checks/secrets/named.ts';
import type { BlobRequest } from '../discover/blobs.ts';
import { readObjectFormat } from '../discover/index-path.ts';
import { objectStore } from '../discover/objects.ts';
import type { FoundRoot } from '../discover/root.ts';
import type { StagedOutcome } from '../discover/staged-file.ts';
import { stagedInFiles } from '../discover/staged-files.ts';
import type { WorkTree } from '../discover/work-tree.ts';
import { contentOf, streamContent } from '../source/content.ts';
import { InputError } from '../source/diagnostic.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { SecretSource } from './secret-source.ts';
import { selectionOf } from './selection.ts';

export interface StagedRequest {
  readonly found: FoundRoot;
  readonly cwd: string;
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Throws `InputError` outside a repository. */
export function stagedSource(request: StagedRequest): SecretSource {
  const { found } = request;
  const { workTree } = found;
  if (workTree === null) throw new InputError([{ message: '--staged: this is no git repository' }]);
  const notAnalysed: NotAnalysed[] = [];
  const selection = selectionOf(found.root, request);
  return {
    async find(scan, isInterrupted) {
      const staged = stagedInFiles(found, process.env) ?? (await askGit(found));
      if (staged.kind === 'unknown') {
        notAnalysed.push({ path: '.', line: null, reason: `what is staged is not known: ${staged.reason}` });
        return { items: [], files: 0 };
      }
      notAnalysed.push(...staged.notAnalysed.filter(({ path }) => selection.takes(path)));
      const files = staged.files.filter(({ path }) => selection.takes(path));
      selection.expectAll();
      const contents = stagedContents(found, workTree, files);
      return findIn(contents, scanNamed(scan, selection.named), notAnalysed, isInterrupted);
    },
    notAnalysed,
    notes: [],
    mayBeEmpty: true,
  };
}

async function askGit(found: FoundRoot): Promise<StagedOutcome> {
  const { openRepository } = await import('../discover/git.ts');
  const { listStaged } = await import('../discover/staged.ts');
  const repository = openRepository(found);
  if (repository.kind === 'repository') return listStaged(repository);
  return { kind: 'unknown', reason: repository.kind === 'unusable' ? repository.reason : 'no repository' };
}

/** First what is read from the files of the repository, then what git must be asked for: what is large above all. */
async function* stagedContents(
  found: FoundRoot,
  workTree: WorkTree,
  files: readonly BlobRequest[],
): AsyncGenerator<Scanned> {
  const store = objectStore(join(workTree.commonDirectory, 'objects'), readObjectFormat(workTree));
  const rest: BlobRequest[] = [];
  try {
    for (const { path, id } of files) {
      const object = store.read(id);
      if (object?.type === 'blob') yield { path, content: contentOf(path, object.content) };
      else rest.push({ path, id });
    }
  } finally {
    store.close();
  }
  if (rest.length > 0) yield* contentsFromGit(found, rest);
}

async function* contentsFromGit(found: FoundRoot, files: readonly BlobRequest[]): AsyncGenerator<Scanned> {
  const { openRepository } = await import('../discover/git.ts');
  const { readBlobs } = await import('../discover/blobs.ts');
  const repository = openRepository(found);
  if (repository.kind !== 'repository') {
    const reason = repository.kind === 'unusable' ? repository.reason : 'it is not in this repository';
    for (const { path } of files) yield { path, content: { kind: 'unreadable', reason } };
    return;
  }
  for await (const part of readBlobs(repository, files)) {
    const { path } = part;
    if (part.kind === 'whole') yield { path, content: contentOf(path, part.bytes) };
    else if (part.kind === 'unreadable') yield { path, content: part };
    else yield { path, content: { kind: 'parts', parts: streamContent(path, part.content) } };
  }
}
