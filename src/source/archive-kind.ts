/** Which archive a file is, told from its first bytes: nearly no file is one, and then nothing else need be loaded. */

export type ArchiveKind = 'zip' | 'gzip' | 'tar';

/** Bytes that `archiveKind` looks at. */
export const HEAD_LENGTH = 512;

/** Null where it is no archive (or a tar from before POSIX). `bytes` may be longer than the head. */
export function archiveKind(bytes: Buffer): ArchiveKind | null {
  const first = bytes[0];
  if (first === 0x50 && bytes[1] === 0x4b) {
    const mark = bytes.length < 4 ? 0 : bytes.readUInt16BE(2);
    return mark === 0x0304 || mark === 0x0506 ? 'zip' : null;
  }
  if (first === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) return 'gzip';
  const isTar =
    bytes.length >= HEAD_LENGTH &&
    first !== 0 &&
    bytes[257] === 0x75 &&
    bytes.toString('latin1', 257, 262) === 'ustar';
  return isTar ? 'tar' : null;
}
