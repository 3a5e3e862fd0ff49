/** How fast secrets are found in a tree, beside a native scanner where one is on the PATH, and in the worst of inputs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { expandExample } from '../src/checks/secrets/expand.ts';
import { fullScanner } from '../src/checks/secrets/full-scanner.ts';
import { compiledBuiltInDetectors, writtenDetectors } from '../src/cli/built-in-detectors.ts';
import { type Command, paired } from './process.ts';
import type { Measured } from './secret-sources.ts';

const SECBASELINE = resolve('bin/secbaseline.js');
const ADVERSARIAL_BYTES = 3_000_000;

/**
 * What is installed here, most of which is programs, and the texts of the folders that `SECBASELINE_TEXTS` names (as PATH
 * names its folders): installed packages and module caches, of which there should be 200 MB.
 */
export function measureTrees(folder: string, runs: number): readonly Measured[] {
  const installed = measureTree('what is installed', resolve('node_modules'), runs);
  const sources = (process.env.SECBASELINE_TEXTS ?? '').split(delimiter).filter((source) => source !== '');
  if (sources.length === 0) return installed;
  const texts = join(folder, 'texts');
  for (const [number, source] of sources.entries()) copyTexts(source, join(texts, `${number}`));
  return [...installed, ...measureTree('texts', texts, runs)];
}

function measureTree(what: string, tree: string, runs: number): readonly Measured[] {
  const bytes = filesBelow(tree).reduce((sum, name) => sum + fileSize(join(tree, name)), 0);
  const ours: Command = {
    name: 'secbaseline',
    argv: ['node', SECBASELINE, 'secrets', '--all', '--exit-zero', '.'],
    cwd: tree,
  };
  const peer: Command = {
    name: 'kingfisher',
    argv: ['kingfisher', 'scan', '--no-validate', '--git-history=none', '.'],
    cwd: tree,
  };
  const hasPeer = onPath('kingfisher');
  const { a, b } = paired(ours, hasPeer ? peer : ours, Math.min(runs, 5));
  const rate = a.cpu === null ? null : bytes / 1000 / a.cpu;
  const row: Measured = {
    what: `\`secrets\` over ${(bytes / 1e6).toFixed(0)} MB of ${what}`,
    measured: `${rate?.toFixed(0) ?? '?'} MB per CPU second, ${a.memory?.toFixed(0) ?? '?'} MB`,
    goal: '≥ 120 MB per CPU second, ≤ 150 MB',
    holds: rate === null || a.memory === null ? null : rate >= 120 && a.memory <= 150,
  };
  if (!hasPeer) return [row];
  const ratio = a.cpu === null || b.cpu === null ? null : a.cpu / b.cpu;
  return [
    row,
    {
      what: 'the same, CPU time against kingfisher',
      measured: `${a.cpu?.toFixed(0)} ms / ${b.cpu?.toFixed(0)} ms = ${ratio?.toFixed(2) ?? '?'} ×`,
      goal: '≤ 0.6 ×',
      holds: ratio === null ? null : ratio <= 0.6,
    },
  ];
}

/** Files without a NUL at their beginning, and no larger than what is read at once; archives have one. */
function copyTexts(from: string, to: string): void {
  for (const name of filesBelow(from)) {
    const file = join(from, name);
    const size = fileSize(file);
    if (size === 0 || size > 5_000_000) continue;
    const bytes = readFileSync(file);
    if (bytes.subarray(0, 8192).includes(0)) continue;
    mkdirSync(dirname(join(to, name)), { recursive: true });
    writeFileSync(join(to, name), bytes);
  }
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

/** The slowest detector on 3 MB of nothing but beginnings of what it looks for. */
export function measureAdversarial(): readonly Measured[] {
  const scan = fullScanner(compiledBuiltInDetectors());
  let worst = { id: '', ms: 0 };
  for (const { detector, examples } of writtenDetectors()) {
    const [example] = examples;
    if (example === undefined) continue;
    const whole = expandExample(example.content, detector, 'bench');
    for (const piece of [whole, whole.slice(0, Math.ceil(whole.length / 2)), `${whole.slice(0, -1)} `]) {
      const bytes = Buffer.from(piece.repeat(Math.ceil(ADVERSARIAL_BYTES / piece.length))).subarray(
        0,
        ADVERSARIAL_BYTES,
      );
      const start = performance.now();
      scan({ path: example.file ?? 'notes', bytes });
      const ms = performance.now() - start;
      if (ms > worst.ms) worst = { id: detector.id, ms };
    }
  }
  return [
    {
      what: 'the slowest of 3 MB inputs made for each detector',
      measured: `${worst.ms.toFixed(0)} ms (${worst.id})`,
      goal: '≤ 1 s',
      holds: worst.ms <= 1000,
    },
  ];
}

function fileSize(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : 0;
}

function onPath(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}
