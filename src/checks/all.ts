/** Every collector at once, for examples and tests; a run loads those for which there are files (`index.ts`). */

import type { Fact } from '../engine/fact.ts';
import type { Project } from '../source/project.ts';
import { alertsCollector } from './alerts/collect.ts';
import type { CollectOptions, Collector } from './collector.ts';
import { containerCollector } from './container/collect.ts';
import { composeCollector } from './container/compose/collect.ts';
import { containerRunCollector } from './container/run/collect.ts';
import { envCollector } from './env/collect.ts';
import { joinImages } from './joins/image-use.ts';
import { kubernetesCollector } from './kubernetes/collect.ts';
import { nginxCollector } from './nginx/collect.ts';
import { postgresCollector } from './postgres/collect.ts';
import { secretsCollector } from './secrets/collect.ts';

export const collectors: readonly Collector[] = [
  alertsCollector,
  nginxCollector,
  kubernetesCollector,
  containerCollector,
  composeCollector,
  containerRunCollector,
  postgresCollector,
  envCollector,
  secretsCollector,
];

/** What all collectors say of a project, alone and together. */
export function collectAll(project: Project, options: CollectOptions): readonly Fact[] {
  return joinImages(collectors.flatMap((collector) => collector.collect(project, options).facts));
}
