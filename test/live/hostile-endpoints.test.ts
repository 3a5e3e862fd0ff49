/** `check --live` among endpoints that hang, lie and flood: they are unknown, the others are judged, and Ctrl-C ends all. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { type Listening, serve, serveRaw } from '../support/http-server.ts';

const SECBASELINE = resolve('bin/secbaseline.js');

interface Run {
  readonly code: number | null;
  readonly ms: number;
  readonly report: {
    readonly status: string;
    readonly findings: readonly { readonly rule: string; readonly target: { readonly id: string } | null }[];
    readonly notAnalysed: readonly { readonly reason: string }[];
  };
}

/** Runs `check --live`, and sends a signal once `interruptAt` resolves. */
async function check(t: TestContext, targets: string, interruptAt?: Promise<void>): Promise<Run> {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'secbaseline.yaml'), `targets:\n${targets}`);
  const start = performance.now();
  const args = [SECBASELINE, 'check', '--live', '--allow-host', '127.0.0.1', '--format', 'json'];
  const child = spawn('node', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  void interruptAt?.then(() => child.kill('SIGINT'));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, ms: performance.now() - start, report: JSON.parse(output) };
}

const target = (id: string, kind: string, scheme: string, { port }: Listening): string =>
  `  - { id: ${id}, kind: ${kind}, url: "${scheme}://127.0.0.1:${port}/" }\n`;

test('what hangs or floods is unknown, and the others are judged', async (t) => {
  const garbage = await serveRaw((socket) => socket.end('\u0000\u0001 what is this\r\n\r\n'));
  const flood = await serve((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    const more = (): void => {
      if (response.destroyed) return;
      if (response.write(Buffer.alloc(65_536))) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  });
  const circle = await serve((request, response) =>
    response.writeHead(302, { Location: request.url === '/a' ? '/b' : '/a' }).end(),
  );
  const good = await serve((_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': 'sid=1' }).end('<p>'),
  );
  t.after(() => {
    for (const one of [garbage, flood, circle, good]) one.close();
  });
  const { code, report } = await check(
    t,
    target('garbage', 'http', 'http', garbage) +
      target('not-tls', 'tls', 'tls', garbage) +
      target('flood', 'http', 'http', flood) +
      target('circle', 'http', 'http', circle) +
      target('good', 'http', 'http', good),
  );
  assert.equal(code, 1);
  assert.equal(report.status, 'incomplete');
  assert.match(report.notAnalysed.map(({ reason }) => reason).join('\n'), /target garbage .*no HTTP answer/);
  const rulesOf = (id: string) =>
    report.findings.flatMap((finding) => (finding.target?.id === id ? [finding.rule] : []));
  assert.ok(rulesOf('good').includes('cookie-flags'));
  assert.ok(rulesOf('not-tls').includes('tls-plain-text-port'));
  assert.ok(rulesOf('flood').includes('csp-header'));
});

test('Ctrl-C ends a run that waits for a server, with what was found so far', async (t) => {
  let isAsked = (): void => {};
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const silent = await serveRaw((socket) => {
    socket.once('data', () => isAsked());
  });
  t.after(() => silent.close());
  const { code, ms, report } = await check(t, target('silent', 'tls', 'tls', silent), asked);
  assert.equal(code, 130);
  assert.equal(report.status, 'incomplete');
  // Without the signal it would wait for fifteen seconds.
  assert.ok(ms < 10_000, `${ms} ms`);
});
