/** A declared bound held against the samples of an endpoint. */
import type { LiveThreshold } from '../live.ts';
import type { Sample } from './exposition.ts';

export type Compared =
  | {
      readonly kind: 'compared';
      readonly series: number;
      /** Null where there is no series and none need be. */
      readonly value: number | null;
      /** What was compared, in words: a series, a sum, a ratio. */
      readonly what: string;
      readonly holds: boolean;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Series that observed nothing (NaN) say nothing. */
export function compare(threshold: LiveThreshold, samples: readonly Sample[]): Compared {
  const { metric, labels, sum, per, mayBeAbsent } = threshold;
  const series = seriesOf(samples, metric, labels);
  if (series.length === 0) {
    if (mayBeAbsent)
      return { kind: 'compared', series: 0, value: null, what: wordsOf(metric, labels), holds: true };
    return { kind: 'unknown', reason: `no series of ${wordsOf(metric, labels)} has a value` };
  }
  if (!sum && per === null) {
    const [first, ...others] = series.map((sample) => ({
      sample,
      excess: excessOf(threshold, sample.value),
    }));
    if (first === undefined) throw new TypeError('a series was there');
    const { sample, excess } = others.reduce(
      (worst, one) => (one.excess > worst.excess ? one : worst),
      first,
    );
    const what = wordsOf(metric, sample.labels);
    return { kind: 'compared', series: series.length, value: sample.value, what, holds: excess <= 0 };
  }
  const total = totalOf(series);
  if (per === null) return summed(threshold, series.length, total);
  const divisor = totalOf(seriesOf(samples, per, labels));
  if (divisor === 0) {
    // Nothing of nothing is well; something of nothing is no ratio.
    if (total === 0) return summed(threshold, series.length, 0);
    return { kind: 'unknown', reason: `the sum of ${wordsOf(per, labels)} is 0, so that there is no ratio` };
  }
  return summed(threshold, series.length, total / divisor);
}

function summed(threshold: LiveThreshold, series: number, value: number): Compared {
  const { metric, labels, per } = threshold;
  const words = wordsOf(metric, labels);
  const what = per === null ? `the sum of ${words}` : `${words} per ${wordsOf(per, labels)}`;
  return { kind: 'compared', series, value, what, holds: excessOf(threshold, value) <= 0 };
}

function seriesOf(
  samples: readonly Sample[],
  metric: string,
  labels: Readonly<Record<string, string>>,
): readonly Sample[] {
  const wanted = Object.entries(labels);
  return samples.filter(
    (sample) =>
      sample.metric === metric &&
      !Number.isNaN(sample.value) &&
      wanted.every(([name, value]) => (sample.labels[name] ?? '') === value),
  );
}

function totalOf(series: readonly Sample[]): number {
  return series.reduce((total, { value }) => total + value, 0);
}

/** How far outside the bounds; not above zero inside them. */
function excessOf({ atMost, atLeast }: LiveThreshold, value: number): number {
  const above = atMost === null ? Number.NEGATIVE_INFINITY : difference(value, atMost);
  const below = atLeast === null ? Number.NEGATIVE_INFINITY : difference(atLeast, value);
  return Math.max(above, below);
}

/** Infinity is no farther than itself. */
function difference(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

export function boundWords({ atMost, atLeast }: LiveThreshold): string {
  const parts = [
    ...(atLeast === null ? [] : [`at least ${atLeast}`]),
    ...(atMost === null ? [] : [`at most ${atMost}`]),
  ];
  return parts.join(' and ');
}

function wordsOf(metric: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}
