/** Facts of a Prometheus endpoint: each bound that its declaration sets, and the alerts that read it, held against what it shows. */
import { BODY_LIMIT, httpRequest } from '../../probe/request.ts';
import type { LiveCollected, LiveCollector } from '../live.ts';
import { liveFact } from '../live-fact.ts';
import { alertsAt } from './alerts.ts';
import { boundWords, compare } from './compare.ts';
import { type Exposition, parseExposition } from './exposition.ts';

export const collectMetrics: LiveCollector = async (target, options): Promise<LiveCollected> => {
  const read = await readSamples(target, options);
  if (read.kind === 'unknown') return { facts: [], unknown: [read.reason] };
  const facts = target.thresholds.map((threshold) => {
    const { id, metric, atMost, atLeast } = threshold;
    const compared = compare(threshold, read.samples);
    const declared = { id, metric, atMost, atLeast, bound: boundWords(threshold) };
    const subject = `threshold ${id} of ${target.id}`;
    if (compared.kind === 'unknown') {
      const { reason } = compared;
      const value = { ...declared, series: 0, what: metric };
      return liveFact(target, {
        fact: 'metrics.threshold',
        subject,
        value,
        unknown: { holds: reason, value: reason },
      });
    }
    const { series, value, what, holds } = compared;
    return liveFact(target, {
      fact: 'metrics.threshold',
      subject,
      value: { ...declared, series, value, what, holds },
    });
  });
  return { facts: [...facts, ...alertsAt(target, options.configured, read)], unknown: [] };
};

type Read =
  | Extract<Exposition, { readonly kind: 'samples' }>
  | { readonly kind: 'unknown'; readonly reason: string };

const unknown = (reason: string): Read => ({ kind: 'unknown', reason });

/** A text of which only the beginning was read would give wrong sums, so that nothing is made of it. */
async function readSamples(...[target, options]: Parameters<LiveCollector>): Promise<Read> {
  const { connections, deadline } = options;
  const outcome = await httpRequest(connections, {
    url: target.parsed,
    method: 'GET',
    headers: { Accept: 'text/plain; version=0.0.4' },
    server: target.server,
    deadline,
  });
  if (outcome.kind === 'failed') return unknown(outcome.reason);
  if (outcome.status !== 200) return unknown(`the endpoint answers with ${outcome.status}`);
  if (outcome.body.length >= BODY_LIMIT) return unknown('the answer is larger than 1 MB');
  const parsed = parseExposition(outcome.body.toString('utf8'));
  return parsed.kind === 'samples'
    ? parsed
    : unknown(`line ${parsed.line} of the answer is none of Prometheus' text format`);
}
