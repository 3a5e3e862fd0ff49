/**
 * Replaces files whole or not at all: the new content is written beside the old one and takes its name, so that nobody
 * ever reads half of it.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { confinedTo } from './confine.ts';
import { crypto } from './crypto.ts';

export type WriteOutcome =
  | { readonly kind: 'written' }
  /** `reason` completes "cannot write FILE: …". */
  | { readonly kind: 'refused'; readonly reason: string };

/** What a new file takes over from the one it replaces. */
type Standing = Pick<Stats, 'mode' | 'uid' | 'gid'>;

/**
 * Gives a file (an absolute path, as bytes where it is not UTF-8) a new content. Whether something is in the way is for
 * the caller to find out. Without `standing` the file is made as any new one.
 */
export function replaceFile(
  file: string | Buffer,
  content: string | Buffer,
  standing: Standing | null = null,
): WriteOutcome {
  const target = Buffer.from(file);
  const folder = dirname(target.toString('latin1'));
  const temporary = Buffer.from(
    join(folder, `.secbaseline-${crypto().randomBytes(8).toString('hex')}.tmp`),
    'latin1',
  );
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const descriptor = openSync(temporary, flags, 0o666);
    try {
      if (standing !== null) takeOver(descriptor, standing);
      writeFileSync(descriptor, content);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
    return { kind: 'written' };
  } catch (error) {
    removeIfThere(temporary);
    return { kind: 'refused', reason: reasonOf(error) };
  }
}

/**
 * Makes a file that is not there yet, with the folders it needs, never through a symbolic link. The umask takes from `mode`
 * what it takes from every new file.
 */
export function createFile(file: string, content: string, mode = 0o666): WriteOutcome {
  try {
    const folder = dirname(file);
    const isLink = lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (isLink) return refused('its folder is a symbolic link');
    mkdirSync(folder, { recursive: true });
    const descriptor = openSync(file, 'wx', mode);
    try {
      writeFileSync(descriptor, content);
    } finally {
      closeSync(descriptor);
    }
    return { kind: 'written' };
  } catch (error) {
    return refused(reasonOf(error));
  }
}

/** A change of owner takes the set-id bits away, so the mode comes last. */
function takeOver(descriptor: number, { mode, uid, gid }: Standing): void {
  const made = fstatSync(descriptor);
  if (made.uid !== uid || made.gid !== gid) fchownSync(descriptor, uid, gid);
  fchmodSync(descriptor, mode & 0o7777);
}

export interface Replacement {
  /** Absolute. */
  readonly root: string;
  /** Relative to the root, as bytes. */
  readonly path: Buffer;
  /** What the file must still hold. */
  readonly expected: Buffer;
}

/**
 * Why a scanned file must not be replaced, or null: a symbolic link on the way or at the end, what is no regular file,
 * what this user may not write, and content that is not what was expected.
 */
export function obstacleTo(replacement: Replacement): string | null {
  const found = find(replacement);
  return found.kind === 'found' ? null : found.reason;
}

/** Gives a scanned file new content, with its owner and mode, unless there is an obstacle to it. */
export function replaceSource(replacement: Replacement, content: Buffer): WriteOutcome {
  const found = find(replacement);
  return found.kind === 'found' ? replaceFile(found.file, content, found.stats) : found;
}

type Found =
  | { readonly kind: 'found'; readonly file: Buffer; readonly stats: Stats }
  | Extract<WriteOutcome, { kind: 'refused' }>;

function find({ root, path, expected }: Replacement): Found {
  const located = confinedTo(root).place(path.toString('latin1'));
  if (located.kind === 'unreadable') return refused(located.reason);
  if (located.kind === 'absent') return refused('it is no longer there');
  if (located.resolved !== null) return refused('its folder is a symbolic link');
  let descriptor: number;
  try {
    // Open for writing only to learn whether that is allowed: a new name in the folder would not ask.
    descriptor = openSync(located.file, constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return refused(isGone ? 'it is no longer there' : reasonOf(error));
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return refused('it is not a regular file');
    if (stats.size !== expected.length || !readFileSync(descriptor).equals(expected)) {
      return refused('it changed while it was checked');
    }
    return { kind: 'found', file: Buffer.from(located.file), stats };
  } catch (error) {
    return refused(reasonOf(error));
  } finally {
    closeSync(descriptor);
  }
}

function refused(reason: string): Extract<WriteOutcome, { kind: 'refused' }> {
  return { kind: 'refused', reason };
}

function removeIfThere(path: Buffer): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made, or is gone already: either way there is nothing left behind.
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EEXIST':
      return 'it is there already';
    case 'ENOENT':
      return 'its folder does not exist';
    case 'ELOOP':
    case 'EMLINK':
      return 'it is a symbolic link';
    case 'EISDIR':
    case 'ENXIO':
      return 'it is not a regular file';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'permission denied';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space left';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
