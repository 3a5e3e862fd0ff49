/** What a commit would bring: the files whose content in the index differs from HEAD's. The work tree is not looked at. */
import { pathName } from '../source/names.ts';
import type { NotAnalysed } from '../source/span.ts';
import type { Repository } from './git.ts';
import { readWhole, streamGit } from './git-stream.ts';
import { headCommit } from './head.ts';
import { inConflict, type StagedFile, type StagedOutcome } from './staged-file.ts';
import { pathsFromRoot } from './tracked.ts';

/** The id that git knows the tree without entries by, whether it is stored or not. */
const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

/**
 * Lists added and changed regular files below the root, those renamed under their new name; deleted ones, links and
 * submodules bring no content. Before the first commit everything in the index is new. Git is at work when this
 * returns: what the caller does before waiting costs no time.
 */
export async function listStaged(repository: Repository): Promise<StagedOutcome> {
  const head = headCommit(repository.workTree);
  if (head.kind === 'unknown') return head;
  const tree = head.kind === 'commit' ? head.id : EMPTY_TREE[repository.objectFormat];
  const git = streamGit(repository, [
    'diff-index',
    '--cached',
    '--ita-invisible-in-index',
    '--raw',
    '-z',
    '--no-abbrev',
    '--no-renames',
    '--ignore-submodules=all',
    tree,
    '--',
  ]);
  const raw = (await readWhole(git)).toString('latin1');
  const reason = await git.failure();
  return reason === null ? parseRaw(raw, pathsFromRoot(repository)) : { kind: 'unknown', reason };
}

/** `:100644 100644 <id> <id> M<NUL><name><NUL>`; names are strings of bytes until they have a key. */
function parseRaw(raw: string, toRoot: (name: string) => string): StagedOutcome {
  const files: StagedFile[] = [];
  const notAnalysed: NotAnalysed[] = [];
  const fields = raw.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode = '', , id = '', status] = (fields[at] ?? '').split(' ');
    const name = pathName(toRoot(fields[at + 1] ?? ''));
    if (name.path.startsWith('../')) continue;
    if (status === 'U') {
      notAnalysed.push(inConflict(name.path));
    } else if (mode.startsWith('100') && /[1-9a-f]/.test(id)) {
      files.push({ ...name, id });
    }
  }
  return { kind: 'staged', files, notAnalysed };
}
