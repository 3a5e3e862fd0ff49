/**
 * `check --live` against real servers: the file and what runs agree, differ in one direction or the other, or cannot be
 * compared; and nobody is spoken to without consent.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { liveOrSkip } from '../support/live.ts';
import { type LiveReport, runCheck } from '../support/live-check.ts';
import {
  freePorts,
  HTTP_PRELUDE,
  MAIN_PRELUDE,
  type RunningNginx,
  startNginx,
} from '../support/nginx-server.ts';

const check = (folder: string, ...args: readonly string[]) =>
  runCheck(folder, '--profile', 'strict', ...args);

const configuration = (port: number, protocols: string, headers: string) => `events {}
http {
  server_tokens off;
  ${HTTP_PRELUDE}
  server {
    listen 127.0.0.1:${port} ssl;
    server_name localhost;
    ssl_certificate cert.pem;
    ssl_certificate_key key.pem;
    ssl_ciphers ALL:@SECLEVEL=0;
    ssl_protocols ${protocols};
    ${headers}
    location / { default_type text/html; return 200 "<p>hello</p>"; }
    location = /metrics { return 200 "up 1"; }
  }
}
`;

const HSTS = 'add_header Strict-Transport-Security "max-age=63072000; includeSubDomains; preload" always;';

let server: RunningNginx | null = null;
let port = 0;

before(async () => {
  if (process.env.SECBASELINE_WITHOUT_LIVE === '1') return;
  [port = 0] = await freePorts(1);
  try {
    const started = await startNginx({
      files: { 'nginx.conf': MAIN_PRELUDE + configuration(port, 'TLSv1 TLSv1.2', HSTS) },
      sockets: [{ address: '127.0.0.1', port }],
    });
    if (started.kind === 'running') server = started.server;
  } catch {
    // Tests skip where there is no nginx.
  }
});
after(() => server?.stop());

/** A repository that declares the running server as configured by its nginx.conf. */
function repository(t: TestContext, protocols: string, headers: string, kind: 'tls' | 'http') {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'nginx.conf'), configuration(port, protocols, headers));
  const scheme = kind === 'tls' ? 'tls' : 'https';
  writeFileSync(
    join(folder, 'secbaseline.yaml'),
    `targets:\n  - { id: edge, kind: ${kind}, url: "${scheme}://127.0.0.1:${port}", declaredIn: nginx.conf, server: localhost }\n`,
  );
  return folder;
}

const CONSENT = ['--live', '--allow-host', '127.0.0.1'];
const about = (report: LiveReport, rule: string) =>
  report.findings.filter((finding) => finding.rule === rule);

test('what fails in the file and live is one finding with two witnesses', async (t) => {
  if (liveOrSkip(t, 'nginx') === null) return;
  const { report } = await check(
    repository(t, 'TLSv1 TLSv1.2', HSTS, 'tls'),
    ...CONSENT,
    '--rule',
    'tls-min-version',
  );
  const found = about(report, 'tls-min-version');
  assert.deepEqual(
    found.map(({ evidence, target, location }) => [evidence, target?.id, location?.path]),
    [['file', 'edge', 'nginx.conf']],
  );
  assert.equal(report.summary.targets, 1);
});

test('what the file forbids and the server does is drift at the directive', async (t) => {
  if (liveOrSkip(t, 'nginx') === null) return;
  const folder = repository(t, 'TLSv1.3', HSTS, 'tls');
  const { code, report } = await check(folder, ...CONSENT, '--rule', 'tls-min-version');
  const [found, ...others] = about(report, 'tls-min-version');
  assert.equal(others.length, 0);
  assert.equal(found?.evidence, 'drift');
  assert.equal(found?.severity, 'high');
  assert.equal(found?.location?.path, 'nginx.conf');
  const lines = configuration(port, 'TLSv1.3', HSTS).split('\n');
  assert.equal(found?.location?.startLine, lines.findIndex((line) => line.includes('ssl_protocols')) + 1);
  assert.match(found?.message ?? '', /accepts TLSv1, TLSv1\.2; .* configured otherwise$/);
  assert.equal(code, 1);
});

