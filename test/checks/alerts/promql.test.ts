import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricsOf } from '../../../src/checks/alerts/promql.ts';

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['up == 0', ['up']],
  ['rate(http_requests_total{code=~"5.."}[5m]) > 0.01', ['http_requests_total']],
  ['sum by (job) (rate(a_total[5m])) / sum(rate(b_total[5m])) by (job)', ['a_total', 'b_total']],
  ['histogram_quantile(0.99, sum(rate(lat_bucket[10m])) without (pod, instance))', ['lat_bucket']],
  ['a * on (x, y) group_left (z) b offset 5m', ['a', 'b']],
  ['job:errors:ratio5m > bool 1e-3 and on() vector(1)', ['job:errors:ratio5m']],
  ['{__name__="odd", job="x"} or {"utf.8 name", job="y"}', ['odd', 'utf.8 name']],
  ['absent(up{job="a b # c"}) # and nothing_else', ['up']],
  ["x{a='}'} unless y[1h:5m] @ start()", ['x', 'y']],
  ['increase(rotation_mode[1d]) != Inf', ['rotation_mode']],
  ['count_values("v", build_info) > 1', ['build_info']],
  ['', []],
  ['{', []],
  ['"unclosed', ['unclosed']],
];

for (const [expression, metrics] of CASES) {
  test(`metrics of ${expression || 'nothing'}`, () => assert.deepEqual(metricsOf(expression), metrics));
}
