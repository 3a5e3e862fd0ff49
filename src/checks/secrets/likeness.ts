/** Whether a value that is called a password or a secret looks like one, and how much. */
import type { Confidence } from '../../engine/severity.ts';
import type { Assigned } from './assigned.ts';
import { latin1 } from './assigned.ts';
import { byteEntropy } from './byte-entropy.ts';
import type { FileKind } from './file-kind.ts';
import { namedBy } from './identifier.ts';

/** Null where it does not. */
export function likenessOf(
  bytes: Buffer,
  assigned: Assigned,
  like: 'password' | 'secret',
  kind: FileKind,
): Confidence | null {
  const length = assigned.end - assigned.start;
  if (length < (like === 'password' ? 4 : 10) || length > 512 || kind.isLock) return null;
  if (namedBy(latin1(bytes, assigned.identifierStart, assigned.identifierEnd)) !== like) return null;
  const value = latin1(bytes, assigned.start, assigned.end);
  if (/[\0-\x1f\x80-\xff]/.test(value)) return null;
  const entropy = byteEntropy(bytes, assigned.start, assigned.end);
  if (like === 'secret') {
    if (/\s/.test(value) || entropy < 3) return null;
    return /\d/.test(value) ? 'medium' : 'low';
  }
  if (/\s/.test(value)) return null;
  return /[\d\W_]/.test(value) && entropy >= 2.2 ? 'medium' : 'low';
}
