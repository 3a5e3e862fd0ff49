/** A real nginx on loopback from a configuration text, in a folder of its own that vanishes with it. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram } from './live.ts';

const run = promisify(execFile);
const HOST = '127.0.0.1';
const START_MS = 10_000;

/**
 * Goes to the top of a configuration: one process in the foreground that writes into its own folder only. Paths are
 * relative to the prefix.
 */
export const MAIN_PRELUDE = [
  'daemon off;',
  'master_process off;',
  'pid nginx.pid;',
  'error_log error.log info;',
  '',
].join('\n');

/** Goes into the http block: temporary files stay in the prefix, so that no right to /var is needed. */
export const HTTP_PRELUDE = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  .map((kind) => `${kind}_temp_path tmp/${kind};\n`)
  .join('');

export interface NginxFiles {
  /** `nginx.conf` and whatever it includes or serves: path in the prefix to content. */
  readonly files: Readonly<Record<string, string>>;
  /** Sockets that must accept before the server counts as started. */
  readonly sockets: readonly { readonly address: string; readonly port: number }[];
}

export interface RunningNginx {
  readonly prefix: string;
  /** Reads a file of the prefix (`access.log`), empty where there is none. */
  readFile(path: string): string;
  stop(): Promise<void>;
}

export type NginxStart =
  | { readonly kind: 'running'; readonly server: RunningNginx }
  /** What `nginx -t` or the starting server says against the configuration. */
  | { readonly kind: 'refused'; readonly message: string };

/** A self-signed ECDSA certificate, `cert.pem` and `key.pem`, made once per process. Returns the folder. */
export function certificateFolder(): string {
  certificates ??= makeCertificates();
  return certificates;
}

let certificates: string | undefined;

function makeCertificates(): string {
  const folder = mkdtempSync(join(tmpdir(), 'secbaseline-cert-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const openssl = findProgram('openssl') ?? 'openssl';
  for (const [name, kind] of [
    ['rsa', ['rsa:2048']],
    ['', ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']],
  ] as const) {
    const prefix = name === '' ? '' : `${name}-`;
    execFileSync(
      openssl,
      ['req', '-x509', '-nodes', '-days', '2', '-subj', '/CN=test', '-newkey', ...kind].concat([
        '-keyout',
        join(folder, `${prefix}key.pem`),
        '-out',
        join(folder, `${prefix}cert.pem`),
      ]),
      { stdio: 'ignore' },
    );
  }
  return folder;
}

/** That many TCP ports on 127.0.0.1 which nobody listens on now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      server.listen(0, HOST);
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function layOut(files: Readonly<Record<string, string>>): string {
  const prefix = mkdtempSync(join(tmpdir(), 'secbaseline-nginx-'));
  mkdirSync(join(prefix, 'tmp'));
  const folder = certificateFolder();
  for (const name of ['cert.pem', 'key.pem', 'rsa-cert.pem', 'rsa-key.pem']) {
    copyFileSync(join(folder, name), join(prefix, name));
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(prefix, path)), { recursive: true });
    writeFileSync(join(prefix, path), content);
  }
  return prefix;
}

function program(): string {
  return findProgram('nginx') ?? 'nginx';
}

function commandLine(prefix: string): readonly string[] {
  return ['-p', `${prefix}/`, '-e', join(prefix, 'error.log'), '-c', 'nginx.conf'];
}

/** What `nginx -t` says: null where the configuration is good, else the message. */
export async function checkNginx(files: Readonly<Record<string, string>>): Promise<string | null> {
  const prefix = layOut(files);
  try {
    await run(program(), [...commandLine(prefix), '-t', '-q'], { timeout: START_MS });
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    rmSync(prefix, { recursive: true, force: true });
  }
}

function messageOf(error: unknown): string {
  const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '';
  return said.trim() === '' ? String(error) : said.trim();
}

/** Starts nginx and waits until every socket accepts. The caller stops it. */
export async function startNginx(request: NginxFiles): Promise<NginxStart> {
  const prefix = layOut(request.files);
  const child = spawn(program(), [...commandLine(prefix)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const failed = once(child, 'exit').then(
    () => true,
    () => true,
  );
  const stop = async (): Promise<void> => {
    await endProcess(child, failed);
    rmSync(prefix, { recursive: true, force: true });
  };
  const until = Date.now() + START_MS;
  for (const { address, port } of request.sockets) {
    while (!(await accepts(address, port))) {
      const ended = await Promise.race([failed, pause(3, false)]);
      if (ended || Date.now() > until) {
        await stop();
        return { kind: 'refused', message: said.trim() || `nothing accepts on ${address}:${port}` };
      }
    }
  }
  return { kind: 'running', server: { prefix, stop, readFile: (path) => readOrEmpty(join(prefix, path)) } };
}

async function endProcess(child: ChildProcess, ended: Promise<boolean>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const inTime = await Promise.race([ended, pause(2_000, false)]);
  if (inTime) return;
  child.kill('SIGKILL');
  await ended;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
