/** The only list of live collectors, by the kind of target. Each is loaded where such a target is probed: clients are large. */
import type { LiveCollector, LiveTarget } from './live.ts';

const loadTls = async (): Promise<LiveCollector> => (await import('./tls/live.ts')).collectTls;

const LOADERS: Readonly<Partial<Record<LiveTarget['kind'], () => Promise<LiveCollector>>>> = {
  tls: loadTls,
  http: async () => (await import('./http/live.ts')).collectHttp,
  tcp: async () => (await import('./tls/tcp.ts')).collectTcp,
  postgres: async () => (await import('./postgres/live/collect.ts')).collectPostgres,
  kubernetes: async () => (await import('./kubernetes/live/collect.ts')).collectKubernetes,
  metrics: async () => (await import('./metrics/live.ts')).collectMetrics,
  vault: async () => (await import('./vault/live.ts')).collectVault,
};

/**
 * Those for a target; an https URL that stands alone, a Vault, and what must ask for certificates are looked at from below
 * too. Empty where nobody can probe it.
 */
export function liveCollectors(target: LiveTarget, isAlone: boolean): Promise<readonly LiveCollector[]> {
  const load = LOADERS[target.kind];
  const own = load === undefined ? [] : [load];
  const isSeenWhole =
    ((isAlone && target.kind !== 'kubernetes') || target.kind === 'vault') &&
    target.parsed.protocol === 'https:';
  const isFromBelow = load !== loadTls && (isSeenWhole || target.mutualTls);
  return Promise.all((isFromBelow ? [loadTls, ...own] : own).map((one) => one()));
}
