/** Our own walk over a folder, for trees that git does not look after and for what git does not track. */
import { type Dirent, readdirSync } from 'node:fs';
import { type PathName, pathName } from '../source/names.ts';
import { readSourceFile } from '../source/read.ts';
import type { NotAnalysed } from '../source/span.ts';
import { type IgnoreLevel, isIgnored, parseIgnoreRules } from './ignore-rules.ts';

/** A path from the root, with `/`. */
interface WalkedFile extends PathName {
  readonly isLink: boolean;
}

export interface Walked {
  readonly files: readonly WalkedFile[];
  /** Folders that could not be opened. */
  readonly notAnalysed: readonly NotAnalysed[];
  /** Rules of `.gitignore` files that were left out. */
  readonly notes: readonly NotAnalysed[];
}

export interface WalkOptions {
  /** False takes everything but `.git`; true also leaves out `node_modules`. */
  readonly ignoreRules: boolean;
  /** From a name below the walked folder to a path from the root, both as strings of bytes. */
  readonly toRoot: (name: string) => string;
  /** True for folders (from the root) that need not be opened. */
  readonly skips: (folder: string) => boolean;
}

interface Folder {
  /** String of bytes: empty for the walked folder itself, else ending in `/`. */
  readonly name: string;
  readonly levels: readonly IgnoreLevel[];
}

/**
 * Walks `base` (absolute, without symbolic links). Links to folders are not followed; links, pipes and the like are
 * listed, so that reading them can say what they are.
 */
export function walk(base: string, options: WalkOptions): Walked {
  const files: WalkedFile[] = [];
  const notAnalysed: NotAnalysed[] = [];
  const notes: NotAnalysed[] = [];
  const folders: Folder[] = [{ name: '', levels: [] }];
  const place = (name: string): string => pathName(options.toRoot(name)).path;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = entriesOf(base, folder.name);
    if (typeof entries === 'string') {
      const path = place(folder.name.slice(0, -1));
      notAnalysed.push({ path: path === '' ? '.' : path, line: null, reason: entries });
      continue;
    }
    const rules = options.ignoreRules ? ownRules(base, folder.name, entries) : null;
    const levels = rules?.level ? [...folder.levels, rules.level] : folder.levels;
    if (rules?.note) notes.push({ ...rules.note, path: place(`${folder.name}.gitignore`) });
    for (const entry of entries) {
      if (entry.name === '.git' || (options.ignoreRules && entry.name === 'node_modules')) continue;
      const name = folder.name + entry.name;
      const isFolder = entry.isDirectory();
      if (isIgnored(levels, isFolder ? `${pathName(name).path}/` : pathName(name).path)) continue;
      if (!isFolder) {
        const { path, raw } = pathName(options.toRoot(name));
        files.push({ path, raw, isLink: entry.isSymbolicLink() });
      } else if (!options.skips(place(name))) folders.push({ name: `${name}/`, levels });
    }
  }
  return { files, notAnalysed, notes };
}

/** Names come as strings of bytes, so that names in no encoding survive. */
function entriesOf(base: string, folder: string): Dirent[] | string {
  const path = Buffer.concat([Buffer.from(base === '/' ? '/' : `${base}/`), Buffer.from(folder, 'latin1')]);
  try {
    return readdirSync(path, { withFileTypes: true, encoding: 'latin1' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code;
    return `the folder cannot be opened: ${why}`;
  }
}

interface OwnRules {
  readonly level: IgnoreLevel | null;
  readonly note: Omit<NotAnalysed, 'path'> | null;
}

function ownRules(base: string, folder: string, entries: readonly Dirent[]): OwnRules | null {
  if (!entries.some(({ name }) => name === '.gitignore')) return null;
  const prefix = pathName(folder).path;
  const raw = Buffer.from(`${folder}.gitignore`, 'latin1');
  const outcome = readSourceFile(base, `${prefix}.gitignore`, { raw });
  if (outcome.kind !== 'text') {
    const why = outcome.kind === 'unreadable' ? outcome.reason : 'not a text';
    return { level: null, note: { line: null, reason: `its rules are not applied: ${why}` } };
  }
  const { level, leftOut } = parseIgnoreRules(outcome.source.text, prefix);
  if (leftOut.length === 0) return { level, note: null };
  const reason = `${leftOut.length} of its rules, the first here, are too long or too intricate to be applied`;
  return { level, note: { line: leftOut[0] ?? null, reason } };
}
