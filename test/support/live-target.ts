/** Targets and options as a run hands them to live collectors. */
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import type { LiveOptions, LiveTarget } from '../../src/checks/live.ts';
import { connections } from '../../src/probe/connect.ts';
import { consentTo } from '../../src/probe/consent.ts';

export function liveTarget(
  kind: LiveTarget['kind'],
  url: string,
  given: Partial<Omit<LiveTarget, 'kind' | 'url' | 'parsed'>> = {},
): LiveTarget {
  return {
    ...{ id: kind, kind, url, parsed: new URL(url), server: null },
    ...{ exchanges: [], queries: [], thresholds: [], mounts: [] },
    ...{ mutualTls: false, expect: null },
    ...given,
  };
}

/** Consent to 127.0.0.1, nothing asked for beyond the usual. */
export function liveOptions(given: Partial<LiveOptions> = {}): LiveOptions {
  return {
    connections: connections(consentTo(['127.0.0.1']), new AbortController().signal),
    ...{ deep: false, probeRateLimit: false, probeBodyLimit: false },
    deadline: 5_000,
    now: new Date(),
    configured: [],
    collect: COLLECT_DEFAULTS,
    ...given,
  };
}
