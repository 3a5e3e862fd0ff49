/**
 * Where a path really leads. A scanned tree may hold symbolic links, also for folders in the middle of a path; what is
 * read must lie below the folder that was asked for, whatever the links say.
 */
import { realpathSync } from 'node:fs';
import { isAscii } from './names.ts';

export type Located =
  | {
      readonly kind: 'at';
      /** Absolute, without any symbolic link in it. */
      readonly file: string | Buffer;
      /** Relative to the base, where symbolic links led to another place than the path says; else null. */
      readonly resolved: Buffer | null;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Finds paths below a base. Paths are strings of bytes, so that names in no encoding survive: relative, with `/`, without
 * `.` and `..`; empty for the base itself.
 */
export interface Confines {
  /** Looks up the folders of a path; whether its last step is a symbolic link is for the opener to find out. */
  place(path: string): Located;
  /** Follows a path whose last step is a symbolic link. */
  follow(path: string): Located;
}

const bytes = (path: string): Buffer => Buffer.from(path, 'latin1');

/** For the system: what is ASCII is the same as a string, and need not be copied. */
const forSystem = (path: string): string | Buffer => (isAscii(path) ? path : bytes(path));

/** Remembers the folders it has seen: made once per run, or for one file. `base` is absolute and trusted. */
export function confinedTo(base: string): Confines {
  let realBase: string | null = null;
  const folders = new Map<string, string | Failure>();

  const inside = (real: string): string | null => {
    if (realBase === null) return null;
    if (real === realBase) return '';
    const prefix = realBase === '/' ? '/' : `${realBase}/`;
    return real.startsWith(prefix) ? real.slice(prefix.length) : null;
  };

  /** Follows every link of a path below the base. */
  const realOf = (path: string): { readonly real: string; readonly below: string } | Failure => {
    let real: string;
    try {
      realBase ??= realpathSync.native(base, { encoding: 'latin1' });
      const full = path === '' ? realBase : `${realBase}/${path}`;
      real = realpathSync.native(forSystem(full), { encoding: 'latin1' });
    } catch (error) {
      return failure(error);
    }
    const below = inside(real);
    if (below === null) return { kind: 'unreadable', reason: 'a symbolic link leads out of the root' };
    return { real, below };
  };

  const resolveBelow = (path: string): Located => {
    const found = realOf(path);
    if ('kind' in found) return found;
    const { real, below } = found;
    return { kind: 'at', file: forSystem(real), resolved: below === path ? null : bytes(below) };
  };

  const realFolder = (folder: string): string | Failure => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const found = realOf(folder);
    const answer = 'kind' in found ? found : found.real;
    folders.set(folder, answer);
    return answer;
  };

  return {
    place(name) {
      if (name.includes('\0')) return { kind: 'absent' };
      if (name === '') return resolveBelow('');
      const cut = name.lastIndexOf('/');
      const folder = realFolder(cut < 0 ? '' : name.slice(0, cut));
      if (typeof folder !== 'string') return folder;
      const full = `${folder === '/' ? '' : folder}/${name.slice(cut + 1)}`;
      const below = inside(full);
      return {
        kind: 'at',
        file: forSystem(full),
        resolved: below === null || below === name ? null : bytes(below),
      };
    },
    follow: (path) => followed(resolveBelow(path)),
  };
}

/** A link that exists but leads nowhere is a fault of the tree, not an absent file. */
function followed(located: Located): Located {
  if (located.kind !== 'absent') return located;
  return { kind: 'unreadable', reason: 'a symbolic link to something that does not exist' };
}

type Failure = Exclude<Located, { kind: 'at' }>;

/** What the operating system's refusal means for a reader. */
export function failure(error: unknown): Failure {
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
