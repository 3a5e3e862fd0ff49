/** The only list of live collectors, by the kind of target; loaded where something is probed. */
import type { LiveCollector, LiveTarget } from './live.ts';
import { collectTls } from './tls/live.ts';
import { collectTcp } from './tls/tcp.ts';

export const liveCollectors: Readonly<Partial<Record<LiveTarget['kind'], readonly LiveCollector[]>>> = {
  tls: [collectTls],
  tcp: [collectTcp],
};
