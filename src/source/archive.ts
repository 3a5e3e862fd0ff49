/**
 * Files inside of archives: ZIP (and what is one: .jar, .whl, .docx), tar, gzip, and one in another, up to three deep. An
 * archive is somebody else's data: how much it may expand to, and how many members it may have, is limited.
 */
import { readSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type ArchiveKind, archiveKind, HEAD_LENGTH } from './archive-kind.ts';
import {
  type Allowance,
  AllowanceError,
  type ArchivePart,
  allowanceFor,
  type ByteSource,
  counted,
  countMember,
  type Member,
  memberPath,
} from './archive-part.ts';
import { type ByteReader, byteReader } from './byte-reader.ts';
import { streamPieces } from './pieces.ts';
import { tarMembers } from './tar.ts';
import { zipMembers } from './zip.ts';

export type { ArchivePart, ByteSource } from './archive-part.ts';

const DEEPEST = 3;
/** An archive in an archive is unpacked in memory. */
const INNER_LIMIT = 32_000_000;
const TOO_LARGE = 'an archive too large to be unpacked in memory';
const STEP = 262_144;

export function sourceOfBytes(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** An open file of `size` bytes. A failing read throws. */
export function sourceOfFile(descriptor: number, size: number): ByteSource {
  return {
    size,
    read(offset, length) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset));
    },
  };
}

/** What `archiveKind` looks at. */
export function headOf(source: ByteSource): Buffer {
  return source.read(0, HEAD_LENGTH);
}

/** The members of an archive, in pieces, under `path!/member`. What cannot be read is said and never throws. */
export async function* archiveParts(
  path: string,
  kind: ArchiveKind,
  source: ByteSource,
): AsyncGenerator<ArchivePart> {
  yield* partsOf(path, kind, source, allowanceFor(source.size), 1);
}

/** What a stream brings, in pieces, or the pieces of its members where it is an archive that fits in memory. */
export function contentParts(path: string, content: AsyncIterable<Buffer>): AsyncGenerator<ArchivePart> {
  return innerParts(path, content, null, 0);
}

async function* partsOf(
  path: string,
  kind: ArchiveKind,
  source: ByteSource,
  allowance: Allowance,
  depth: number,
): AsyncGenerator<ArchivePart> {
  try {
    if (kind === 'zip') {
      for (const member of zipMembers(source)) {
        countMember(allowance);
        if (member.kind === 'member') yield* memberParts(path, member, allowance, depth);
        else yield { ...member, path: memberPath(path, member.path) };
      }
      return;
    }
    const stored = chunksOf(source);
    if (kind === 'tar') {
      yield* tarParts(path, byteReader(stored), allowance, depth);
      return;
    }
    const reader = byteReader(counted(gunzipped(stored), allowance));
    if (archiveKind(await reader.peek(HEAD_LENGTH)) === 'tar')
      yield* tarParts(path, reader, allowance, depth);
    else yield* innerParts(memberPath(path, unzippedName(path)), reader.rest(), allowance, depth);
  } catch (error) {
    yield { kind: 'unreadable', path, reason: reasonOf(error) };
  }
}

/** What a compressed tar expands to was counted already, and what an uncompressed one holds is no longer than itself. */
async function* tarParts(
  path: string,
  reader: ByteReader,
  allowance: Allowance,
  depth: number,
): AsyncGenerator<ArchivePart> {
  for await (const member of tarMembers(reader)) {
    countMember(allowance);
    yield* innerParts(memberPath(path, member.path), member.content, allowance, depth);
  }
}

/** A member that is damaged does not keep the others from being read; one that is too much does. */
async function* memberParts(
  archive: string,
  member: Member,
  allowance: Allowance,
  depth: number,
): AsyncGenerator<ArchivePart> {
  const path = memberPath(archive, member.path);
  try {
    yield* innerParts(path, counted(member.content, allowance), allowance, depth);
  } catch (error) {
    if (error instanceof AllowanceError) throw error;
    yield { kind: 'unreadable', path, reason: reasonOf(error) };
  }
}

async function* innerParts(
  path: string,
  content: AsyncIterable<Buffer>,
  allowance: Allowance | null,
  depth: number,
): AsyncGenerator<ArchivePart> {
  const reader = byteReader(content);
  const kind = archiveKind(await reader.peek(HEAD_LENGTH));
  if (kind === null) {
    for await (const piece of streamPieces(path, reader.rest())) yield { kind: 'piece', piece };
    return;
  }
  const whole = depth < DEEPEST ? await wholeOf(reader) : null;
  if (whole !== null) {
    yield* partsOf(path, kind, sourceOfBytes(whole), allowance ?? allowanceFor(whole.length), depth + 1);
    return;
  }
  const reason = depth < DEEPEST ? TOO_LARGE : 'archives in archives, too deep';
  yield { kind: 'unreadable', path, reason };
}

async function wholeOf(reader: ByteReader): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of reader.rest()) {
    parts.push(part);
    length += part.length;
    if (length > INNER_LIMIT) return null;
  }
  return Buffer.concat(parts);
}

async function* chunksOf(source: ByteSource): AsyncGenerator<Buffer> {
  for (let at = 0; at < source.size; ) {
    const bytes = source.read(at, STEP);
    if (bytes.length === 0) return;
    yield bytes;
    at += bytes.length;
  }
}

async function* gunzipped(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  pipeline(Readable.from(stored), gunzip, () => {});
  yield* gunzip;
}

/** `notes.txt.gz` holds `notes.txt`. */
function unzippedName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/\.gz$/i, '') || 'content';
}

function reasonOf(error: unknown): string {
  if (error instanceof AllowanceError) return error.message;
  const isZlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  if (isZlib) return 'damaged: it cannot be decompressed';
  return error instanceof Error && !('code' in error) ? error.message : 'it cannot be read';
}
