import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printJson } from '../../src/report/json.ts';
import { context, finding, NGINX, placeIn, report, rule } from '../support/reports.ts';

test('the report has the keys of the contract, in their order', () => {
  const found = finding(
    {
      location: placeIn(NGINX, 'TLSv1 TLSv1.1'),
      related: [{ message: 'set here', location: placeIn(NGINX, 'http') }],
      fix: { title: 'Allow', safety: 'unsafe', edits: [{ path: NGINX.path, start: 3, end: 4, text: 'x' }] },
    },
    rule('tls-min-version', { properties: { pss: { level: 'restricted' } } }),
  );
  const notAnalysed = [{ path: 'chart/x.yaml', line: 1, reason: 'template', accepted: null }];
  assert.equal(
    JSON.stringify(JSON.parse(printJson(report([found], { notAnalysed }), context([NGINX])))),
    JSON.stringify({
      schema: 'secbaseline/report@1',
      tool: { name: 'secbaseline', version: '0.1.0' },
      status: 'incomplete',
      profile: 'recommended',
      durationMs: 812,
      summary: {
        files: 214,
        targets: 0,
        facts: 911,
        rules: 96,
        fail: { critical: 0, high: 1, medium: 0, low: 0, info: 0 },
        unknown: 0,
        suppressed: 0,
        baselined: 0,
        fixable: 1,
      },
      findings: [
        {
          rule: 'tls-min-version',
          title: 'A TLS version below the minimum is accepted',
          severity: 'high',
          confidence: 'certain',
          outcome: 'fail',
          evidence: 'file',
          subject: 'server api.example.test',
          message: 'server api.example.test accepts TLSv1; the minimum is TLSv1.2',
          location: { path: 'deploy/nginx.conf', startLine: 5, startColumn: 19, endLine: 5, endColumn: 32 },
          target: null,
          related: [
            {
              message: 'set here',
              location: { path: 'deploy/nginx.conf', startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 },
            },
          ],
          fingerprint: 'f1',
          suppressed: null,
          fix: {
            title: 'Allow',
            safety: 'unsafe',
            edits: [{ path: 'deploy/nginx.conf', start: 3, end: 4, text: 'x' }],
          },
          compliance: { cwe: ['CWE-326'] },
          properties: { pss: { level: 'restricted' } },
        },
      ],
      notAnalysed: [{ path: 'chart/x.yaml', line: 1, reason: 'template' }],
    }),
  );
});

test('suppressed findings stay, marked; live ones name their target', () => {
  const suppressed = { by: 'config', reason: 'set by the CDN', expires: null } as const;
  const target = { id: 'api-prod', url: 'tls://127.0.0.1:8443' };
  const { findings } = JSON.parse(
    printJson(report([finding({ suppressed, target, evidence: 'live' })]), context()),
  );
  assert.deepEqual(findings[0].suppressed, suppressed);
  assert.deepEqual(findings[0].target, target);
  assert.equal(findings[0].location, null);
});

test('paths get ../ from a subfolder', () => {
  const made = report([finding({ location: placeIn(NGINX, 'server') })]);
  const below = context([], { workingDirectory: 'services', cwd: '/repo/services' });
  assert.equal(JSON.parse(printJson(made, below)).findings[0].location.path, '../deploy/nginx.conf');
});

test('no message and no fix carries a secret', () => {
  const secret = 'Zk3JvQ9sTt7LwB2nXy5RfA8d';
  const text = printJson(
    report([
      finding({
        message: `header is ${secret}`,
        subject: `password=${secret}`,
        related: [{ message: secret, location: placeIn(NGINX, 'http') }],
        fix: {
          title: secret,
          safety: 'safe',
          edits: [{ path: 'a', start: 0, end: 0, text: `k ${secret};` }],
        },
      }),
    ]),
    context(),
  );
  assert.ok(!text.includes(secret));
  assert.equal(JSON.parse(text).findings[0].fix, null);
});

test('what is unusual is added, and only then', () => {
  const usual = JSON.parse(printJson(report([]), context()));
  assert.deepEqual(
    Object.keys(usual).filter((key) => ['interrupted', 'unusedSuppressions'].includes(key)),
    [],
  );
  const unusual = JSON.parse(
    printJson(
      report([], {
        interrupted: true,
        builtInRules: false,
        unusedSuppressions: [{ by: 'inline', path: 'a', line: 1, rule: 'x', why: 'unused' }],
        notAnalysed: [{ path: 'b', line: null, reason: 'template', accepted: 'later' }],
      }),
      context(),
    ),
  );
  assert.equal(unusual.interrupted, true);
  assert.equal(unusual.summary.builtInRules, false);
  assert.deepEqual(unusual.unusedSuppressions, [
    { by: 'inline', path: 'a', line: 1, rule: 'x', why: 'unused' },
  ]);
  assert.deepEqual(unusual.notAnalysed, [{ path: 'b', line: null, reason: 'template', accepted: 'later' }]);
});
