/** The list of technologies. What a collector needs is loaded where there are files for it: nobody waits for the rest. */
import type { FactKind } from '../engine/fact.ts';
import { alertsKinds } from './alerts/facts.ts';
import * as alerts from './alerts/names.ts';
import type { Collector } from './collector.ts';
import * as container from './container/claim.ts';
import { composeService } from './container/compose/facts.ts';
import { dockerStage } from './container/facts.ts';
import { containerRun, dockerBuild } from './container/run/facts.ts';
import { commandFileKind } from './container/run/names.ts';
import { envEntry } from './env/facts.ts';
import { isEnvName } from './env/names.ts';
import { httpKinds } from './http/facts.ts';
import { imageUse } from './joins/facts.ts';
import { kubernetesKinds } from './kubernetes/facts.ts';
import { kubernetesLiveKinds } from './kubernetes/live/facts.ts';
import { metricsKinds } from './metrics/facts.ts';
import { nginxKinds } from './nginx/facts.ts';
import * as nginx from './nginx/names.ts';
import { postgresConcerns } from './postgres/concerns.ts';
import { postgresKinds } from './postgres/facts.ts';
import { postgresLiveKinds } from './postgres/live/facts.ts';
import { secretKinds } from './secrets/facts.ts';
import { tlsEndpoint } from './tls/facts.ts';
import { tcpEndpoint } from './tls/tcp-facts.ts';
import { vaultKinds } from './vault/facts.ts';

/** A technology before its collector is loaded. A new one stands in `all.ts` too. */
export interface Technology {
  readonly technology: string;
  readonly kinds: readonly FactKind[];
  /** By its path alone: true for every file that the collector may open of itself, and for no more than need be. */
  concerns(path: string): boolean;
  load(): Promise<Collector>;
  /** Reads what people wrote, also where others read what charts and overlays become. */
  readonly asWritten?: true;
}

const MANIFEST = /\.(?:ya?ml|json)$/i;
const YAML = /\.ya?ml$/i;

export const technologies: readonly Technology[] = [
  {
    technology: 'alerts',
    kinds: alertsKinds,
    concerns: alerts.mayHoldRules,
    load: async () => (await import('./alerts/collect.ts')).alertsCollector,
  },
  {
    technology: 'nginx',
    kinds: nginxKinds,
    concerns: (path) => nginx.nameHint(path) !== null,
    load: async () => (await import('./nginx/collect.ts')).nginxCollector,
  },
  {
    technology: 'kubernetes',
    kinds: kubernetesKinds,
    concerns: (path) => MANIFEST.test(path),
    load: async () => (await import('./kubernetes/collect.ts')).kubernetesCollector,
  },
  {
    technology: 'container',
    kinds: [dockerStage],
    concerns: (path) => container.nameHint(path) !== null,
    load: async () => (await import('./container/collect.ts')).containerCollector,
  },
  {
    technology: 'compose',
    kinds: [composeService],
    concerns: (path) => YAML.test(path),
    load: async () => (await import('./container/compose/collect.ts')).composeCollector,
  },
  {
    technology: 'container commands',
    kinds: [containerRun, dockerBuild],
    concerns: (path) => commandFileKind(path) !== null,
    load: async () => (await import('./container/run/collect.ts')).containerRunCollector,
  },
  {
    technology: 'postgres',
    kinds: postgresKinds,
    concerns: postgresConcerns,
    load: async () => (await import('./postgres/collect.ts')).postgresCollector,
  },
  {
    technology: 'env',
    kinds: [envEntry],
    concerns: isEnvName,
    load: async () => (await import('./env/collect.ts')).envCollector,
  },
  {
    technology: 'secrets',
    kinds: secretKinds,
    concerns: () => true,
    load: async () => (await import('./secrets/collect.ts')).secretsCollector,
    asWritten: true,
  },
];

/** Every kind of fact that rules may judge. */
export const factKinds: readonly FactKind[] = [
  ...technologies.flatMap(({ kinds }) => kinds),
  imageUse,
  ...httpKinds,
  ...kubernetesLiveKinds,
  ...postgresLiveKinds,
  tlsEndpoint,
  tcpEndpoint,
  ...metricsKinds,
  ...vaultKinds,
];
