/** A real PostgreSQL on loopback in a folder of its own, that reads whatever pg_hba.conf a test writes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { certificateFolder } from './nginx-server.ts';
import { openSession, type Session } from './postgres-session.ts';

const START_MS = 30_000;

export interface PostgresServer {
  /** 15, 18, … */
  readonly version: number;
  readonly port: number;
  readonly data: string;
  /** A superuser's session, opened before any test changes who may connect. */
  readonly session: Session;
  /** Writes a file into the data folder, as the server's user. */
  write(name: string, text: string): void;
  stop(): Promise<void>;
}

/** The user to run as: a server refuses to be root. Null where we are nobody special ourselves. */
function otherUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line =
    lines.find((one) => one.startsWith('postgres:')) ?? lines.find((one) => one.startsWith('nobody:'));
  const [, , uid = '65534', gid = '65534'] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** Makes a cluster with the programs of a folder (`initdb`, `postgres`), roles and databases, and starts it with TLS. */
export async function startPostgres(programs: string, settings = ''): Promise<PostgresServer> {
  const user = otherUser();
  const as = user ?? {};
  const folder = mkdtempSync(join(tmpdir(), 'secbaseline-pg-'));
  const own = (path: string): void => {
    if (user !== null) chownSync(path, user.uid, user.gid);
  };
  own(folder);
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', HOME: folder };
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    { ...as, env, cwd: folder, stdio: 'ignore' },
  );
  const write = (name: string, text: string): void => {
    writeFileSync(join(data, name), text);
    own(join(data, name));
  };
  const port = await freePort();
  const certificates = certificateFolder();
  for (const [from, to] of [
    ['cert.pem', 'server.crt'],
    ['key.pem', 'server.key'],
  ] as const) {
    copyFileSync(join(certificates, from), join(data, to));
    chmodSync(join(data, to), 0o600);
    own(join(data, to));
  }
  write(
    'postgresql.auto.conf',
    [
      `port = ${port}`,
      "listen_addresses = '127.0.0.1'",
      `unix_socket_directories = '${folder}'`,
      'ssl = on',
      'fsync = off',
      'max_connections = 40',
      "log_min_messages = 'fatal'",
      settings,
      '',
    ].join('\n'),
  );
  const child = spawn(join(programs, 'postgres'), ['-D', data], { ...as, env, cwd: folder, stdio: 'ignore' });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  let session: Session;
  try {
    session = await whenReady(child, folder, port);
  } catch (error) {
    child.kill('SIGKILL');
    remove();
    throw error;
  }
  const version = Math.floor(Number((await session.query('SHOW server_version_num'))[0]?.[0]) / 10_000);
  return {
    version,
    port,
    data,
    session,
    write,
    async stop() {
      session.close();
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGQUIT');
      await ended;
      remove();
    },
  };
}

async function whenReady(child: ChildProcess, folder: string, port: number): Promise<Session> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      return await openSession(join(folder, `.s.PGSQL.${port}`), 'postgres', 'postgres');
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw error;
      await pause(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** The Unix socket of a server. */
export function socketOf({ data, port }: PostgresServer): string {
  return join(dirname(data), `.s.PGSQL.${port}`);
}
