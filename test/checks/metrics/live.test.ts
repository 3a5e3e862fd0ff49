/** Declared thresholds against an endpoint that a Node server shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveThreshold } from '../../../src/checks/live.ts';
import { collectMetrics } from '../../../src/checks/metrics/live.ts';
import { serve } from '../../support/http-server.ts';
import { liveOptions, liveTarget } from '../../support/live-target.ts';

const SHOWN = `# TYPE requests_total counter
requests_total{code="200"} 990
requests_total{code="500"} 10
auth_failures_total{reason="expired"} 3
auth_failures_total{reason="unknown"} 7
idle_total 0
latency_seconds{quantile="0.99"} NaN
uptime_seconds 120
`;

const threshold = (given: Partial<LiveThreshold>): LiveThreshold => ({
  ...{ id: 'bound', metric: 'up', labels: {}, sum: false, per: null },
  ...{ atMost: null, atLeast: null, mayBeAbsent: false },
  ...given,
});

async function collect(thresholds: readonly LiveThreshold[], body = SHOWN, status = 200) {
  const server = await serve((_, response) => response.writeHead(status).end(body));
  try {
    const target = liveTarget('metrics', `http://127.0.0.1:${server.port}/metrics`, {
      id: 'api',
      thresholds,
    });
    return await collectMetrics(target, liveOptions({ deadline: 2_000 }));
  } finally {
    server.close();
  }
}

async function judged(given: Partial<LiveThreshold>) {
  const { facts } = await collect([threshold(given)]);
  const value = facts[0]?.value ?? {};
  return [value.holds, value.value, value.what];
}

test('each series is compared, and the worst is told', async () => {
  const metric = 'auth_failures_total';
  assert.deepEqual(await judged({ metric, atMost: 5 }), [false, 7, 'auth_failures_total{reason="unknown"}']);
  assert.deepEqual(await judged({ metric, atMost: 7 }), [true, 7, 'auth_failures_total{reason="unknown"}']);
  assert.deepEqual(await judged({ metric, atLeast: 4 }), [false, 3, 'auth_failures_total{reason="expired"}']);
  const labels = { reason: 'expired' };
  assert.deepEqual(await judged({ metric, labels, atMost: 5 }), [
    true,
    3,
    'auth_failures_total{reason="expired"}',
  ]);
  assert.deepEqual(await judged({ metric: 'uptime_seconds', labels: { a: '' }, atLeast: 60, atMost: 1e6 }), [
    ...[true, 120, 'uptime_seconds'],
  ]);
});

test('sums and ratios', async () => {
  assert.deepEqual(await judged({ metric: 'auth_failures_total', sum: true, atMost: 9 }), [
    ...[false, 10, 'the sum of auth_failures_total'],
  ]);
  assert.deepEqual(await judged({ metric: 'auth_failures_total', per: 'requests_total', atMost: 0.01 }), [
    ...[true, 0.01, 'auth_failures_total per requests_total'],
  ]);
  assert.deepEqual(await judged({ metric: 'idle_total', per: 'idle_total', atMost: 0.01 }), [
    ...[true, 0, 'idle_total per idle_total'],
  ]);
});

test('what is not shown is unknown, unless it may be absent', async () => {
  const of = async (given: Partial<LiveThreshold>) => (await collect([threshold(given)])).facts[0];
  const absent = await of({ metric: 'leaks_total', labels: { kind: 'a' }, atMost: 0 });
  assert.equal(absent?.unknown.holds, 'no series of leaks_total{kind="a"} has a value');
  assert.equal(absent?.value.holds, undefined);
  assert.equal((await of({ metric: 'leaks_total', atMost: 0, mayBeAbsent: true }))?.value.holds, true);
  assert.match((await of({ metric: 'latency_seconds', atMost: 1 }))?.unknown.holds ?? '', /has a value$/);
  const ratio = await of({ metric: 'requests_total', per: 'idle_total', atMost: 1 });
  assert.match(ratio?.unknown.holds ?? '', /idle_total is 0, so that there is no ratio$/);
});

test('an answer that is none makes everything unknown', async () => {
  const thresholds = [threshold({ atMost: 1 })];
  const why = async (body: string, status = 200) => {
    const { facts, unknown } = await collect(thresholds, body, status);
    assert.deepEqual(facts, []);
    return unknown.join();
  };
  assert.match(await why('denied', 401), /answers with 401/);
  assert.match(await why('up 1\n<p>'), /^line 2 of the answer/);
  assert.match(await why(`up 1\n${'# filler\n'.repeat(200_000)}`), /larger than 1 MB/);
});
