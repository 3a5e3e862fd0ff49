/** Servers of PostgreSQL to be judged over the wire, and the runs that judge them. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { makeCertificate } from './tls-certificates.ts';

const SECBASELINE = resolve('bin/secbaseline.js');
export const PASSWORD = 'correct horse battery staple 7';

export interface LiveFinding {
  readonly rule: string;
  readonly evidence: string;
  readonly message: string;
  readonly location: { readonly path: string; readonly startLine: number } | null;
}

export interface LiveReport {
  readonly status: string;
  readonly findings: readonly LiveFinding[];
  readonly notAnalysed: readonly { readonly reason: string }[];
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'secbaseline-pgcert-')));
// Of the whole file: inside of a suite it would go with that suite.
after(() => rmSync(folder, { recursive: true, force: true }));

let made: { readonly certificate: string; readonly key: string } | null = null;

/** A certificate for 127.0.0.1, made once; its own authority. */
export function loopbackCertificate(): { readonly certificate: string; readonly key: string } {
  const day = (offset: number) =>
    new Date(Date.now() + offset * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '');
  const dates = { from: day(-1), to: day(30) };
  made ??= makeCertificate(folder, { name: 'pg', key: 'rsa:2048', ...dates, subjectAltName: 'IP:127.0.0.1' });
  return made;
}

/** A server with faults that can be seen, and roles with every right (admin), with few (watcher), and with none (plain). */
export async function faultyServer(programs: string, settings: string, more: readonly string[] = []) {
  const server = await startPostgres(programs, settings);
  const tls = loopbackCertificate();
  server.write('server.crt', readFileSync(tls.certificate, 'utf8'));
  server.write('server.key', readFileSync(tls.key, 'utf8'));
  server.write(
    'pg_hba.conf',
    '# written by a test\n\nlocal all all trust\nhost all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 trust\nhost all all 10.0.0.0/8 md5\n',
  );
  const statements = [
    'SET statement_timeout = 0',
    `CREATE ROLE admin SUPERUSER LOGIN PASSWORD '${PASSWORD}'`,
    `CREATE ROLE watcher LOGIN PASSWORD '${PASSWORD}'`,
    'GRANT pg_monitor TO watcher',
    `CREATE ROLE plain LOGIN PASSWORD '${PASSWORD}'`,
    'SET password_encryption = md5',
    "CREATE ROLE md5user LOGIN PASSWORD 'x'",
    'RESET password_encryption',
    'ALTER ROLE plain SET statement_timeout = 0',
    ...more,
    'SELECT pg_reload_conf()',
  ];
  try {
    for (const statement of statements) await server.session.query(statement);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

export type Environment = Readonly<Record<string, string>>;

/** A DSN for a role in `$DSN`, with the server's authority. */
export function dsnOf(server: PostgresServer | null, role: string, more = ''): Environment {
  const root = encodeURIComponent(loopbackCertificate().certificate);
  const password = encodeURIComponent(PASSWORD);
  return {
    DSN: `postgres://${role}:${password}@127.0.0.1:${server?.port}/postgres?sslrootcert=${root}${more}`,
  };
}

/** Runs `check` with the strict profile. */
export function checkLive(folder: string, environment: Environment, ...args: readonly string[]) {
  return new Promise<{ readonly code: number; readonly output: string; readonly report: LiveReport }>(
    (done) => {
      const argv = [SECBASELINE, 'check', '--format', 'json', '--profile', 'strict', ...args];
      const env = { ...process.env, ...environment };
      const child = execFile('node', argv, { cwd: folder, env, maxBuffer: 1 << 26 }, (_, stdout, stderr) =>
        done({ code: child.exitCode ?? -1, output: stdout + stderr, report: JSON.parse(stdout) }),
      );
    },
  );
}

/** The findings of a rule. */
export function about({ findings }: LiveReport, rule: string): readonly LiveFinding[] {
  return findings.filter((finding) => finding.rule === rule);
}