test('what the file lacks and the server has is drift, one level lower', async (t) => {
  if (liveOrSkip(t, 'nginx') === null) return;
  const { report } = await check(repository(t, 'TLSv1.2', '', 'http'), ...CONSENT, '--rule', 'hsts-header');
  const found = about(report, 'hsts-header');
  assert.ok(found.length > 0);
  for (const { evidence, severity, message } of found) {
    assert.deepEqual([evidence, severity], ['drift', 'low']);
    assert.match(message, /protected elsewhere, not here/);
  }
});

test('what only the running system shows stands where its target is declared', async (t) => {
  if (liveOrSkip(t, 'nginx') === null) return;
  const { report } = await check(
    repository(t, 'TLSv1.2', HSTS, 'tls'),
    ...CONSENT,
    '--rule',
    'certificate-untrusted',
  );
  const [found] = about(report, 'certificate-untrusted');
  assert.deepEqual(
    [found?.evidence, found?.location?.path, found?.location?.startLine],
    ['live', 'secbaseline.yaml', 2],
  );
});

test('HTTP is heard over every version of TLS', async (t) => {
  if (liveOrSkip(t, 'nginx') === null) return;
  for (const protocol of ['TLSv1.2', 'TLSv1.3']) {
    const [own = 0] = await freePorts(1);
    const started = await startNginx({
      files: { 'nginx.conf': MAIN_PRELUDE + configuration(own, protocol, HSTS) },
      sockets: [{ address: '127.0.0.1', port: own }],
    });
    assert.ok(started.kind === 'running');
    try {
      const { report } = await check(temporaryFolder(t), '--url', `https://127.0.0.1:${own}/`);
      assert.deepEqual(report.notAnalysed, [], protocol);
      assert.ok(about(report, 'csp-header').length > 0, protocol);
      assert.deepEqual(about(report, 'hsts-header'), [], protocol);
    } finally {
      await started.server.stop();
    }
  }
});

test('a path that a rule asks for is looked at', async (t) => {
  if (liveOrSkip(t, 'nginx') === null) return;
  const { report } = await check(
    temporaryFolder(t),
    '--url',
    `https://127.0.0.1:${port}/`,
    '--rule',
    'internal-path-exposed',
  );
  // Everything is answered with 200 there, so that an answer says nothing about one path.
  assert.deepEqual(about(report, 'internal-path-exposed'), []);
  assert.equal(report.status, 'complete');
});

test('without consent nothing is sent: not with --live alone, nor by what the repository declares', async (t) => {
  let arrivals = 0;
  const listener = createServer((socket) => {
    arrivals++;
    socket.destroy();
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const at = typeof address === 'object' && address !== null ? address.port : 0;
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'nginx.conf'), 'http { server_tokens off; }\n');
  const schemes = {
    tls: 'tls',
    http: 'https',
    tcp: 'tcp',
    postgres: 'postgres',
    vault: 'https',
    metrics: 'http',
  };
  const kinds = Object.entries(schemes).map(
    ([kind, scheme]) => `  - { id: ${kind}, kind: ${kind}, url: "${scheme}://127.0.0.1:${at}" }\n`,
  );
  writeFileSync(join(folder, 'secbaseline.yaml'), `targets:\n${kinds.join('')}`);
  try {
    const quiet = await check(folder);
    assert.deepEqual([quiet.report.status, quiet.report.summary.targets, quiet.code], ['complete', 0, 0]);
    for (const args of [['--live'], ['--live', '--allow-host', 'localhost'], ['--target', 'tls']]) {
      const { code, report } = await check(folder, ...args);
      assert.equal(report.status, 'incomplete');
      assert.equal(code, 3);
      assert.equal(report.notAnalysed.length, args.includes('--target') ? 1 : kinds.length);
      for (const { path, line, reason } of report.notAnalysed) {
        assert.equal(path, 'secbaseline.yaml');
        assert.ok(line !== null && line > 1);
        assert.match(reason, /nobody named 127\.0\.0\.1: --allow-host 127\.0\.0\.1 would/);
      }
    }
    assert.equal(arrivals, 0);
    await check(folder, ...CONSENT, '--target', 'tcp');
    assert.equal(arrivals, 1);
  } finally {
    listener.close();
  }
});
