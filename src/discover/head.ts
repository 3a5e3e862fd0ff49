/**
 * The commit that HEAD stands for, read from files: the hook compares the index with it, and a process of git's only to
 * ask for it would cost more than scanning what is staged.
 */
import { join } from 'node:path';
import { readSourceBytes } from '../source/read.ts';
import { isFolder, readLine, type WorkTree } from './work-tree.ts';

export type HeadOutcome =
  | { readonly kind: 'commit'; readonly id: string }
  /** There is no commit yet. */
  | { readonly kind: 'unborn' }
  | { readonly kind: 'unknown'; readonly reason: string };

const PACKED_LIMIT = 256_000_000;
const SYMBOLIC_DEPTH = 5;

/** Follows HEAD through symbolic, loose and packed refs (gitrepository-layout(5)). */
export function headCommit({ gitDirectory, commonDirectory }: WorkTree): HeadOutcome {
  if (isFolder(join(commonDirectory, 'reftable'))) {
    return {
      kind: 'unknown',
      reason: 'the repository keeps its refs in a reftable, which cannot be read without its configuration',
    };
  }
  let value = readLine(gitDirectory, 'HEAD');
  for (let depth = 0; depth < SYMBOLIC_DEPTH; depth++) {
    const id = /^[0-9a-f]{40,64}/.exec(value ?? '')?.[0];
    if (id !== undefined) return { kind: 'commit', id };
    const name = /^ref:\s*(refs\/\S+)/.exec(value ?? '')?.[1];
    if (name === undefined) break;
    const found = refLine(gitDirectory, commonDirectory, name);
    if (found === null) return { kind: 'unborn' };
    if (typeof found !== 'string') return found;
    value = found;
  }
  return { kind: 'unknown', reason: 'HEAD names no branch and no commit' };
}

/** What a ref holds; null where there is none. Loose refs win over packed ones. */
function refLine(gitDirectory: string, commonDirectory: string, name: string): string | HeadOutcome | null {
  for (const directory of new Set([gitDirectory, commonDirectory])) {
    const loose = readLine(directory, name);
    if (loose !== null && loose !== '') return loose;
  }
  const packed = readSourceBytes(commonDirectory, 'packed-refs', { limit: PACKED_LIMIT });
  if (packed.kind === 'unreadable') return { kind: 'unknown', reason: `packed-refs: ${packed.reason}` };
  if (packed.kind === 'absent') return null;
  const line = Buffer.from(` ${name}\n`);
  const at = packed.bytes.indexOf(line);
  if (at < 0) return null;
  const start = packed.bytes.lastIndexOf('\n', at) + 1;
  return packed.bytes.toString('latin1', start, at);
}
