/** What archives are made of for whoever looks into them, and how much an archive may make a reader do. */
import type { Piece } from './pieces.ts';

export type ArchivePart =
  | { readonly kind: 'piece'; readonly piece: Piece }
  /** A member, or the archive itself from here on, that cannot be read. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string };

/** An archive in memory or on disk. */
export interface ByteSource {
  readonly size: number;
  /** Fewer bytes at the end. */
  read(offset: number, length: number): Buffer;
}

/** A member while its content arrives. */
export interface Member {
  readonly path: string;
  readonly content: AsyncIterable<Buffer>;
}

/** What is left for an outermost archive and all that is in it. */
export interface Allowance {
  members: number;
  bytes: number;
}

/** A hostile archive of 3 MB must not keep a reader busy for more than a second. */
const BYTES = 20_000_000;
const BYTES_PER_BYTE = 20;
const MEMBERS = 20_000;

/** For an archive of `size` bytes: texts are compressed to a third or a tenth, not to a hundredth. */
export function allowanceFor(size: number): Allowance {
  return { members: MEMBERS, bytes: BYTES + size * BYTES_PER_BYTE };
}

/** The archive asks for more than it may. */
export class AllowanceError extends Error {}

/** A member's content, counted. Throws `AllowanceError` beyond what is left. */
export async function* counted(content: AsyncIterable<Buffer>, allowance: Allowance): AsyncGenerator<Buffer> {
  for await (const bytes of content) {
    allowance.bytes -= bytes.length;
    if (allowance.bytes < 0)
      throw new AllowanceError('it expands to more than an archive of its size should');
    yield bytes;
  }
}

export function countMember(allowance: Allowance): void {
  if (--allowance.members < 0) throw new AllowanceError(`it has more than ${MEMBERS} members`);
}

/** `archive.zip!/path/in/it`, as Java writes it; no member's name leads out of the archive. */
export function memberPath(archive: string, name: string): string {
  const steps = name.split('/').filter((step) => step !== '' && step !== '.');
  return `${archive}!/${steps.map((step) => (step === '..' ? '%2E%2E' : step)).join('/')}`;
}
