/**
 * Where a path really leads. A scanned tree may hold symbolic links, also for folders in the middle of a path; what is
 * read must lie below the folder that was asked for, whatever the links say.
 */
import { realpathSync } from 'node:fs';

export type Located =
  | {
      readonly kind: 'at';
      /** Absolute, without any symbolic link in it. */
      readonly file: Buffer;
      /** Relative to the base, where symbolic links led to another place than the path says; else null. */
      readonly resolved: Buffer | null;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Finds paths below a base. Paths are bytes, relative, with `/`, without `.` and `..`; empty for the base itself.
 */
export interface Confines {
  /** Looks up the folders of a path; whether its last step is a symbolic link is for the opener to find out. */
  place(path: Buffer): Located;
  /** Follows a path whose last step is a symbolic link. */
  follow(path: Buffer): Located;
}

/** Paths are handled as strings of bytes in here, so that names in no encoding survive. */
const bytes = (path: string): Buffer => Buffer.from(path, 'latin1');

/** Remembers the folders it has seen: made once per run, or for one file. `base` is absolute and trusted. */
export function confinedTo(base: string): Confines {
  let realBase: string | null = null;
  const folders = new Map<string, string | Located>();

  const inside = (real: string): string | null => {
    if (realBase === null) return null;
    if (real === realBase) return '';
    const prefix = realBase === '/' ? '/' : `${realBase}/`;
    return real.startsWith(prefix) ? real.slice(prefix.length) : null;
  };

  /** Follows every link of a path below the base. */
  const resolveBelow = (path: string): Located => {
    let real: string;
    try {
      realBase ??= realpathSync.native(Buffer.from(base), { encoding: 'buffer' }).toString('latin1');
      const full = path === '' ? realBase : `${realBase}/${path}`;
      real = realpathSync.native(bytes(full), { encoding: 'buffer' }).toString('latin1');
    } catch (error) {
      return failure(error);
    }
    const below = inside(real);
    if (below === null) return { kind: 'unreadable', reason: 'a symbolic link leads out of the root' };
    return { kind: 'at', file: bytes(real), resolved: below === path ? null : bytes(below) };
  };

  const realFolder = (folder: string): string | Located => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const found = resolveBelow(folder);
    const answer = found.kind === 'at' ? found.file.toString('latin1') : found;
    folders.set(folder, answer);
    return answer;
  };

  return {
    place(path) {
      if (path.includes(0)) return { kind: 'absent' };
      const name = path.toString('latin1');
      if (name === '') return resolveBelow('');
      const cut = name.lastIndexOf('/');
      const folder = realFolder(cut < 0 ? '' : name.slice(0, cut));
      if (typeof folder !== 'string') return folder;
      const full = `${folder === '/' ? '' : folder}/${name.slice(cut + 1)}`;
      const below = inside(full);
      return {
        kind: 'at',
        file: bytes(full),
        resolved: below === null || below === name ? null : bytes(below),
      };
    },
    follow: (path) => followed(resolveBelow(path.toString('latin1'))),
  };
}

/** A link that exists but leads nowhere is a fault of the tree, not an absent file. */
function followed(located: Located): Located {
  if (located.kind !== 'absent') return located;
  return { kind: 'unreadable', reason: 'a symbolic link to something that does not exist' };
}

/** What the operating system's refusal means for a reader. */
export function failure(error: unknown): Exclude<Located, { kind: 'at' }> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'absent' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'unreadable', reason: 'permission denied' };
    case 'ELOOP':
      return { kind: 'unreadable', reason: 'symbolic links that lead to each other, or too many of them' };
    case 'ENAMETOOLONG':
      return { kind: 'unreadable', reason: 'the path is too long for this system' };
    case 'ENXIO':
      return { kind: 'unreadable', reason: 'a socket or device, not a regular file' };
    case '':
      throw error;
    default:
      return { kind: 'unreadable', reason: `the system refuses to read it (${code})` };
  }
}
