/** The secrets in the files of a run, as facts. */
import type { Fact } from '../../engine/fact.ts';
import { decode } from '../../source/decode.ts';
import type { NotAnalysed } from '../../source/span.ts';
import { sourceText } from '../../source/text.ts';
import type { Claim, Collected, CollectOptions, Collector, Project } from '../collector.ts';
import { secretFacts } from './fact.ts';
import { secretKinds } from './facts.ts';

const NOTHING: Collected = { claims: [], facts: [], notAnalysed: [], notes: [] };

export const secretsCollector: Collector = { technology: 'secrets', kinds: secretKinds, collect };

function collect(project: Project, { secrets }: CollectOptions): Collected {
  if (secrets === null) return NOTHING;
  const claims: Claim[] = [];
  const facts: Fact[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const path of project.paths) {
    const outcome = project.bytes(path);
    if (outcome.kind === 'absent') continue;
    if (outcome.kind === 'unreadable') {
      notAnalysed.push({ path, line: null, reason: outcome.reason });
      continue;
    }
    const matches = secrets.scan({ path, bytes: outcome.bytes });
    if (matches.length === 0) continue;
    const decoded = decode(outcome.bytes);
    if (decoded.kind === 'binary') continue;
    claims.push({ path, as: 'a file with a secret', because: 'a detector matches in it' });
    const source = sourceText(path, decoded.text, decoded.encoding);
    // There may be more than a call takes arguments.
    for (const fact of secretFacts(source, outcome.bytes, matches, secrets.nameOf)) facts.push(fact);
  }
  return { claims, facts, notAnalysed, notes: [] };
}
