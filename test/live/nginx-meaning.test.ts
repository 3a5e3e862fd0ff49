/** The fixtures of "what nginx means" on a real nginx: the table that the facts are held against is true. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { SecureVersion } from 'node:tls';
import { CHANGED, isBefore } from '../../src/checks/nginx/version.ts';
import { liveOrSkip } from '../support/live.ts';
import { type ExpectedReply, MEANINGS, type Meaning, meaningFiles } from '../support/nginx-meaning.ts';
import {
  freePorts,
  HTTP_PRELUDE,
  MAIN_PRELUDE,
  type RunningNginx,
  startNginx,
} from '../support/nginx-server.ts';
import { ask, handshakes } from '../support/raw-http.ts';
import { isResumedById, ticketLifetime } from '../support/tls-sessions.ts';

const WRITTEN_PORT = /\b8(08[0-9]|44[0-9])\b/g;
const VERSIONS: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
/** Enough to go beyond a rate of one request a minute, and few enough to be quick. */
const BURST = 4;

const PAGES = { 'www/file.txt': 'x', 'www/page.html': '<p>', 'www/refused.html': 'no', 'www/folder/x': '' };

interface Running {
  readonly server: RunningNginx;
  port(written: number): number;
}

async function run(name: string): Promise<Running> {
  const files = meaningFiles(name);
  const written = [...new Set(Object.values(files).join('\n').match(WRITTEN_PORT) ?? [])];
  const free = await freePorts(written.length);
  const ports = new Map(written.map((port, at) => [Number(port), free[at] ?? 0]));
  const port = (one: number): number => ports.get(one) ?? one;
  const moved = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text.replaceAll(WRITTEN_PORT, (one) => `${port(Number(one))}`),
    ]),
  );
  const main = MAIN_PRELUDE + (moved['nginx.conf'] ?? '').replace('http {', `http {\n${HTTP_PRELUDE}`);
  const start = await startNginx({
    files: { ...PAGES, ...moved, 'nginx.conf': main },
    sockets: free.map((one) => ({ address: '127.0.0.1', port: one })),
  });
  if (start.kind === 'refused') assert.fail(start.message);
  return { server: start.server, port };
}

const request = (running: Running, one: Pick<ExpectedReply, 'host' | 'port' | 'path' | 'tls'>) =>
  ask({
    address: '127.0.0.1',
    port: running.port(one.port),
    from: '127.0.0.1',
    tls: one.tls === true ? { servername: one.host } : null,
    method: 'GET',
    path: one.path,
    headers: [['Host', one.host]],
  });

/** Headers that the fixtures are about; nginx's own are not. */
const isOurs = ([name]: readonly [string, string]): boolean => /^(x-|strict-transport)/i.test(name);

async function checkReplies(running: Running, meaning: Meaning): Promise<void> {
  for (const expected of meaning.replies ?? []) {
    const answer = await request(running, expected);
    assert.equal(answer.kind, 'answer', expected.path);
    if (answer.kind !== 'answer') continue;
    assert.equal(answer.status, expected.status, expected.path);
    const wanted = [...(expected.before ?? []), ...expected.headers];
    assert.deepEqual(answer.headers.filter(isOurs), wanted, `${expected.host}${expected.path}`);
  }
}

async function checkLimits(running: Running, meaning: Meaning): Promise<void> {
  for (const expected of meaning.limits ?? []) {
    const answers = [];
    for (let at = 0; at < BURST; at++) answers.push(await request(running, expected));
    const isLimited = answers.some((answer) => answer.kind === 'answer' && answer.status === 429);
    assert.equal(isLimited, expected.limited, expected.path);
  }
}

/** The rows that this nginx can confirm: those pinned to a version that means the same. */
function sameEra(pinned: string | null, real: string): boolean {
  if (pinned === null) return false;
  return [CHANGED.modernProtocols, CHANGED.virtualProtocols].every(
    (bound) => isBefore(pinned, bound) === isBefore(real, bound),
  );
}

async function checkOffers(running: Running, meaning: Meaning, real: string): Promise<void> {
  for (const expected of (meaning.offers ?? []).filter((one) => sameEra(one.nginx, real))) {
    const offered = [];
    for (const version of VERSIONS) {
      const place = { address: '127.0.0.1', port: running.port(expected.port), servername: expected.host };
      if (await handshakes(place, version)) offered.push(version);
    }
    assert.deepEqual(offered.sort(), [...(expected.really ?? expected.versions)].sort(), expected.host);
  }
  for (const { host, port } of meaning.refused ?? []) {
    const place = { address: '127.0.0.1', port: running.port(port), servername: host };
    assert.equal(await handshakes(place, 'TLSv1.2'), false, host);
  }
}

async function checkSessions(running: Running, meaning: Meaning): Promise<void> {
  for (const { host, port, tickets, timeout, cached } of meaning.sessions ?? []) {
    const place = { address: '127.0.0.1', port: running.port(port), servername: host };
    const hint = await ticketLifetime(place);
    assert.deepEqual(hint, tickets ? timeout : null, `ticket of ${host}`);
    assert.equal(await isResumedById(place), cached, `session of ${host}`);
  }
}

for (const [name, meaning] of Object.entries(MEANINGS)) {
  test(`nginx does as the table says: ${name}`, async (t) => {
    const program = liveOrSkip(t, 'nginx');
    if (program === null || liveOrSkip(t, 'openssl') === null) return;
    const running = await run(name);
    t.after(() => running.server.stop());
    await checkReplies(running, meaning);
    await checkLimits(running, meaning);
    await checkOffers(running, meaning, versionOf(program));
    await checkSessions(running, meaning);
  });
}

/** `nginx -v` writes to standard error. */
function versionOf(program: string): string {
  const { stderr } = spawnSync(program, ['-v'], { encoding: 'utf8' });
  return /(\d+\.\d+\.\d+)/.exec(stderr)?.[1] ?? '';
}
