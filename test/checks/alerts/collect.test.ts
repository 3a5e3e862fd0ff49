/** Rule files in all their shapes, recording rules, and where metrics come from. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertsCollector } from '../../../src/checks/alerts/collect.ts';
import { collectWith, valuesOf } from '../../support/collect.ts';

const rules = (...lines: readonly string[]): string =>
  `groups:\n  - name: app\n    rules:\n${lines.map((line) => `      - ${line}\n`).join('')}`;

function alerts(files: Readonly<Record<string, string>>, ...fields: readonly string[]) {
  return valuesOf(collectWith(alertsCollector, files), 'alerts.rule', ...fields);
}

test('rule files, objects of the operator, lists of them and JSON', () => {
  const object = (name: string) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name },
    spec: { groups: [{ name, rules: [{ alert: name, expr: 'up == 0' }] }] },
  });
  const files = {
    'a.rules': rules('{ alert: A, expr: up == 0 }'),
    'b.json': JSON.stringify(object('B')),
    'c.yaml': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [object('C'), object('D')] }),
    'e.yml': `kind: ConfigMap\n---\n${rules('{ alert: E, expr: up == 0 }', '{ record: r, expr: up }')}`,
    'values.yaml': 'groups: [{ name: x, rules: [{ expr: 1 }] }]',
  };
  assert.deepEqual(
    alerts(files, 'name').map(({ name }) => name),
    ['A', 'B', 'C', 'D', 'E'],
  );
});

test('rule files in ConfigMaps, with places in the manifest', () => {
  const inner = rules('{ alert: A, expr: up == 0 }', '{ record: r, expr: sum(x) }').replaceAll(
    '\n',
    '\n    ',
  );
  const manifest = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: alerts }\ndata:\n  other: "groups expr rules"\n  app.rules: |\n    ${inner}\n`;
  const list = `apiVersion: v1\nkind: ConfigMapList\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    data: { b.yml: "groups: [{ name: g, rules: [{ alert: B, expr: r > 1 }] }]" }\n`;
  const { facts, claims } = collectWith(alertsCollector, { 'a.yaml': manifest, 'b.yaml': list });
  assert.deepEqual(
    facts.map(({ value, at }) => [value.name, at?.route?.slice(0, 3)]),
    [
      ['A', ['ConfigMap alerts', 'data', 'app.rules']],
      ['B', ['ConfigMapList', 'items', 'ConfigMap']],
    ],
  );
  const [first] = facts;
  assert.equal(manifest.slice(first?.at?.start, first?.at?.end), 'A');
  const expression = first?.positions.expression;
  assert.equal(manifest.slice(expression?.start, expression?.end), 'up == 0');
  assert.deepEqual(facts[1]?.value.metrics, ['r', 'x']);
  assert.equal(claims[0]?.as, 'rules in a ConfigMap');
  const broken = collectWith(alertsCollector, { 'c.yaml': manifest.replace('expr: up == 0 }', 'expr: [ }') });
  assert.deepEqual(
    broken.notAnalysed.map(({ path, line }) => [path, line]),
    [['c.yaml', 7]],
  );
});

test('annotations full of placeholders are no template; Helm around a rule is', () => {
  const text = rules('{ alert: A, expr: up == 0, annotations: { summary: "{{ $labels.job }} is down" } }');
  const found = collectWith(alertsCollector, {
    'a.yaml': text,
    'b.yaml': `{{- if .Values.x }}\n${text}{{- end }}\n`,
  });
  assert.equal(found.facts.length, 1);
  assert.deepEqual(
    found.notAnalysed.map(({ path, reason }) => `${path} ${reason}`),
    ['b.yaml template'],
  );
});

test('recording rules are followed over files and over each other, and circles end', () => {
  const files = {
    'a.yaml': rules('{ alert: A, expr: "two > 1" }', '{ record: two, expr: "one * 2" }'),
    'b.yaml': rules('{ record: one, expr: "sum(rate(shop_x_total[5m])) + two" }'),
  };
  const [found] = alerts(files, 'metrics', 'expanded');
  assert.deepEqual(found?.metrics, ['two', 'one', 'shop_x_total']);
  assert.match(String(found?.expanded), /^two > 1\none \* 2\nsum\(rate\(shop_x_total/);
});

test('`for` in seconds; what is no length of time is not known', () => {
  const files = {
    'a.yaml': rules(
      '{ alert: A, expr: up, for: 1h30m }',
      '{ alert: B, expr: up, for: soon }',
      '{ alert: C, expr: up, for: 0s }',
    ),
  };
  assert.deepEqual(
    alerts(files, 'for').map((value) => value.for),
    [5400, undefined, null],
  );
  const unknown = collectWith(alertsCollector, files).facts.map((fact) => Object.keys(fact.unknown));
  assert.deepEqual(unknown, [[], ['for'], []]);
});

test('metrics that only alerts, dashboards and prose name are made by nobody', () => {
  const files = {
    'a.yaml': rules(
      '{ alert: A, expr: "shop_a + shop_b_total + shop_c_bucket + shop_d_e + shop_f + node_x" }',
    ),
    'other.yaml': rules('{ alert: B, expr: shop_f }'),
    'README.md': 'shop_f',
    'dashboard.json': '"shop_f"',
    'app.py': 'Gauge("shop_a"); Counter("shop_b")',
    'app.java': 'Timer.builder("shop.c")',
    'app.go': 'Opts{Namespace: "shop", Name: "d_e"}',
  };
  const [found] = alerts(files, 'undefinedMetrics', 'kinMissing');
  assert.deepEqual(found, { undefinedMetrics: ['shop_f'], kinMissing: ['shop_f'] });
});
