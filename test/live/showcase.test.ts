/** The showcase, started as its README says: file findings, live findings and drift in one report. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { assertIngestable } from '../support/github-ingest.ts';
import { liveOrSkip } from '../support/live.ts';
import { POSTGRES } from '../support/postgres-programs.ts';

let environment = process.env;

function secbaseline(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((done) => {
    const options = { maxBuffer: 1 << 26, env: environment };
    const child = execFile('node', ['bin/secbaseline.js', ...args], options, (_, stdout) =>
      done({ code: child.exitCode ?? -1, output: stdout }),
    );
  });
}

const DATABASE_PORT = 54_321;
/** The script looks for Debian's package first, as this does. */
const hasDatabase = POSTGRES[0]?.folder !== null;

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
    let said = '';
    showcase.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const isReady = async (): Promise<boolean> =>
      (await listens(8443)) &&
      (!hasDatabase || (/PGSSLROOTCERT=/.test(said) && (await listens(DATABASE_PORT))));
    const until = Date.now() + 30_000;
    while (!(await isReady())) {
      assert.ok(Date.now() < until, `the showcase does not start: ${said}`);
      await new Promise((next) => setTimeout(next, 20));
    }
    const root = /PGSSLROOTCERT=(\S+)/.exec(said)?.[1];
    environment = { ...process.env, ...(root === undefined ? {} : { PGSSLROOTCERT: root }) };
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
    assert.equal(report.status, hasDatabase ? 'complete' : 'incomplete');
    const seen = (rule: string) =>
      report.findings
        .filter((finding) => finding.rule === rule)
        .map(({ evidence, target }) => [evidence, target !== null]);
    assert.ok(seen('tls-min-version').some(([evidence, isLive]) => evidence === 'file' && isLive));
    assert.ok(seen('csp-header').some(([evidence]) => evidence === 'drift'));
    assert.ok(seen('server-version-disclosed').some(([evidence]) => evidence === 'drift'));
    assert.deepEqual(seen('certificate-untrusted'), [['live', true]]);
    assert.ok(report.findings.some(({ evidence, target }) => evidence === 'file' && target === null));
    if (hasDatabase) {
      assert.ok(seen('tls-min-version').some(([evidence]) => evidence === 'drift'));
      assert.deepEqual(seen('pg-log-connections'), [['drift', true]]);
      assert.deepEqual(
        seen('pg-hba-weak-method')
          .map(([evidence]) => evidence)
          .sort(),
        ['drift', 'file'],
      );
    }
    assertIngestable((await secbaseline(...consent, '--format', 'sarif')).output);
  } finally {
    showcase.kill('SIGTERM');
    await ended;
  }
});
