/** `check --live` on services that only a declaration makes known: a metrics endpoint and a Vault. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { serve } from '../support/http-server.ts';
import { vaultListener } from '../support/vault-server.ts';

const SECBASELINE = resolve('bin/secbaseline.js');

interface Checked {
  readonly output: string;
  readonly code: number | null;
  readonly findings: readonly {
    readonly rule: string;
    readonly message: string;
    readonly evidence: string;
  }[];
  readonly notAnalysed: readonly { readonly reason: string; readonly line: number }[];
}

async function check(
  t: TestContext,
  targets: string,
  environment: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Checked> {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'secbaseline.yaml'), `targets:\n${targets}`);
  const args = [SECBASELINE, 'check', '--live', '--allow-host', '127.0.0.1', '--format', 'json'];
  return new Promise((done) => {
    const env = { ...process.env, ...environment };
    const child = execFile('node', args, { cwd: folder, env }, (_, stdout, stderr) =>
      done({ ...JSON.parse(stdout), output: stdout + stderr, code: child.exitCode }),
    );
  });
}

const of = ({ findings }: Checked, rule: string) =>
  findings.flatMap((finding) => (finding.rule === rule ? [finding.message] : []));

test('bounds of metrics hold, do not hold, or cannot be known', async (t) => {
  const server = await serve((_, response) =>
    response.end('leaks_total{kind="a"} 3\nrequests_total 100\nup 1\n'),
  );
  try {
    const checked = await check(
      t,
      `  - id: api
    kind: metrics
    url: http://127.0.0.1:${server.port}/metrics
    thresholds:
      - { id: leak-ratio, metric: leaks_total, per: requests_total, atMost: 0.01 }
      - { id: alive, metric: up, atLeast: 1 }
      - { id: denied, metric: denied_total, atMost: 5, mayBeAbsent: true }
      - { id: unseen, metric: unseen_total, atMost: 5 }
`,
    );
    assert.deepEqual(of(checked, 'metric-threshold'), [
      'threshold unseen of api could not be evaluated: no series of unseen_total has a value',
      'threshold leak-ratio of api: leaks_total per requests_total is 0.03, which must be at most 0.01',
    ]);
    assert.equal(checked.code, 1);
  } finally {
    server.close();
  }
});

test('alerts are held against the endpoint that they read', async (t) => {
  const server = await serve((_, response) =>
    response.end(
      '# TYPE shop_denied_total counter\nshop_orders_total 3\nshop_latency_seconds_bucket{le="1"} 2\n',
    ),
  );
  const rule = (name: string, expression: string): string =>
    `      - { alert: ${name}, expr: "${expression}", for: 5m, labels: { severity: page } }\n`;
  const alerts = `groups:\n  - name: shop\n    rules:\n${[
    rule('Orders', 'rate(shop_orders_total[5m]) < 1'),
    rule('Denied', 'rate(shop_denied_total[5m]) > 1'),
    rule('Slow', 'histogram_quantile(0.9, rate(shop_latency_seconds_bucket[5m])) > 1'),
    rule('Misspelt', 'rate(shop_order_total[5m]) < 1'),
    rule('Elsewhere', 'rate(billing_failures_total[5m]) > 1'),
  ].join('')}`;
  try {
    const targets = `  - { id: shop, kind: metrics, url: "http://127.0.0.1:${server.port}/metrics", declaredIn: alerts.yaml }\n`;
    const checked = await check(t, targets, {}, { 'alerts.yaml': alerts });
    assert.deepEqual(
      checked.findings.flatMap(({ rule: id, evidence, message }) =>
        id === 'alert-metric-undefined' ? [[evidence, message]] : [],
      ),
      [
        [
          'drift',
          'alert Misspelt at shop reads shop_order_total, which the endpoint does not show, though it shows others that begin alike; alert Misspelt is configured otherwise',
        ],
      ],
    );
  } finally {
    server.close();
  }
});

test('a Vault is judged by what it tells, its secrets with a token that belongs there', async (t) => {
  const tokens = new Set<string | null>();
  const server = await serve(
    vaultListener({
      status: { storage_type: 'inmem', t: 1, n: 1 },
      token: 'hvs.canary-of-this-test',
      open: ['sys/metrics'],
      rootGeneration: true,
      secrets: { db: { versions: [{ daysAgo: 100 }] }, 'system-seed': { versions: [{ daysAgo: 100 }] } },
      onRequest: (_, token) => tokens.add(token),
    }),
  );
  const url = `http://127.0.0.1:${server.port}`;
  const target = `  - { id: store, kind: vault, url: "${url}", mounts: [kv] }\n`;
  const environment = { VAULT_TOKEN: 'hvs.canary-of-this-test' };
  try {
    const checked = await check(t, target, { ...environment, VAULT_ADDR: `${url}/` });
    const subject = `the Vault at 127.0.0.1:${server.port}`;
    assert.deepEqual(of(checked, 'vault-dev-mode'), [
      `${subject} stores its data in memory (inmem), as a dev server does`,
    ]);
    assert.deepEqual(of(checked, 'vault-open-endpoint'), [
      `${subject} answers /v1/sys/metrics without a token`,
    ]);
    assert.equal(of(checked, 'vault-key-threshold').length, 1);
    assert.equal(of(checked, 'vault-root-generation').length, 1);
    assert.deepEqual(of(checked, 'vault-secret-rotation'), ['secret kv/db was written more than 90 d ago']);
    assert.deepEqual(checked.notAnalysed, []);
    assert.doesNotMatch(checked.output, /hvs\.canary/);

    tokens.clear();
    for (const other of [{}, { VAULT_ADDR: 'https://vault.example.test:8200' }]) {
      const without = await check(t, target, { ...environment, VAULT_ADDR: '', ...other });
      assert.match(without.notAnalysed[0]?.reason ?? '', /VAULT_TOKEN, where VAULT_ADDR names this Vault/);
    }
    assert.deepEqual([...tokens], [null]);
  } finally {
    server.close();
  }
});
