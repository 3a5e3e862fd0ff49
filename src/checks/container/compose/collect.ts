/** Compose: from the project's files to facts. */
import type { Collected, Collector, Project } from '../../collector.ts';
import { composeFiles } from './claim.ts';
import { composeService } from './facts.ts';
import { missingIncludes } from './include.ts';
import { composeFacts } from './projects.ts';

/** Claims compose files, puts projects together, and says what their services run with. Never throws. */
export const composeCollector: Collector = {
  technology: 'compose',
  kinds: [composeService],
  collect(project: Project): Collected {
    const { files, notAnalysed } = composeFiles(project);
    return {
      claims: files.map(({ path, because }) => ({ path, as: 'compose file', because })),
      facts: composeFacts(project, files),
      notAnalysed: [...notAnalysed, ...files.flatMap((file) => missingIncludes(project, file))],
      notes: [],
    };
  },
};
