/** Recording rules: what stands behind a metric that Prometheus itself makes of others. */
import type { DocumentNode } from '../../source/documents/node.ts';
import { expressionOf } from './expression.ts';
import { metricsOf } from './promql.ts';

export interface Recorded {
  isRecorded(metric: string): boolean;
  /** The metrics that an expression reads; recorded ones stand among those that they are made of. */
  metricsBehind(expression: string): readonly string[];
  /** The expression, and behind it, parted by lines, all expressions of recording rules that it reads. */
  expanded(expression: string): string;
}

/** Chains of recording rules are short; a circle, or a file made to be slow, ends here. */
const MOST = 100;

export function recordedBy(rules: readonly DocumentNode[]): Recorded {
  const expressions = new Map<string, string[]>();
  for (const rule of rules) {
    const name = rule.text('record');
    if (name === null) continue;
    const list = expressions.get(name);
    if (list === undefined) expressions.set(name, [expressionOf(rule)]);
    else if (list.length < MOST) list.push(expressionOf(rule));
  }
  const follow = (
    expression: string,
  ): { readonly texts: readonly string[]; readonly metrics: readonly string[] } => {
    const texts = [expression];
    const metrics = new Set<string>();
    for (let at = 0; at < texts.length && texts.length <= MOST; at++) {
      for (const metric of metricsOf(texts[at] ?? '')) {
        if (!metrics.has(metric)) texts.push(...(expressions.get(metric) ?? []));
        metrics.add(metric);
      }
    }
    return { texts, metrics: [...metrics] };
  };
  return {
    isRecorded: (metric) => expressions.has(metric),
    metricsBehind: (expression) => follow(expression).metrics,
    expanded: (expression) => follow(expression).texts.join('\n'),
  };
}
