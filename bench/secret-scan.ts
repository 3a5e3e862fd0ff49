/** How fast secrets are found in a tree, beside a native scanner where one is on the PATH, and in the worst of inputs. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expandExample } from '../src/checks/secrets/expand.ts';
import { createScanner } from '../src/checks/secrets/scan.ts';
import { compiledBuiltInDetectors, writtenDetectors } from '../src/cli/built-in-detectors.ts';
import { paired, sample } from './process.ts';
import type { Measured } from './secret-sources.ts';

const SECBASELINE = resolve('bin/secbaseline.js');
const ADVERSARIAL_BYTES = 3_000_000;

/** Bytes of all files below `SECBASELINE_TREE`, or of what is installed here. */
export function measureTree(runs: number): readonly Measured[] {
  const tree = resolve(process.env.SECBASELINE_TREE ?? 'node_modules');
  const names = readdirSync(tree, { recursive: true, encoding: 'utf8' });
  const bytes = names.reduce((sum, name) => sum + fileSize(join(tree, name)), 0);
  const ours = { name: 'secbaseline', argv: ['node', SECBASELINE, 'secrets', '--all', '--exit-zero', tree] };
  const { cpu, memory } = sample(ours);
  const rate = cpu === null ? null : bytes / 1000 / cpu;
  const rows: Measured[] = [
    {
      what: `\`secrets\` over ${(bytes / 1e6).toFixed(0)} MB`,
      measured: `${rate?.toFixed(0) ?? '?'} MB per CPU second, ${memory?.toFixed(0) ?? '?'} MB`,
      goal: '≥ 120 MB per CPU second, ≤ 150 MB',
      holds: rate === null || memory === null ? null : rate >= 120 && memory <= 150,
    },
  ];
  if (!onPath('kingfisher')) return rows;
  const peer = {
    name: 'kingfisher',
    argv: ['kingfisher', 'scan', '--no-validate', '--git-history=none', tree],
  };
  const { a, b } = paired(ours, peer, Math.min(runs, 5));
  const ratio = a.cpu === null || b.cpu === null ? null : a.cpu / b.cpu;
  rows.push({
    what: 'the same, CPU time against kingfisher',
    measured: `${a.cpu?.toFixed(0)} ms / ${b.cpu?.toFixed(0)} ms = ${ratio?.toFixed(2) ?? '?'} ×`,
    goal: '≤ 0.6 ×',
    holds: ratio === null ? null : ratio <= 0.6,
  });
  return rows;
}

/** The slowest detector on 3 MB of nothing but beginnings of what it looks for. */
export function measureAdversarial(): readonly Measured[] {
  const scan = createScanner(compiledBuiltInDetectors());
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
