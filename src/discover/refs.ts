/**
 * Names of commits. Refs are read as files and handed to git as data, so that git understands every revision (`main~3`,
 * tags, abbreviated ids, ranges) and still never opens the repository's configuration.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSourceBytes } from '../source/read.ts';
import { type Repository, runGit } from './git.ts';
import { isFolder, readLine } from './work-tree.ts';

export type RevisionOutcome =
  | { readonly kind: 'commit'; readonly id: string }
  /** No such revision: the user's mistake. */
  | { readonly kind: 'usage'; readonly reason: string }
  /** It may exist, but not in what is here. */
  | { readonly kind: 'unknown'; readonly reason: string };

const PACKED_LIMIT = 256_000_000;
const LOOSE_LIMIT = 200_000;
const SYMBOLIC_DEPTH = 5;

/** Files beside HEAD that name a commit and that people write in revisions. */
const PSEUDO_REFS = ['ORIG_HEAD', 'FETCH_HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'];

/** Asks git which commit a revision names, after its refs were made known. */
export function resolveCommit(repository: Repository, revision: string): RevisionOutcome {
  if (revision.includes('@{')) {
    return { kind: 'usage', reason: `\`${revision}\` asks the reflog; name a branch, a tag or a commit` };
  }
  // A colon names a file or searches messages; the rest could not be passed to git as one revision.
  if (revision === '' || revision.startsWith('-') || /\.\.|[:\0\n]/.test(revision)) {
    return { kind: 'usage', reason: `\`${revision}\` does not name one commit` };
  }
  const fault = shareRefs(repository);
  if (fault !== null) return { kind: 'unknown', reason: fault };
  const outcome = runGit(repository, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  const id =
    outcome.kind === 'output' ? /[0-9a-f]{40,64}/.exec(outcome.stdout.toString('latin1'))?.[0] : null;
  if (id !== null && id !== undefined) return { kind: 'commit', id };
  if (repository.isShallow) {
    const reason = `\`${revision}\` is not in this shallow clone; fetch more history (fetch-depth: 0)`;
    return { kind: 'unknown', reason };
  }
  return { kind: 'usage', reason: `there is no commit \`${revision}\` in this repository` };
}

const shared = new WeakMap<Repository, string | null>();

/** Makes all refs known to git, once; the reason where they cannot be read, else null. */
export function shareRefs(repository: Repository): string | null {
  const known = shared.get(repository);
  if (known !== undefined) return known;
  const fault = writeRefs(repository);
  shared.set(repository, fault);
  return fault;
}

function writeRefs(repository: Repository): string | null {
  const { gitDirectory, commonDirectory } = repository.workTree;
  if (isFolder(join(commonDirectory, 'reftable'))) {
    return 'the repository keeps its refs in a reftable, which cannot be read without its configuration';
  }
  const refs = new Map<string, string>();
  const packed = readSourceBytes(commonDirectory, 'packed-refs', { limit: PACKED_LIMIT });
  if (packed.kind === 'unreadable') return `packed-refs: ${packed.reason}`;
  if (packed.kind === 'bytes') readPacked(packed.bytes.toString('latin1'), refs);
  for (const directory of new Set([commonDirectory, gitDirectory])) {
    if (!readLoose(directory, refs)) return `the repository has more than ${LOOSE_LIMIT} unpacked refs`;
  }
  const lines: string[] = [];
  for (const [name, value] of refs) {
    const id = settled(value, refs);
    if (id !== null) lines.push(`${id} ${name}\n`);
  }
  writeFileSync(join(repository.directory, 'packed-refs'), lines.join(''), 'latin1');
  writeHeads(repository);
  return null;
}

function readPacked(text: string, refs: Map<string, string>): void {
  for (const line of text.split('\n')) {
    const [, id, name] = /^([0-9a-f]{40,64}) (.+)$/.exec(line) ?? [];
    if (id !== undefined && name !== undefined && isRefName(name)) refs.set(name, id);
  }
}

/** Loose refs win over packed ones. False where there are too many. */
function readLoose(directory: string, refs: Map<string, string>): boolean {
  const folders = ['refs'];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of list(join(directory, folder))) {
      if (++seen > LOOSE_LIMIT) return false;
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(name);
      else if (isRefName(name)) {
        const value = refValue(readLine(directory, name));
        if (value !== null) refs.set(Buffer.from(name).toString('latin1'), value);
      }
    }
  }
  return true;
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** HEAD may stand for a branch, and keeps doing so; the others are commits. */
function writeHeads(repository: Repository): void {
  const { gitDirectory } = repository.workTree;
  const head = refValue(readLine(gitDirectory, 'HEAD'));
  if (head !== null) writeFileSync(join(repository.directory, 'HEAD'), `${head}\n`);
  for (const name of PSEUDO_REFS) {
    const value = refValue(readLine(gitDirectory, name));
    if (value !== null && !value.startsWith('ref: ')) {
      writeFileSync(join(repository.directory, name), `${value}\n`);
    }
  }
}

/** `ref: refs/heads/x` or an id; null for anything else. */
function refValue(line: string | null): string | null {
  if (line === null) return null;
  const target = /^ref:\s*(\S+)/.exec(line)?.[1];
  if (target !== undefined) return isRefName(target) ? `ref: ${target}` : null;
  return /^[0-9a-f]{40,64}/.exec(line)?.[0] ?? null;
}

function settled(value: string, refs: ReadonlyMap<string, string>): string | null {
  let at: string | undefined = value;
  for (let depth = 0; at?.startsWith('ref: ') && depth < SYMBOLIC_DEPTH; depth++) {
    at = refs.get(Buffer.from(at.slice('ref: '.length)).toString('latin1'));
  }
  return at === undefined || at.startsWith('ref: ') ? null : at;
}

/** As `git check-ref-format` has it. Replacements are left out: they make git show other objects than there are. */
function isRefName(name: string): boolean {
  return (
    /^refs\/[^\0-\x20\x7f~^:?*[\\]+$/.test(name) &&
    !/\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(name) &&
    !name.startsWith('refs/replace/')
  );
}
