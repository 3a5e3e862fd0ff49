/** Alerts of the rule file that a target names, held against the metrics that its endpoint shows or announces. */
import type { Fact } from '../../engine/fact.ts';
import { bareMetric } from '../alerts/metric-sources.ts';
import type { LiveTarget } from '../live.ts';
import { liveFact } from '../live-fact.ts';
import type { Exposition } from './exposition.ts';

type Shown = Extract<Exposition, { readonly kind: 'samples' }>;

/** One fact for each alert of these facts. Of programs that are not seen there nothing is said. */
export function alertsAt(
  target: LiveTarget,
  facts: readonly Fact[],
  { samples, families }: Shown,
): readonly Fact[] {
  const shown = new Set([...samples.map(({ metric }) => metric), ...families]);
  const bare = new Set([...shown].map(bareMetric));
  const kin = new Set([...shown].map(firstWord));
  return facts.flatMap(({ fact, subject, link, value }) => {
    const { name, ownMetrics } = value;
    if (fact !== 'alerts.rule' || link === null || !Array.isArray(ownMetrics)) return [];
    const seen = ownMetrics.filter((metric) => kin.has(firstWord(metric)));
    if (seen.length === 0) return [];
    const missing = seen.filter((metric) => !shown.has(metric) && !bare.has(bareMetric(metric)));
    return [
      liveFact(target, {
        fact: 'metrics.alert',
        subject: `${subject} at ${target.id}`,
        value: { name, missing },
        link,
      }),
    ];
  });
}

function firstWord(metric: string): string {
  return metric.split('_')[0] ?? metric;
}
