/** PostgreSQL: from the project's files to facts. */
import type { Fact } from '../../engine/fact.ts';
import type { NotAnalysed } from '../../source/span.ts';
import type { Claim, Collected, CollectOptions, Collector, Project } from '../collector.ts';
import { embeddedParts } from './embedded/collect.ts';
import { postgresKinds } from './facts.ts';
import { hbaParts } from './hba/collect.ts';
import { confParts } from './settings/collect.ts';
import { sqlParts } from './settings/sql-collect.ts';

/** What one part of the collector makes of a project. */
export interface Part {
  readonly claims: readonly Claim[];
  readonly facts: readonly Fact[];
  readonly notAnalysed: readonly NotAnalysed[];
}

/** Claims the files of PostgreSQL, and parts of other files that are one, and says what they mean. Never throws. */
export const postgresCollector: Collector = {
  technology: 'postgres',
  kinds: postgresKinds,
  collect(project: Project, options: CollectOptions): Collected {
    const parts = [
      hbaParts(project, options),
      confParts(project, options),
      sqlParts(project, options),
      embeddedParts(project, options),
    ];
    return {
      claims: parts.flatMap(({ claims }) => claims),
      facts: parts.flatMap(({ facts }) => facts),
      notAnalysed: parts.flatMap(({ notAnalysed }) => notAnalysed),
      notes: [],
    };
  },
};
