/** The showcase, started as its README says: file findings, live findings and drift in one report. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { assertIngestable } from '../support/github-ingest.ts';
import { liveOrSkip } from '../support/live.ts';

function secbaseline(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((done) => {
    const child = execFile('node', ['bin/secbaseline.js', ...args], { maxBuffer: 1 << 26 }, (_, stdout) =>
      done({ code: child.exitCode ?? -1, output: stdout }),
    );
  });
}

function listens(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  return new Promise((done) => {
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

test('the showcase started for real shows findings of files, of what runs, and drift', async (t) => {
  if (liveOrSkip(t, 'nginx') === null || liveOrSkip(t, 'openssl') === null) return;
  if (await listens(8443)) {
    t.skip('something else listens on 127.0.0.1:8443');
    return;
  }
  const showcase = spawn('node', ['fixtures/showcase/start.mjs'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(showcase, 'exit');
  try {
    await once(showcase.stdout, 'data');
    while (!(await listens(8443))) await new Promise((next) => setTimeout(next, 20));
    const consent = ['check', 'fixtures/showcase', '--live', '--allow-host', '127.0.0.1'];
    const { code, output } = await secbaseline(...consent, '--format', 'json');
    const report: {
      readonly status: string;
      readonly findings: readonly {
        readonly rule: string;
        readonly evidence: string;
        readonly target: unknown;
      }[];
    } = JSON.parse(output);
    assert.equal(code, 1);
    const seen = (rule: string) =>
      report.findings
        .filter((finding) => finding.rule === rule)
        .map(({ evidence, target }) => [evidence, target !== null]);
    assert.ok(seen('tls-min-version').some(([evidence, isLive]) => evidence === 'file' && isLive));
    assert.ok(seen('csp-header').some(([evidence]) => evidence === 'drift'));
    assert.ok(seen('server-version-disclosed').some(([evidence]) => evidence === 'drift'));
    assert.deepEqual(seen('certificate-untrusted'), [['live', true]]);
    assert.ok(report.findings.some(({ evidence, target }) => evidence === 'file' && target === null));
    assertIngestable((await secbaseline(...consent, '--format', 'sarif')).output);
  } finally {
    showcase.kill('SIGTERM');
    await ended;
  }
});
