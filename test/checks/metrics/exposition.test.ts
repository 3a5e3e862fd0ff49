/** Prometheus' text format as its documentation and OpenMetrics have it, and whatever else an endpoint may send. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseExposition } from '../../../src/checks/metrics/exposition.ts';
import { generatedCases } from '../../support/generated.ts';

function samples(text: string) {
  const parsed = parseExposition(text);
  assert.equal(parsed.kind, 'samples');
  return parsed.kind === 'samples'
    ? parsed.samples.map(({ metric, labels, value }) => [metric, { ...labels }, value])
    : [];
}

test('names, labels, values, times and comments', () => {
  const text = [
    '# HELP requests_total All of them.',
    '# TYPE requests_total counter',
    'requests_total{method="post",code="200"} 1027 1395066363000',
    '  requests_total { method = "get" , code = "500" , }  3  ',
    'up 1',
    'job:errors:ratio5m{} 2.5e-3',
    'latency_seconds{quantile="0.99"} NaN',
    'latency_seconds_bucket{le="+Inf"} +Inf',
    'temperature{where="a \\"b\\"\\\\c\\nd, {e}"} -Inf',
    '# nothing more',
    '',
  ].join('\n');
  assert.deepEqual(samples(text), [
    ['requests_total', { method: 'post', code: '200' }, 1027],
    ['requests_total', { method: 'get', code: '500' }, 3],
    ['up', {}, 1],
    ['job:errors:ratio5m', {}, 0.0025],
    ['latency_seconds', { quantile: '0.99' }, Number.NaN],
    ['latency_seconds_bucket', { le: '+Inf' }, Number.POSITIVE_INFINITY],
    ['temperature', { where: 'a "b"\\c\nd, {e}' }, Number.NEGATIVE_INFINITY],
  ]);
});

test('what is announced has a name before it has a sample', () => {
  const parsed = parseExposition(
    '# HELP a_total All.\n# TYPE a_total counter\n# TYPE "b.c" gauge\n# note d\n',
  );
  assert.deepEqual(parsed.kind === 'samples' && [...parsed.families], ['a_total', 'b.c']);
});

test('names in quotes, and what OpenMetrics puts behind a value', () => {
  const text =
    '{"http.requests",code="200"} 7\n{"my.dotted.metric"} 8\nrequests_total{a="b"} 9 1.5 # {trace_id="x"} 0.67\n# EOF\n';
  assert.deepEqual(samples(text), [
    ['http.requests', { code: '200' }, 7],
    ['my.dotted.metric', {}, 8],
    ['requests_total', { a: 'b' }, 9],
  ]);
});

test('anything else is told with its line', () => {
  for (const [text, line] of [
    ['<html>', 1],
    ['up 1\nup', 2],
    ['up one', 1],
    ['up{a=b} 1', 1],
    ['up{a="b} 1', 1],
    ['up{a="b"', 1],
    ['up{a="b" c="d"} 1', 1],
    ['{a="b"} 1', 1],
    ['up 1 2 3 4', 1],
    ['9up 1', 1],
  ] as const) {
    assert.deepEqual(parseExposition(text), { kind: 'other', line }, text);
  }
});

test('what is written is read, and nothing makes it fail', () => {
  const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}$/);
  const label = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
  const sample = fc.tuple(
    name,
    fc.dictionary(label, fc.string({ unit: 'binary' })),
    fc.double({ noNaN: true }).map((value) => value + 0),
  );
  const quoted = (text: string): string =>
    `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  fc.assert(
    fc.property(fc.array(sample), (written) => {
      const text = written
        .map(([metric, labels, value]) => {
          const pairs = Object.entries(labels).map(([key, content]) => `${key}=${quoted(content)}`);
          const number = Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
          return `${metric}{${pairs.join(',')}} ${number}\n`;
        })
        .join('');
      assert.deepEqual(
        samples(text),
        written.map(([metric, labels, value]) => [metric, { ...labels }, value]),
      );
    }),
    { numRuns: generatedCases(2_000) },
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void parseExposition(text)),
    { numRuns: generatedCases(5_000) },
  );
});

test('a long line takes no long time', () => {
  const start = performance.now();
  for (const text of [
    `up{${'a="b",'.repeat(100_000)}`,
    `up{a="${'\\'.repeat(500_000)}`,
    `up ${' '.repeat(500_000)}x`,
    `up 1 # ${'{'.repeat(500_000)}`,
  ]) {
    parseExposition(text);
  }
  assert.ok(performance.now() - start < 2_000);
});
