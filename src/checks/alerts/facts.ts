/** The facts that Prometheus rule files yield. */
import type { FactKind } from '../../engine/fact.ts';
import { flag, numberOrNull, text, textOrNull, texts } from '../shape.ts';

export const alertsRule: FactKind = {
  fact: 'alerts.rule',
  about: 'One alerting rule of a Prometheus rule file or a PrometheusRule object.',
  fields: {
    name: text('The alert'),
    group: text('The group of rules that it stands in'),
    expression: text('When it fires, PromQL; white space collapsed'),
    expanded: text('In lower case: the expression, and behind it those of the recording rules that it reads'),
    metrics: texts('Metrics that it reads, by way of recording rules too'),
    ownMetrics: texts('Those that neither usual exporters nor recording rules make'),
    undefinedMetrics: texts('Those that nothing in the repository makes and no usual exporter does'),
    kinMissing: texts('Those of them whose first word begins other metrics that the repository does make'),
    for: numberOrNull('Seconds for which it must hold before it fires'),
    overTime: flag(
      'The expression itself looks for what happened during a time: increase, changes, …_over_time',
    ),
    severity: textOrNull('The label severity'),
    labelNames: texts('Labels that the rule or its group sets'),
  },
};

export const alertsKinds: readonly FactKind[] = [alertsRule];
