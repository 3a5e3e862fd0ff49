/** Every pg_hba.conf of a project, and a fact for each. */
import type { Fact } from '../../../engine/fact.ts';
import type { NotAnalysed } from '../../../source/span.ts';
import { lineOf, type SourceText } from '../../../source/text.ts';
import type { Claim, CollectOptions, Project } from '../../collector.ts';
import type { Part } from '../collect.ts';
import { wholeFile } from '../excerpt.ts';
import { majorVersion } from '../version.ts';
import { entryLines, hbaHint, placeholderIn } from './claim.ts';
import { hbaFact } from './fact.ts';
import { namedFiles } from './files.ts';
import { type Hba, parseHba } from './parse.ts';

const TEMPLATE = 'template';

export function hbaParts(project: Project, options: CollectOptions): Part {
  const claims: Claim[] = [];
  const notAnalysed: NotAnalysed[] = [];
  const found: { readonly path: string; readonly fact: Fact; readonly gaps: readonly NotAnalysed[] }[] = [];
  const included = new Set<string>();
  const version = majorVersion(options.postgresVersion);
  const files = namedFiles(project);
  for (const path of project.paths) {
    const hint = hbaHint(path);
    if (hint === null) continue;
    const outcome = project.read(path);
    if (outcome.kind === 'absent') continue;
    const isNamed = hint === 'named';
    if (outcome.kind !== 'text') {
      if (!isNamed) continue;
      claims.push(claim(path, 'its name is pg_hba.conf'));
      const reason = outcome.kind === 'binary' ? 'is binary' : outcome.reason;
      notAnalysed.push({ path, line: null, reason });
      continue;
    }
    if (!isNamed && entryLines(outcome.source.text) === 0) continue;
    claims.push(claim(path, isNamed ? 'its name is pg_hba.conf' : 'it holds entries of one'));
    const template = templateIn(outcome.source);
    if (template !== null) {
      notAnalysed.push(template);
      continue;
    }
    const read = (): Hba => parseHba(wholeFile(outcome.source), version, files);
    const hba = read();
    found.push({ path, fact: factOf(hba, read, isNamed, options), gaps: gapsOf(hba) });
    for (const one of pathsBeside(hba)) included.add(one);
  }
  const own = found.filter(({ path }) => !included.has(path));
  for (const { gaps } of own) for (const gap of gaps) notAnalysed.push(gap);
  return { claims, facts: own.map(({ fact }) => fact), notAnalysed };
}

function claim(path: string, because: string): Claim {
  return { path, as: 'pg_hba.conf', because };
}

function templateIn(source: SourceText): NotAnalysed | null {
  const at = placeholderIn(source);
  return at === null ? null : { path: source.path, line: lineOf(source, at), reason: TEMPLATE };
}

/** Files that an include brought in: judged where they are included, and not once more alone. */
function pathsBeside({ excerpt, entries, faults }: Hba): readonly string[] {
  return [...entries, ...faults].map(({ path }) => path).filter((path) => path !== excerpt.path);
}

/** What could not be read: each line says of the facts what is unknown, and the run that it is incomplete. */
function gapsOf({ excerpt, missing, isTooLarge }: Hba): readonly NotAnalysed[] {
  const gaps = missing.map(({ path, line, message }) => ({ path, line, reason: message }));
  return isTooLarge
    ? [...gaps, { path: excerpt.path, line: null, reason: 'more lines than are read' }]
    : gaps;
}

function factOf(hba: Hba, read: () => Hba, isNamed: boolean, { asked }: CollectOptions): Fact {
  const { path } = hba.excerpt;
  return hbaFact(hba, read, {
    subject: path.slice(path.lastIndexOf('/') + 1),
    confidence: isNamed ? 'certain' : 'high',
    users: asked.get('pg.hba.remoteUsers.*.user') ?? [],
  });
}
