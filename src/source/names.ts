/**
 * File names are bytes. Those that are not UTF-8 get a printable key, so that such a file is read and reported like
 * any other instead of disappearing.
 */
import { isUtf8 } from 'node:buffer';

/**
 * The key of a path: the path itself where it is UTF-8, else with every byte that is not part of a UTF-8 character
 * written as `\xNN`.
 */
export function pathKey(name: Buffer): string {
  if (isUtf8(name)) return name.toString('utf8');
  let key = '';
  for (let at = 0; at < name.length; ) {
    const length = characterLength(name, at);
    if (length === 0) key += `\\x${(name[at] ?? 0).toString(16).padStart(2, '0')}`;
    else key += name.toString('utf8', at, at + length);
    at += Math.max(length, 1);
  }
  return key;
}

/** Bytes of the UTF-8 character at `at`, 0 where there is none. */
function characterLength(name: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= name.length; length++) {
    if (isUtf8(name.subarray(at, at + length))) return length;
  }
  return 0;
}

/** A path with the bytes it is read by, where these are not the UTF-8 of the path. */
export interface PathName {
  readonly path: string;
  readonly raw: Buffer | null;
}

const ASCII = /^[\0-\x7f]*$/;

export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** A path that is UTF-8 as the system has it: as a string of bytes. */
export function byteString(path: string): string {
  return isAscii(path) ? path : Buffer.from(path).toString('latin1');
}

/** The path of a name that is kept as a string of bytes (Latin-1), as names of files are while folders are listed. */
export function pathName(name: string): PathName {
  if (isAscii(name)) return { path: name, raw: null };
  const bytes = Buffer.from(name, 'latin1');
  return { path: pathKey(bytes), raw: isUtf8(bytes) ? null : bytes };
}
