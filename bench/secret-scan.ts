/** How fast secrets are found in a tree, beside a native scanner where one is on the PATH. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type Command, paired } from './process.ts';
import type { Measured } from './secret-sources.ts';

const SECBASELINE = resolve('bin/secbaseline.js');

/**
 * The texts among what npm installed here and in the folders that `SECBASELINE_TEXTS` names (as PATH names its folders):
 * installed packages and module caches, of which there should be 200 MB. Then what npm installed as it is, most of which is
 * programs, for which there is no goal against the peer.
 */
export function measureTrees(folder: string, runs: number): readonly Measured[] {
  const installed = resolve('node_modules');
  const sources = (process.env.SECBASELINE_TEXTS ?? '').split(delimiter).filter((source) => source !== '');
  const texts = join(folder, 'texts');
  for (const [number, source] of [installed, ...sources].entries())
    copyTexts(source, join(texts, `${number}`));
  return [
    ...measureTree('texts (installed packages, module caches)', texts, runs, 0.6),
    ...measureTree('what npm installed here, most of it programs', installed, runs, null),
  ];
}

function measureTree(what: string, tree: string, runs: number, most: number | null): readonly Measured[] {
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
      what: 'the same, processor time against kingfisher',
      measured: `${a.cpu?.toFixed(0)} ms / ${b.cpu?.toFixed(0)} ms = ${ratio?.toFixed(2) ?? '?'} ×`,
      goal: most === null ? '–' : `≤ ${most} ×`,
      holds: ratio === null || most === null ? null : ratio <= most,
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

function fileSize(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : 0;
}

function onPath(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}
