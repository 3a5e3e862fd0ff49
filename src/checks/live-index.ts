/** The only list of live collectors, by the kind of target; loaded where something is probed. */
import { collectHttp } from './http/live.ts';
import type { LiveCollector, LiveTarget } from './live.ts';
import { collectMetrics } from './metrics/live.ts';
import { collectPostgres } from './postgres/live/collect.ts';
import { collectTls } from './tls/live.ts';
import { collectTcp } from './tls/tcp.ts';
import { collectVault } from './vault/live.ts';

const COLLECTORS: Readonly<Partial<Record<LiveTarget['kind'], readonly LiveCollector[]>>> = {
  tls: [collectTls],
  http: [collectHttp],
  tcp: [collectTcp],
  postgres: [collectPostgres],
  metrics: [collectMetrics],
  vault: [collectVault],
};

/**
 * Those for a target; an https URL that stands alone, a Vault, and what must ask for certificates are looked at from below
 * too. Empty where nobody can probe it.
 */
export function liveCollectors(target: LiveTarget, isAlone: boolean): readonly LiveCollector[] {
  const collectors = COLLECTORS[target.kind] ?? [];
  if (collectors.includes(collectTls)) return collectors;
  const isSeenWhole = (isAlone || target.kind === 'vault') && target.parsed.protocol === 'https:';
  return isSeenWhole || target.mutualTls ? [collectTls, ...collectors] : collectors;
}
