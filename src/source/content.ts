/** Contents as whoever scans bytes takes them: most are whole; large files come in pieces, archives as their members. */
import { closeSync } from 'node:fs';
import { archiveKind } from './archive-kind.ts';
import type { ArchivePart } from './archive-part.ts';
import { filePieces, WHOLE_LIMIT } from './pieces.ts';
import { type OpenOutcome, type Room, readOpened } from './read.ts';

export type Content =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** To be read to the end, or the file stays open. */
  | { readonly kind: 'parts'; readonly parts: AsyncIterable<ArchivePart> }
  | Extract<OpenOutcome, { kind: 'absent' | 'unreadable' }>;

/** What bytes hold: themselves, or the members of the archive that they are. */
export function contentOf(path: string, bytes: Buffer): Content {
  const kind = archiveKind(bytes);
  if (kind === null) return { kind: 'whole', bytes };
  async function* members(): AsyncGenerator<ArchivePart> {
    const { archiveParts, sourceOfBytes } = await import('./archive.ts');
    if (kind !== null) yield* archiveParts(path, kind, sourceOfBytes(bytes));
  }
  return { kind: 'parts', parts: members() };
}

/** What a stream brings that is too much for one piece. */
export async function* streamContent(
  path: string,
  stream: AsyncIterable<Buffer>,
): AsyncGenerator<ArchivePart> {
  const { contentParts } = await import('./archive.ts');
  yield* contentParts(path, stream);
}

/** The content of a file that was opened, which is closed when it is read; whole files stand in `room`. */
export function openContent(path: string, opened: OpenOutcome, room?: Room): Content {
  if (opened.kind !== 'open') return opened;
  if (opened.size > WHOLE_LIMIT) return { kind: 'parts', parts: largeFile(path, opened) };
  try {
    const outcome = readOpened(opened, WHOLE_LIMIT, room);
    return outcome.kind === 'bytes' ? contentOf(path, outcome.bytes) : outcome;
  } finally {
    closeSync(opened.descriptor);
  }
}

async function* largeFile(
  path: string,
  { descriptor, size }: Extract<OpenOutcome, { kind: 'open' }>,
): AsyncGenerator<ArchivePart> {
  try {
    const { archiveParts, headOf, sourceOfFile } = await import('./archive.ts');
    const source = sourceOfFile(descriptor, size);
    const kind = archiveKind(headOf(source));
    if (kind !== null) yield* archiveParts(path, kind, source);
    else for (const piece of filePieces(path, descriptor)) yield { kind: 'piece', piece };
  } catch (error) {
    const reason = error instanceof Error ? `reading it failed: ${error.message}` : 'reading it failed';
    yield { kind: 'unreadable', path, reason };
  } finally {
    closeSync(descriptor);
  }
}
