/** The secrets in the files of a run, as facts. */
import type { OpenProject } from '../../source/project.ts';
import type { NotAnalysed } from '../../source/span.ts';
import type { Collected, CollectOptions, Collector, Project } from '../collector.ts';
import { secretKinds } from './facts.ts';
import { type FoundItem, filesOf, findIn, tooMany } from './find.ts';
import { factsOfItems } from './item-facts.ts';
import type { SecretSearch } from './search.ts';

const NOTHING: Collected = { claims: [], facts: [], notAnalysed: [], notes: [] };

export const secretsCollector: Collector = {
  technology: 'secrets',
  kinds: secretKinds,
  collect,
  collectOpen,
};

/** Of files in memory, which are whole. */
function collect(project: Project, { secrets }: CollectOptions): Collected {
  if (secrets === null) return NOTHING;
  const items: FoundItem[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const path of project.paths) {
    const outcome = project.bytes(path);
    if (outcome.kind !== 'bytes') continue;
    const { bytes } = outcome;
    const matches = secrets.scan({ path, bytes, tooMany: tooMany(path, notAnalysed) });
    if (matches.length > 0) items.push({ path, bytes, matches });
  }
  return collected(items, secrets, notAnalysed);
}

/** Of files of every size, and of the members of archives. */
async function collectOpen(project: OpenProject, { secrets }: CollectOptions): Promise<Collected> {
  if (secrets === null) return NOTHING;
  const notAnalysed: NotAnalysed[] = [];
  const { items } = await findIn(filesOf(project), secrets.scan, notAnalysed);
  return collected(items, secrets, notAnalysed);
}

function collected(
  items: readonly FoundItem[],
  { nameOf }: SecretSearch,
  notAnalysed: readonly NotAnalysed[],
): Collected {
  return {
    claims: items.map(({ path }) => ({
      path,
      as: 'a file with a secret',
      because: 'a detector matches in it',
    })),
    ...factsOfItems(items, nameOf),
    notAnalysed,
    notes: [],
  };
}
