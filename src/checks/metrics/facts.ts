/** The facts that a metrics endpoint yields: of declared bounds, and of alerts that read it. */
import type { FactKind } from '../../engine/fact.ts';
import { flag, number, numberOrNull, text, texts } from '../shape.ts';

const metricsThreshold: FactKind = {
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

const metricsAlert: FactKind = {
  fact: 'metrics.alert',
  about: 'An alert of the rule file that a target names, by what its endpoint shows.',
  live: true,
  fields: {
    name: text('The alert'),
    missing: texts(
      'Metrics that it reads and that the endpoint neither shows nor announces, though it shows others whose first word is the same',
    ),
  },
};

export const metricsKinds: readonly FactKind[] = [metricsThreshold, metricsAlert];
