/** The only list of technologies. */
import type { FactKind } from '../engine/fact.ts';
import type { Collector } from './collector.ts';
import { containerCollector } from './container/collect.ts';
import { composeCollector } from './container/compose/collect.ts';
import { httpKinds } from './http/facts.ts';
import { nginxCollector } from './nginx/collect.ts';
import { secretsCollector } from './secrets/collect.ts';
import { tlsEndpoint } from './tls/facts.ts';
import { tcpEndpoint } from './tls/tcp-facts.ts';

export const collectors: readonly Collector[] = [
  nginxCollector,
  containerCollector,
  composeCollector,
  secretsCollector,
];

/** Every kind of fact that rules may judge. */
export const factKinds: readonly FactKind[] = [
  ...collectors.flatMap((collector) => collector.kinds),
  ...httpKinds,
  tlsEndpoint,
  tcpEndpoint,
];
