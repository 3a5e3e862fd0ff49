/** Alerts: from Prometheus rule files, in ConfigMaps too, and PrometheusRule objects to facts. */

import { parseDuration } from '../../engine/duration.ts';
import type { Fact } from '../../engine/fact.ts';
import { documentsOf } from '../../source/documents/documents.ts';
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Anchor, NotAnalysed } from '../../source/span.ts';
import type { Claim, Collected, Collector, Project } from '../collector.ts';
import { fileFact } from '../file-fact.ts';
import { mountedRules } from './config-maps.ts';
import { expressionOf } from './expression.ts';
import { alertsKinds } from './facts.ts';
import { isUsual, type MetricSources, metricSources } from './metric-sources.ts';
import { mayHoldRules } from './names.ts';
import { type Recorded, recordedBy } from './recorded.ts';
import { groupsOf, looksLikeRules, maybeRules, type RuleGroup } from './rule-groups.ts';

/** Reads every rule file first, since recording rules of one are read by alerts of another. */
export const alertsCollector: Collector = {
  technology: 'alerts',
  kinds: alertsKinds,
  collect(project: Project): Collected {
    const { groups, claims, notAnalysed } = readProject(project);
    const rules = groups.flatMap((group) => group.rules.map((rule) => ({ group, rule })));
    const recorded = recordedBy(rules.map(({ rule }) => rule));
    const alerts = rules.filter(({ rule }) => rule.text('alert') !== null);
    const metrics = new Set(alerts.flatMap(({ rule }) => recorded.metricsBehind(expressionOf(rule))));
    const asked = [...metrics].filter((metric) => !isUsual(metric) && !recorded.isRecorded(metric));
    const readers = new Set(claims.map(({ path }) => path));
    const sources = metricSources(project, asked, (path) => readers.has(path));
    const facts = alerts.map(({ group, rule }) => alertFact(group, rule, recorded, sources, new Set(asked)));
    return { claims, facts, notAnalysed, notes: [] };
  },
};

interface ReadRules {
  readonly groups: readonly RuleGroup[];
  readonly claims: readonly Claim[];
  readonly notAnalysed: readonly NotAnalysed[];
}

function readProject(project: Project): ReadRules {
  const groups: RuleGroup[] = [];
  const claims: Claim[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const path of project.paths) {
    if (!mayHoldRules(path)) continue;
    const read = project.read(path);
    if (read.kind !== 'text' || !maybeRules(read.source.text)) continue;
    const outcome = documentsOf(project, path);
    if (outcome.kind !== 'documents') continue;
    const mounted = outcome.documents.map(({ root }) => mountedRules(root));
    const found = [
      ...outcome.documents.flatMap(({ root }) => groupsOf(root)),
      ...mounted.flatMap((one) => one.groups),
    ];
    notAnalysed.push(...mounted.flatMap((one) => one.notAnalysed));
    groups.push(...found);
    const [first] = found;
    if (first !== undefined) claims.push({ path, as: first.as, because: `it holds the group ${first.name}` });
    for (const { start, end, line, reason } of outcome.unread) {
      if (looksLikeRules(read.source.text.slice(start, end))) notAnalysed.push({ path, line, reason });
    }
  }
  return { groups, claims, notAnalysed };
}

/** Functions that look for what happened during a time; waiting on top of that would only miss it. */
const OVER_TIME = /\b(?:increase|changes|resets|delta|idelta|predict_linear|\w+_over_time)\s*\(/;

function alertFact(
  group: RuleGroup,
  rule: DocumentNode,
  recorded: Recorded,
  sources: MetricSources,
  asked: ReadonlySet<string>,
): Fact {
  const name = rule.text('alert') ?? '';
  const expression = expressionOf(rule);
  const metrics = recorded.metricsBehind(expression);
  const own = metrics.filter((metric) => asked.has(metric));
  const missing = own.filter((metric) => !sources.isMade(metric));
  const hold = rule.text('for');
  const seconds = hold === null ? null : parseDuration(hold);
  const labels = [...(group.node.get('labels')?.entries() ?? []), ...(rule.get('labels')?.entries() ?? [])];
  return fileFact({
    fact: 'alerts.rule',
    subject: `alert ${name}`,
    link: `alert ${group.name}/${name}`,
    at: group.place(rule.get('alert')?.anchor() ?? rule.nameAnchor()),
    value: {
      name,
      group: group.name,
      expression,
      expanded: recorded.expanded(expression).toLowerCase(),
      metrics,
      ownMetrics: own,
      undefinedMetrics: missing,
      kinMissing: missing.filter((metric) => sources.hasKin(metric)),
      ...(hold !== null && seconds === null ? {} : { for: seconds === 0 ? null : seconds }),
      overTime: OVER_TIME.test(expression),
      severity: rule.text('labels', 'severity') ?? group.node.text('labels', 'severity'),
      labelNames: [...new Set(labels.map(({ key }) => key))],
    },
    unknown: hold !== null && seconds === null ? { for: 'it is not a length of time' } : {},
    positions: () => {
      const at = (...path: readonly string[]): Anchor | null => {
        const node = rule.get(...path);
        return node === null ? null : group.place(node.anchor());
      };
      const expr = at('expr');
      return {
        expression: expr,
        undefinedMetrics: expr,
        kinMissing: expr,
        for: at('for'),
        severity: at('labels', 'severity'),
      };
    },
  });
}
