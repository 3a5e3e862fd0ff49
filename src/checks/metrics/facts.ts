/** The fact that a declared bound of a metrics endpoint yields. */
import type { FactKind } from '../../engine/fact.ts';
import { flag, number, numberOrNull, text } from '../shape.ts';

export const metricsThreshold: FactKind = {
  fact: 'metrics.threshold',
  about: 'A bound that the configuration declares for a metric, and what the endpoint shows.',
  live: true,
  fields: {
    id: text('As declared'),
    metric: text('Its name'),
    series: number('Series that were compared'),
    value: numberOrNull(
      'The one that is farthest outside the bounds, or nearest to them; null where there is no series',
    ),
    what: text('What was compared, in words: that series, a sum, a ratio'),
    atMost: numberOrNull('The largest value that is well'),
    atLeast: numberOrNull('The smallest value that is well'),
    bound: text('In words: at most 0.01'),
    holds: flag('Every series lies within the bounds, or there is none and none need be'),
  },
};

export const metricsKinds: readonly FactKind[] = [metricsThreshold];
