/** Every collector at once, for examples and tests; a run loads those for which there are files (`index.ts`). */
import { alertsCollector } from './alerts/collect.ts';
import type { Collector } from './collector.ts';
import { containerCollector } from './container/collect.ts';
import { composeCollector } from './container/compose/collect.ts';
import { containerRunCollector } from './container/run/collect.ts';
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
  secretsCollector,
];
