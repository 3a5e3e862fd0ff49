/** nginx: from the project's files to facts. */

import type { Fact } from '../../engine/fact.ts';
import { type Confidence, weaker } from '../../engine/severity.ts';
import type { NotAnalysed } from '../../source/span.ts';
import type { Collected, CollectOptions, Collector, Project } from '../collector.ts';
import type { SnippetContext } from './directives.ts';
import { type Purpose, purposeOf } from './draft.ts';
import { nginxKinds } from './facts.ts';
import type { Assembly } from './include.ts';
import { locationFacts } from './location-facts.ts';
import { pathFacts } from './path-facts.ts';
import { responseFacts } from './response-facts.ts';
import { roots, type Snippet } from './roots.ts';
import { scopeOf } from './scope.ts';
import { serverFact } from './server-facts.ts';
import { allLocations, type Surroundings, structureOf } from './structure.ts';
import { zoneFacts } from './zone-facts.ts';

/** Servers and locations of one configuration; generated ones for thousands of sites stay below. */
const MOST_BLOCKS = 20_000;
const TOO_LARGE = `more than ${MOST_BLOCKS} servers and locations`;

/** Claims nginx's files, puts configurations together, and says what they mean. Never throws, whatever the files hold. */
export const nginxCollector: Collector = {
  technology: 'nginx',
  kinds: nginxKinds,
  collect(project: Project, options: CollectOptions): Collected {
    const { mains, snippets, claims, notAnalysed, notes } = roots(project);
    const facts: Fact[] = [];
    const purpose = purposeOf(options.reads);
    const said: NotAnalysed[] = [...notes];
    const tooLarge: NotAnalysed[] = [];
    const take = (assembly: Assembly, surroundings: Surroundings, confidence: Confidence): number => {
      const found = factsOf(assembly, surroundings, confidence, options, purpose);
      if (found === null) tooLarge.push({ path: assembly.path, line: null, reason: TOO_LARGE });
      for (const fact of found ?? []) facts.push(fact);
      return found?.length ?? 0;
    };
    for (const main of mains) take(main, 'main', main.confidence);
    for (const snippet of snippets) {
      const surroundings = surroundingsOf(snippet);
      if (surroundings === null) continue;
      const count = take(snippet, surroundings, weaker(snippet.confidence, 'medium'));
      if (count > 0) said.push({ path: snippet.path, line: null, reason: aloneNote(snippet.context) });
    }
    return { claims, facts, notAnalysed: [...notAnalysed, ...tooLarge], notes: said };
  },
};

function factsOf(
  assembly: Assembly,
  surroundings: Surroundings,
  confidence: Confidence,
  options: CollectOptions,
  purpose: Purpose,
): readonly Fact[] | null {
  const structure = structureOf(assembly.path, assembly.directives, assembly.unresolved, surroundings);
  const size = structure.servers.reduce((sum, server) => sum + 1 + allLocations(server).length, 0);
  if (size > MOST_BLOCKS) return null;
  const scope = scopeOf(structure, options.nginxVersion, confidence, purpose);
  const paths = options.asked.get('nginx.path.path') ?? [];
  const facts = structure.servers.flatMap((server) => [
    ...[serverFact(server, scope)].filter((fact) => fact !== null),
    ...locationFacts(server, scope),
    ...responseFacts(server, scope),
    ...pathFacts(server, scope, paths),
  ]);
  return [...facts, ...zoneFacts(scope)];
}

/** The block around a snippet that its directives speak of; null where nothing in it is a server's. */
function surroundingsOf(snippet: Snippet): Surroundings | null {
  const names = new Set(snippet.directives.map((directive) => directive.name));
  switch (snippet.context) {
    case 'http':
    case 'stream':
    case 'mail':
    case 'server':
      return snippet.context;
    case 'location':
      return 'server';
    case 'unknown':
      if (names.has('server')) return 'http';
      return names.has('location') ||
        [...names].some((name) => /^(ssl_|add_header|client_|limit_)/.test(name))
        ? 'server'
        : null;
    default:
      return null;
  }
}

function aloneNote(context: SnippetContext): string {
  const around =
    context === 'unknown' ? 'blocks' : context === 'location' ? 'location block' : `${context} block`;
  return `judged without the ${around} around it, which is not in the repository`;
}
