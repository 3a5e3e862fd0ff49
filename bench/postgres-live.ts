/** What judging a running PostgreSQL costs: the whole process against bare Node, and the time that the server spends on it. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { POSTGRES } from '../test/support/postgres-programs.ts';
import { type PostgresServer, startPostgres } from '../test/support/postgres-server.ts';
import { type Command, median, paired } from './process.ts';

const SECBASELINE = resolve('bin/secbaseline.js');
const LOGGED = ['logging_collector = on', "log_min_messages = 'log'", 'log_min_duration_statement = 0', ''];

/** Rows for the table, one pair for each server that is installed. */
export async function measurePostgresLive(folder: string, runs: number) {
  const rows = [];
  // Files of other measurements stand in the folder, and a check looks at what stands where it runs.
  const cwd = join(folder, 'postgres');
  mkdirSync(cwd);
  for (const { name, folder: programs } of POSTGRES) {
    if (programs === null) {
      console.error(`${name} is not installed: it is not measured`);
      continue;
    }
    const server = await startPostgres(programs, LOGGED.join('\n'));
    try {
      rows.push(...measure(cwd, server, runs));
    } finally {
      await server.stop();
    }
  }
  return rows;
}

function measure(cwd: string, server: PostgresServer, runs: number) {
  server.write('pg_hba.conf', 'local all all trust\nhost all all 127.0.0.1/32 trust\n');
  process.env.SECBASELINE_BENCH_DSN = `postgres://postgres@127.0.0.1:${server.port}/postgres?sslmode=require`;
  const argv = ['node', SECBASELINE, 'check', '--dsn-env', 'SECBASELINE_BENCH_DSN', '--quiet'];
  const check: Command = { name: 'check', argv, cwd };
  const before = sessions(server).length;
  const { a, b, ratio } = paired(check, { name: 'node', argv: ['node', '-e', '0'] }, runs);
  const spent = median(sessions(server).slice(before));
  const what = `check of a running PostgreSQL ${server.version} on loopback over TLS`;
  return [
    {
      what: `${what}, against bare \`node -e 0\``,
      measured: `${a.wall.toFixed(0)} ms / ${b.wall.toFixed(0)} ms = ${ratio.toFixed(2)} ×`,
      goal: '≤ 4 ×',
      holds: a.code !== 3 && ratio <= 4,
    },
    {
      what: `the server's time for it`,
      measured: `${spent.toFixed(1)} ms`,
      goal: '≤ 50 ms',
      holds: spent <= 50,
    },
  ];
}

/** The time of all statements of each session, in ms, in order. */
function sessions({ data }: PostgresServer): readonly number[] {
  const spent = new Map<string, number>();
  for (const name of readdirSync(join(data, 'log')).sort()) {
    const log = readFileSync(join(data, 'log', name), 'utf8');
    for (const [, id = '', ms] of log.matchAll(/ \[(\d+)\] LOG: {2}duration: ([\d.]+) ms/g))
      spent.set(id, (spent.get(id) ?? 0) + Number(ms));
  }
  return [...spent.values()];
}
