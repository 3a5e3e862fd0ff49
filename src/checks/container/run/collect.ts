/** Calls of container tools: from scripts, Makefiles, systemd units and workflows to facts. */
import type { Fact } from '../../../engine/fact.ts';
import type { Claim, Collected, Collector, Project } from '../../collector.ts';
import { containerCalls, literalVariables } from './calls.ts';
import { commandFiles } from './commands.ts';
import { containerRun, dockerBuild } from './facts.ts';
import { buildFact, runFact } from './run-fact.ts';

/** Says what containers are started and built with by hand. Never throws, whatever the files hold. */
export const containerRunCollector: Collector = {
  technology: 'container commands',
  kinds: [containerRun, dockerBuild],
  collect(project: Project): Collected {
    const claims: Claim[] = [];
    const facts: Fact[] = [];
    for (const file of commandFiles(project)) {
      const calls = containerCalls(file.commands);
      if (calls.length === 0) continue;
      claims.push({ path: file.path, as: file.as, because: 'it starts or builds containers' });
      const values = literalVariables(file.commands);
      const lookup = (name: string): string | undefined => values.get(name);
      for (const call of calls) {
        const fact =
          call.does === 'run'
            ? runFact(file, call, lookup)
            : buildFact(file, call, lookup, (path) => project.exists(path));
        if (fact !== null) facts.push(fact);
      }
    }
    return { claims, facts, notAnalysed: [], notes: [] };
  },
};
