/**
 * A real API server with its store, on loopback, with neither controllers nor kubelets: what is posted stands there as
 * posted, with the server's defaults. Its programs are built by `test/live/kube-apiserver/build`.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as requestHttps } from 'node:https';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from './nginx-server.ts';

const MODULE = resolve('test/live/kube-apiserver');
const START_MS = 120_000;

/** Users with their tokens: one with every right, and one whom nobody gave any. */
const USERS = { admin: 'admin-token-5f2c', guest: 'guest-token-91ab' } as const;

export interface KubeApiServer {
  readonly port: number;
  /** PEM. */
  readonly authority: string;
  /** A JSON request of the admin; rejects for any status from 400. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Writes a kubeconfig and gives its path. */
  kubeconfig(user: keyof typeof USERS, file?: string): string;
  /** What was asked since the start, by the audit log: `GET /api/v1/pods?limit=500 application/json`. */
  requests(): readonly { readonly uri: string; readonly user: string; readonly agent: string }[];
  stop(): Promise<void>;
}

/** Where the build puts its programs: a folder for each state of the module. */
export function apiServerFolder(): string {
  const hash = createHash('sha256');
  for (const file of ['go.sum', 'go.mod', 'apiserver/main.go', 'etcd/main.go'])
    hash.update(readFileSync(join(MODULE, file)));
  const { XDG_CACHE_HOME = '' } = process.env;
  const cache = XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
  return join(cache, 'secbaseline', `kube-apiserver-${hash.digest('hex').slice(0, 16)}`);
}

/** The folder of the programs, or null after the test was marked as skipped. */
export function apiServerOrSkip(t: TestContext): string | null {
  if (process.env.SECBASELINE_WITHOUT_LIVE === '1') {
    t.skip('SECBASELINE_WITHOUT_LIVE=1');
    return null;
  }
  const folder = apiServerFolder();
  if (existsSync(join(folder, 'kube-apiserver')) && existsSync(join(folder, 'etcd'))) return folder;
  const missing = 'kube-apiserver is not built: test/live/kube-apiserver/build does that';
  assert.notEqual(process.env.SECBASELINE_REQUIRE_LIVE, '1', missing);
  t.skip(missing);
  return null;
}

export async function startApiServer(programs: string): Promise<KubeApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'secbaseline-kube-'));
  const [client = 0, peer = 0, port = 0] = await freePorts(3);
  const etcd = spawn(
    join(programs, 'etcd'),
    [
      ['data-dir', join(folder, 'etcd')],
      ['listen-client-urls', `http://127.0.0.1:${client}`],
      ['advertise-client-urls', `http://127.0.0.1:${client}`],
      ['listen-peer-urls', `http://127.0.0.1:${peer}`],
      ['initial-advertise-peer-urls', `http://127.0.0.1:${peer}`],
      ['initial-cluster', `default=http://127.0.0.1:${peer}`],
      ['unsafe-no-fsync', 'true'],
      ['log-level', 'error'],
    ].map(([name, value]) => `--${name}=${value}`),
    { stdio: 'ignore' },
  );
  const key = join(folder, 'service-accounts.pem');
  writeFileSync(key, execFileSync('openssl', ['genrsa', '2048'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${USERS.admin},admin,1,"system:masters"\n${USERS.guest},guest,2,"guests"\n`);
  const policy = join(folder, 'audit.json');
  writeFileSync(
    policy,
    JSON.stringify({
      apiVersion: 'audit.k8s.io/v1',
      kind: 'Policy',
      omitStages: ['RequestReceived'],
      rules: [{ level: 'Metadata' }],
    }),
  );
  const server = spawn(
    join(programs, 'kube-apiserver'),
    [
      ['etcd-servers', `http://127.0.0.1:${client}`],
      ['bind-address', '127.0.0.1'],
      ['advertise-address', '127.0.0.1'],
      ['secure-port', String(port)],
      ['cert-dir', join(folder, 'certificates')],
      ['token-auth-file', tokens],
      ['authorization-mode', 'RBAC'],
      // There are no controllers that would make the accounts which it asks for.
      ['disable-admission-plugins', 'ServiceAccount'],
      ['service-account-issuer', 'https://kubernetes.default.svc'],
      ['service-account-key-file', key],
      ['service-account-signing-key-file', key],
      ['service-cluster-ip-range', '10.96.0.0/16'],
      ['allow-privileged', 'true'],
      ['audit-policy-file', policy],
      ['audit-log-path', join(folder, 'audit.log')],
      ['audit-log-mode', 'blocking'],
    ].map(([name, value]) => `--${name}=${value}`),
    { stdio: ['ignore', 'ignore', process.env.SECBASELINE_KUBE_LOG === '1' ? 'inherit' : 'ignore'] },
  );
  const stop = async (): Promise<void> => {
    // The server waits for its store when that goes first.
    await ended(server);
    await ended(etcd);
    rmSync(folder, { recursive: true, force: true });
  };
  const ask = (method: string, path: string, body?: unknown) => send(port, method, path, body);
  try {
    await whenReady([etcd, server], ask);
  } catch (error) {
    await stop();
    throw error;
  }
  const authority = readFileSync(join(folder, 'certificates', 'apiserver.crt'), 'utf8');
  return {
    port,
    authority,
    ask,
    kubeconfig: (user, file = join(folder, `${user}.json`)) => {
      writeFileSync(file, kubeconfigText(`https://127.0.0.1:${port}`, authority, { token: USERS[user] }));
      return file;
    },
    requests: () =>
      readFileSync(join(folder, 'audit.log'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
        .map(({ requestURI, user, userAgent }) => ({
          uri: requestURI,
          user: user.username,
          agent: userAgent ?? '',
        })),
    stop,
  };
}

/** A kubeconfig (JSON is YAML) with one context, called `test`. */
export function kubeconfigText(
  server: string,
  authority: string,
  user: Readonly<Record<string, unknown>>,
): string {
  const data = Buffer.from(authority).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': data } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'test', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'test',
  });
}

async function whenReady(children: readonly ChildProcess[], ask: KubeApiServer['ask']): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      await ask('GET', '/readyz');
      return;
    } catch (error) {
      if (children.some(({ exitCode }) => exitCode !== null) || Date.now() > deadline) throw error;
      await pause(100);
    }
  }
}

function send(port: number, method: string, path: string, body?: unknown): Promise<unknown> {
  return new Promise((done, reject) => {
    const headers = { Authorization: `Bearer ${USERS.admin}`, 'Content-Type': 'application/json' };
    // It is our own child on loopback.
    const sent = requestHttps(
      { host: '127.0.0.1', port, method, path, headers, rejectUnauthorized: false },
      async (response) => {
        const text = Buffer.concat(await response.toArray()).toString('utf8');
        if ((response.statusCode ?? 500) >= 400)
          reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
        else done(text.startsWith('{') ? JSON.parse(text) : text);
      },
    );
    sent.once('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exit;
  clearTimeout(late);
}
