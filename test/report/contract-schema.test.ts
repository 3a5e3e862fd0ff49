/** The JSON report against a schema that was written from the contract, and that schema against reports that break it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printJson } from '../../src/report/json.ts';
import { reportFaults } from '../support/report-schema.ts';
import { context, finding, NGINX, placeIn, report } from '../support/reports.ts';

const full = finding({
  location: placeIn(NGINX, 'TLSv1 TLSv1.1'),
  related: [{ message: 'set here', location: placeIn(NGINX, 'http') }],
  suppressed: { by: 'inline', reason: 'old tills', expires: '2999-01-31' },
  target: { id: 'api-prod', url: 'tls://127.0.0.1:8443' },
  fix: { title: 'Allow', safety: 'unsafe', edits: [{ path: NGINX.path, start: 3, end: 4, text: 'x' }] },
});
const bare = finding({ location: null, outcome: 'unknown' });
const notAnalysed = [
  { path: 'chart/x.yaml', line: null, reason: 'template', accepted: 'rendered elsewhere' },
];
const written = printJson(report([full, bare], { notAnalysed }), context([NGINX]));

test('a report with everything in it is what the contract promises', () => {
  assert.deepEqual(reportFaults(written), []);
});

for (const [what, from, to] of [
  ['a missing key', '"evidence": "file",', ''],
  ['another type', '"startLine": 5', '"startLine": "5"'],
  ['a line counted from 0', '"startLine": 5', '"startLine": 0'],
  ['an unknown severity', '"severity": "high"', '"severity": "urgent"'],
  ['a path with a leading ./', '"path": "deploy/nginx.conf"', '"path": "./deploy/nginx.conf"'],
  ['a pass among the findings', '"outcome": "unknown"', '"outcome": "pass"'],
  ['a missing count', '"unknown": 1,', ''],
  ['keys in another order', '"schema": "secbaseline/report@1",', '"status": "complete",'],
] as const) {
  test(`the schema notices ${what}`, () => {
    assert.ok(written.includes(from), `the report has no ${from}`);
    assert.notDeepEqual(reportFaults(written.replace(from, to)), []);
  });
}

test('the schema notices keys in another order even where all are there', () => {
  const { schema, tool, ...rest } = JSON.parse(written);
  const swapped = JSON.stringify({ tool, schema, ...rest });
  assert.match(reportFaults(swapped).join('\n'), /order tool,schema/);
});
