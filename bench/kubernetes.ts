/**
 * What judging manifests costs: against kube-score over real ones, on files that it can read too (it stops at the first
 * that it cannot), and how the cost grows with the number of files.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Command, paired, sample } from './process.ts';
import type { Measured } from './secret-sources.ts';

const SECBASELINE = resolve('bin/secbaseline.js');

/** Enough copies of the corpus for 25 MB. */
const COPIES = 3;
const NUMBERS = [100, 1_000, 10_000];

/** The rules that are about manifests: what kube-score has no counterpart for (secrets, servers) costs time of its own. */
function ruleOptions(): readonly string[] {
  const ids = readdirSync('rules/kubernetes').map((name) => name.replace(/\.yaml$/, ''));
  return ids.flatMap((id) => ['--rule', id]);
}

function check(cwd: string, options: readonly string[]): Command {
  return { name: 'check', argv: ['node', SECBASELINE, 'check', '.', '--exit-zero', ...options], cwd };
}

/** `corpus` holds one archive for each origin; `hasPeer` where kube-score is on the PATH. */
export function measureKubernetes(
  folder: string,
  corpus: string,
  runs: number,
  hasPeer: boolean,
): readonly Measured[] {
  const unpacked = join(folder, 'manifests');
  mkdirSync(unpacked);
  for (const name of readdirSync(corpus).filter((file) => file.endsWith('.tar.gz'))) {
    spawnSync('tar', ['-xzf', join(corpus, name), '-C', unpacked]);
  }
  return [overRealOnes(folder, unpacked, runs, hasPeer), growth(folder)];
}

function overRealOnes(folder: string, unpacked: string, runs: number, hasPeer: boolean): Measured {
  const names = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .filter((name) => !hasPeer || isReadByPeer(join(unpacked, name)));
  const copies = join(folder, 'copies');
  const files: string[] = [];
  for (let copy = 0; copy < COPIES; copy++) {
    for (const name of names) {
      const file = join(String(copy), name);
      mkdirSync(dirname(join(copies, file)), { recursive: true });
      cpSync(join(unpacked, name), join(copies, file));
      files.push(file);
    }
  }
  const own = check(copies, ruleOptions());
  const what = `check of ${files.length} real manifests, rules for Kubernetes`;
  if (!hasPeer) {
    const { wall, memory } = sample(own);
    const measured = `${(wall / 1000).toFixed(1)} s, ${(memory ?? 0).toFixed(0)} MB`;
    return { what, measured, goal: '≤ 1.0 × kube-score, not installed here', holds: null };
  }
  const peer: Command = { name: 'kube-score', argv: ['kube-score', 'score', ...files], cwd: copies };
  const { a, b, ratio } = paired(own, peer, Math.max(3, Math.ceil(runs / 3)));
  const memory = a.memory ?? 0;
  return {
    what: `${what}, against kube-score`,
    measured: `${(a.wall / 1000).toFixed(1)} / ${(b.wall / 1000).toFixed(1)} s = ${ratio.toFixed(2)} ×, ${memory.toFixed(0)} MB`,
    goal: '≤ 1.0 ×, ≤ 300 MB',
    holds: ratio <= 1 && memory <= 300,
  };
}

function isReadByPeer(file: string): boolean {
  const { stderr } = spawnSync('kube-score', ['score', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return !stderr.includes('Failed');
}

/** Seconds of processor time beyond those of an empty run, for each thousand files: the same for few and for many. */
function growth(folder: string): Measured {
  const costs = NUMBERS.map((count) => {
    const top = join(folder, `files-${count}`);
    mkdirSync(top);
    for (let index = 0; index < count; index++) writeFileSync(join(top, `${index}.yaml`), workload(index));
    const { cpu, wall } = sample(check(top, ruleOptions()));
    return (cpu ?? wall) / 1000;
  });
  const [few = 0, , many = 0] = costs;
  const [first = 0, , last = 0] = NUMBERS;
  const slope = (many - few) / (last - first);
  const early = ((costs[1] ?? 0) - few) / ((NUMBERS[1] ?? 0) - first);
  const ratio = slope / early;
  return {
    what: `check of ${NUMBERS.join(', ')} workloads`,
    measured: `${costs.map((cost) => cost.toFixed(1)).join(', ')} s of processor time; the last thousand costs ${ratio.toFixed(2)} × the first`,
    goal: '≤ 1.2 ×',
    holds: ratio <= 1.2,
  };
}

function workload(index: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${index}
  namespace: shop
spec:
  template:
    metadata: { labels: { app: web-${index} } }
    spec:
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: web
          image: registry.test/web:1.${index}
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;
}
