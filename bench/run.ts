/**
 * Measures what the project promises about speed and size, and prints the table for docs/benchmarks.md. Whole
 * processes in pairs, medians. `SECBASELINE_CORPUS` names a folder with real configurations under `nginx/` and
 * `kubernetes/`; peers are measured where they are on the PATH (`pip install gixy-ng`, `go install
 * github.com/zegl/kube-score/cmd/kube-score@latest`). `npm run bench -- --quick` makes fewer runs,
 * `npm run bench -- --adversarial` tries the worst inputs of all detectors and nothing else, which takes half an hour.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { measureAdversarial } from './adversarial.ts';
import { evaluationsPerSecond } from './engine.ts';
import { measureHba } from './hba.ts';
import { measureKubernetes } from './kubernetes.ts';
import { measureCluster } from './kubernetes-live.ts';
import { measureLive } from './live.ts';
import { measurePostgresLive } from './postgres-live.ts';
import { type Command, paired, sample } from './process.ts';
import { measureTrees } from './secret-scan.ts';
import { measureHistory, measureHook } from './secret-sources.ts';

const quick = process.argv.includes('--quick');
const adversarial = process.argv.includes('--adversarial');
const RUNS = quick ? 5 : 15;
const SECBASELINE = resolve('bin/secbaseline.js');

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly holds: boolean | null;
}

const rows: Row[] = [];
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const mb = (value: number | null): string =>
  value === null ? 'memory not measured' : `${value.toFixed(0)} MB`;

function onPath(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}

const SMALL = `events {}
http {
  server_tokens off;
  limit_req_zone $binary_remote_addr zone=api:10m rate=20r/s;
  server {
    listen 443 ssl;
    server_name api.test;
    ssl_protocols TLSv1.1 TLSv1.2;
    ssl_certificate api.crt;
    ssl_certificate_key api.key;
    add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;
    location / {
      proxy_pass http://127.0.0.1:8080;
      limit_req zone=api burst=20;
    }
    location /reports/ {
      add_header Cache-Control no-store;
    }
  }
}
`;

function startUp(folder: string): void {
  writeFileSync(join(folder, 'nginx.conf'), SMALL);
  const check: Command = { name: 'check', argv: ['node', SECBASELINE, 'check', 'nginx.conf'], cwd: folder };
  const { a, b, ratio } = paired(check, { name: 'node', argv: ['node', '-e', '0'] }, RUNS);
  rows.push({
    what: 'check of one 20-line nginx.conf, against bare `node -e 0`',
    measured: `${ms(a.wall)} / ${ms(b.wall)} = ${ratio.toFixed(2)} ×, ${mb(a.memory)}`,
    goal: '≤ 2.6 ×',
    holds: ratio <= 2.6,
  });
}

function corpus(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.conf'),
  );
  const check: Command = { name: 'check', argv: ['node', SECBASELINE, 'check', '.'], cwd: folder };
  const what = `check of ${files.length} real nginx files in one process`;
  if (!onPath('gixy')) {
    const { wall, memory } = sample(check);
    rows.push({
      what,
      measured: `${ms(wall)}, ${mb(memory)}`,
      goal: '≤ 0.4 × gixy-ng, not installed here',
      holds: null,
    });
    return;
  }
  const { a, b, ratio } = paired(check, { name: 'gixy', argv: ['gixy', ...files.sort()], cwd: folder }, RUNS);
  rows.push({
    what: `${what}, against gixy-ng`,
    measured: `${ms(a.wall)} / ${ms(b.wall)} = ${ratio.toFixed(2)} ×, ${mb(a.memory)} / ${mb(b.memory)}`,
    goal: '≤ 0.4 ×, ≤ 160 MB',
    holds: ratio <= 0.4 && (a.memory === null || a.memory <= 160),
  });
}

function rulesTest(): void {
  const { wall, code } = sample({ name: 'rules test', argv: ['node', SECBASELINE, 'rules', 'test'] });
  rows.push({
    what: 'rules test with all mutations',
    measured: `${(wall / 1000).toFixed(1)} s, exit code ${code}`,
    goal: '≤ 45 s',
    holds: wall <= 45_000 && code === 0,
  });
}

function engine(): void {
  const rate = evaluationsPerSecond();
  rows.push({
    what: 'rule × fact evaluations a second in one thread',
    measured: `${(rate / 1e6).toFixed(1)} million`,
    goal: '≥ 1 million',
    holds: rate >= 1e6,
  });
}

async function all(folder: string): Promise<void> {
  startUp(folder);
  const real = process.env.SECBASELINE_CORPUS;
  if (real === undefined) console.error('SECBASELINE_CORPUS is not set: the corpus is not measured');
  else {
    corpus(resolve(real, 'nginx'));
    rows.push(...measureKubernetes(folder, resolve(real, 'kubernetes'), RUNS, onPath('kube-score')));
  }
  rulesTest();
  engine();
  rows.push(...measureHba(folder), ...(await measurePostgresLive(folder, RUNS)));
  rows.push(...(await measureCluster(folder, RUNS)));
  rows.push(...measureHook(folder, RUNS), measureHistory(folder, Math.ceil(RUNS / 3)));
  rows.push(...(await measureLive(folder, RUNS, onPath)));
  rows.push(...measureTrees(folder, RUNS), ...(await measureAdversarial(folder, false)));
}

const folder = mkdtempSync(join(tmpdir(), 'secbaseline-bench-'));
try {
  if (adversarial) rows.push(...(await measureAdversarial(folder, true)));
  else await all(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const processors = cpus();
console.log(
  `Node ${process.version}, ${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, ${RUNS} pairs\n`,
);
console.log('| what | measured | goal | holds |\n|---|---|---|---|');
for (const { what, measured, goal, holds } of rows)
  console.log(`| ${what} | ${measured} | ${goal} | ${holds === null ? '–' : holds ? 'yes' : '**no**'} |`);
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;
