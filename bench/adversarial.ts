/**
 * How long the worst inputs take that we can think of. All are tried by the bundled scanner in one process, and the slowest
 * of them by whole processes, with start and report.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { writtenDetectors } from '../src/cli/built-in-detectors.ts';
import { type Adversary, adversariesOf } from '../test/support/secret-adversary.ts';
import { adversariesOfAll } from '../test/support/secret-adversary-texts.ts';
import type { Tried } from './adversarial-scan.ts';
import { median, sample } from './process.ts';
import type { Measured } from './secret-sources.ts';

const SECBASELINE = resolve('bin/secbaseline.js');
const BYTES = 3_000_000;
const SLOWEST = 20;
/** One detector of so many, unless all are asked for, which takes half an hour. */
const EVERY = 24;

/** 3 MB made to keep one detector busy, or all of them. */
export async function measureAdversarial(folder: string, isWhole: boolean): Promise<readonly Measured[]> {
  const tried = (await tryAll(folder, isWhole ? 1 : EVERY)).toSorted((a, b) => b.seconds - a.seconds);
  const seconds = tried.map((one) => one.seconds);
  const whole = tried
    .slice(0, SLOWEST)
    .map((one) => ({ one, seconds: wholeProcess(folder, one) }))
    .sort((a, b) => b.seconds - a.seconds);
  for (const { one, seconds: inAll } of whole) {
    console.error(`${nameOf(one)}: ${one.seconds.toFixed(2)} s, the whole process ${inAll.toFixed(2)} s`);
  }
  return [
    row(`${tried.length} inputs of 3 MB made to keep the scanner busy, processor time`, seconds, tried[0]),
    row(
      `the slowest ${whole.length} of them, whole processes`,
      whole.map((one) => one.seconds),
      whole[0]?.one,
    ),
  ];
}

function row(what: string, seconds: readonly number[], slowest: Tried | undefined): Measured {
  const most = Math.max(...seconds);
  const over = seconds.filter((one) => one > 1).length;
  const name = slowest === undefined ? 'none' : nameOf(slowest);
  return {
    what,
    measured: `median ${median(seconds).toFixed(2)} s, ${over} over 1 s, the slowest ${most.toFixed(2)} s (${name})`,
    goal: '≤ 1 s',
    holds: over === 0,
  };
}

function nameOf({ detector, what }: Tried): string {
  return detector === null ? what : `${detector}, ${what}`;
}

async function tryAll(folder: string, every: number): Promise<readonly Tried[]> {
  const script = join(folder, 'adversarial-scan.cjs');
  await build({
    entryPoints: ['bench/adversarial-scan.ts'],
    outfile: script,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    minifySyntax: true,
    external: ['re2js'],
    // The rules are found from where a module stands.
    define: {
      'import.meta.url': JSON.stringify(pathToFileURL(resolve('src/config/built-in-rules.ts')).href),
    },
    logLevel: 'warning',
  });
  const lines = join(folder, 'adversarial.jsonl');
  const stdio = ['ignore' as const, openSync(lines, 'w'), 'inherit' as const];
  const { status } = spawnSync(process.execPath, [script, `${BYTES}`, `${every}`], { stdio });
  if (status !== 0) throw new Error(`scanning what is adversarial ended with ${status}`);
  return readFileSync(lines, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Tried => JSON.parse(line));
}

/** Processor time where it is known. */
function wholeProcess(folder: string, one: Tried): number {
  const adversary = adversaryOf(one);
  const cwd = join(folder, 'adversarial');
  mkdirSync(dirname(join(cwd, adversary.path)), { recursive: true });
  writeFileSync(join(cwd, adversary.path), adversary.bytes);
  const argv = ['node', SECBASELINE, 'secrets', '--all', '--exit-zero', adversary.path];
  const { cpu, wall } = sample({ name: 'secrets', argv, cwd });
  return (cpu ?? wall) / 1000;
}

function adversaryOf({ detector, index }: Tried): Adversary {
  const written = writtenDetectors();
  const one = written.find((candidate) => candidate.detector.id === detector);
  const all = one === undefined ? adversariesOfAll(written, BYTES) : adversariesOf(one, BYTES);
  const found = [...all][index];
  if (found === undefined) throw new RangeError(`${detector} has no text ${index}`);
  return found;
}
