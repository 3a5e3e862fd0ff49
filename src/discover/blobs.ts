/** The contents of blobs of every size and however they are stored, through one `git cat-file --batch`. */
import { byteReader } from '../source/byte-reader.ts';
import { WHOLE_LIMIT } from '../source/pieces.ts';
import type { Repository } from './git.ts';
import { type GitStream, streamGit } from './git-stream.ts';

/** A blob that is wanted, under the path that it is reported by. */
export interface BlobRequest {
  readonly path: string;
  readonly id: string;
}

export type BlobPart =
  | { readonly kind: 'whole'; readonly path: string; readonly bytes: Buffer }
  /** Of more than `WHOLE_LIMIT` bytes; `content` is read before the next blob is asked for, or skipped. */
  | { readonly kind: 'stream'; readonly path: string; readonly content: AsyncIterable<Buffer> }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string };

/** Yields the blobs in the order asked for, through one process of git's. */
export async function* readBlobs(
  repository: Repository,
  requests: readonly BlobRequest[],
): AsyncGenerator<BlobPart> {
  const input = requests.map(({ id }) => `${id}\n`).join('');
  const git = streamGit(repository, ['cat-file', '--batch', '--buffer'], input);
  const reader = byteReader(git.stdout);
  for (const [index, { path }] of requests.entries()) {
    const header = await reader.line();
    if (header === null) {
      const reason = (await git.failure()) ?? 'git cat-file: ended early';
      for (const left of requests.slice(index)) yield { kind: 'unreadable', path: left.path, reason };
      return;
    }
    const [, kind, digits] = /^[0-9a-f]+ ([a-z]+)(?: (\d+))?$/.exec(header) ?? [];
    if (digits === undefined) {
      yield { kind: 'unreadable', path, reason: missing(repository, kind) };
      continue;
    }
    const size = Number(digits);
    const content = reader.take(size);
    const parts: Buffer[] = [];
    if (kind === 'blob' && size > WHOLE_LIMIT) yield { kind: 'stream', path, content };
    for await (const bytes of content) if (size <= WHOLE_LIMIT) parts.push(bytes);
    // A line end follows the content.
    for await (const _ of reader.take(1));
    if (reader.fellShort()) yield { kind: 'unreadable', path, reason: await endReason(git) };
    else if (kind !== 'blob')
      yield { kind: 'unreadable', path, reason: `git has a ${kind} where a file should be` };
    else if (size <= WHOLE_LIMIT) yield { kind: 'whole', path, bytes: Buffer.concat(parts) };
  }
}

async function endReason(git: GitStream): Promise<string> {
  return (await git.failure()) ?? 'git cat-file: ended early';
}

function missing(repository: Repository, said: string | undefined): string {
  if (said !== 'missing') return 'git cannot read its content';
  return repository.isShallow
    ? 'its content is not in this clone'
    : 'its content is not in this repository (a partial clone fetches it on demand)';
}
