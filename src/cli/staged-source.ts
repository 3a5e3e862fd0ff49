/** `secrets --staged`: what the next commit would bring. */

import { findIn, type Scanned } from '../checks/secrets/find.ts';
import { type BlobRequest, readBlobs } from '../discover/blobs.ts';
import { openRepository, type Repository } from '../discover/git.ts';
import type { FoundRoot } from '../discover/root.ts';
import { listStaged, type StagedOutcome } from '../discover/staged.ts';
import { contentOf, streamContent } from '../source/content.ts';
import { InputError } from '../source/diagnostic.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { SecretSource } from './secret-sources.ts';
import { selectionOf } from './selection.ts';

export interface StagedRequest {
  readonly found: FoundRoot;
  readonly cwd: string;
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Git is asked at once, so that it works while the caller makes the scanner. Throws `InputError` outside a repository. */
export function stagedSource(request: StagedRequest): SecretSource {
  const repository = openRepository(request.found);
  if (repository.kind === 'none') throw new InputError([{ message: '--staged: this is no git repository' }]);
  const notAnalysed: NotAnalysed[] = [];
  const selection = selectionOf(request.found.root, request);
  const listing =
    repository.kind === 'unusable'
      ? Promise.resolve<StagedOutcome>({ kind: 'unknown', reason: repository.reason })
      : listStaged(repository);
  return {
    async find(scan) {
      const staged = await listing;
      if (staged.kind === 'unknown' || repository.kind === 'unusable') {
        const reason = staged.kind === 'unknown' ? staged.reason : '';
        notAnalysed.push({ path: '.', line: null, reason: `what is staged is not known: ${reason}` });
        return { items: [], files: 0 };
      }
      notAnalysed.push(...staged.notAnalysed.filter(({ path }) => selection.takes(path)));
      const files = staged.files.filter(({ path }) => selection.takes(path));
      selection.expectAll();
      return findIn(stagedContents(repository, files), scan, notAnalysed);
    },
    notAnalysed,
    notes: [],
    mayBeEmpty: true,
  };
}

async function* stagedContents(
  repository: Repository,
  files: readonly BlobRequest[],
): AsyncGenerator<Scanned> {
  for await (const part of readBlobs(repository, files)) {
    const { path } = part;
    if (part.kind === 'whole') yield { path, content: contentOf(path, part.bytes) };
    else if (part.kind === 'unreadable') yield { path, content: part };
    else yield { path, content: { kind: 'parts', parts: streamContent(path, part.content) } };
  }
}
