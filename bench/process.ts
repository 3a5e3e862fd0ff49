/** Times whole processes in pairs, A B A B …, so that a machine that changes its speed changes both sides. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Command {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
}

/** Of one run: wall time and processor time in ms, peak memory in MB (null without GNU time). */
export interface Sample {
  readonly wall: number;
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly code: number | null;
}

const GNU_TIME = '/usr/bin/time';

/** Runs a command once; its output goes to /dev/null. */
export function sample(command: Command): Sample {
  const folder = mkdtempSync(join(tmpdir(), 'secbaseline-bench-'));
  const figures = join(folder, 'time');
  const timed = existsSync(GNU_TIME);
  const argv = timed ? [GNU_TIME, '-q', '-f', '%U %S %M', '-o', figures, ...command.argv] : command.argv;
  const [program = '', ...args] = argv;
  const start = process.hrtime.bigint();
  const { status, error } = spawnSync(program, args, { cwd: command.cwd, stdio: 'ignore' });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (error !== undefined) throw error;
  const [user, system, memory] = timed ? readFileSync(figures, 'utf8').trim().split(' ').map(Number) : [];
  rmSync(folder, { recursive: true });
  return {
    wall,
    cpu: user === undefined || system === undefined ? null : (user + system) * 1000,
    memory: memory === undefined ? null : memory / 1024,
    code: status,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export interface Paired {
  readonly a: Sample;
  readonly b: Sample;
  /** Median of the ratios of each pair's wall times. */
  readonly ratio: number;
}

/** Runs both commands in turn, one warm-up each, and gives medians of every figure. */
export function paired(a: Command, b: Command, runs: number): Paired {
  sample(a);
  sample(b);
  const pairs = Array.from({ length: runs }, () => [sample(a), sample(b)] as const);
  return {
    a: medianSample(pairs.map(([first]) => first)),
    b: medianSample(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first.wall / second.wall)),
  };
}

function medianSample(samples: readonly Sample[]): Sample {
  const known = (values: readonly (number | null)[]): readonly number[] =>
    values.filter((value) => value !== null);
  const cpu = known(samples.map((one) => one.cpu));
  const memory = known(samples.map((one) => one.memory));
  return {
    wall: median(samples.map((one) => one.wall)),
    cpu: cpu.length === 0 ? null : median(cpu),
    memory: memory.length === 0 ? null : median(memory),
    code: samples[0]?.code ?? null,
  };
}
