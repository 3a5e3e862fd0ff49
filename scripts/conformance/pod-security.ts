/** The official Pod Security golden manifests, and random pods and workloads with the official evaluator's verdict. */
import { readdirSync, readFileSync } from 'node:fs';
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { kubernetesCollector } from '../../src/checks/kubernetes/collect.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import { type Agreement, jsonLines } from './agreement.ts';

export interface PodSecurityCase {
  readonly id: string;
  readonly manifest: string;
  readonly minor: number;
  readonly level: 'baseline' | 'restricted';
  /** Sorted official ids; null where only is known that some fail. */
  readonly failing: readonly string[] | null;
  readonly passes: boolean;
}

interface Violation {
  readonly level: string;
  readonly check: string;
}

/** The failing ids that the facts name at a level; null where there is not exactly one pod, or something was not analysed. */
export function foundFailing({ manifest, minor, level }: PodSecurityCase): readonly string[] | null {
  const options = { ...COLLECT_DEFAULTS, kubernetesVersion: `1.${minor}` };
  const { facts, notAnalysed } = kubernetesCollector.collect(
    memoryProject({ 'pod.yaml': manifest }),
    options,
  );
  const pods = facts.filter(({ fact }) => fact === 'k8s.pod');
  const [pod] = pods;
  if (pod === undefined || pods.length > 1 || notAnalysed.length > 0) return null;
  const { level: strictest, failing } = pod.value.pss as { level: string; failing: readonly string[] };
  const violations = pod.value.violations as readonly Violation[];
  const baseline = violations.filter((violation) => violation.level === 'baseline').map(({ check }) => check);
  const found = level === 'restricted' ? failing : [...new Set(baseline)].sort();
  if (level === 'restricted') return (strictest === 'restricted') === (found.length === 0) ? found : null;
  // What restricted exempts (Windows) may be refused at baseline.
  return found.length === 0 && strictest === 'privileged' ? null : found;
}

export function agrees(one: PodSecurityCase): boolean {
  const found = foundFailing(one);
  if (found === null || (found.length === 0) !== one.passes) return false;
  return one.failing === null || JSON.stringify(found) === JSON.stringify(one.failing);
}

/** `1.22-1.37` → 22 … 37. */
function minors(range: string): readonly number[] {
  const [from = 0, to = from] = range.split('-').map((version) => Number(version.slice(2)));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

export function goldenCases(folder: string): readonly PodSecurityCase[] {
  const lines = readFileSync(`${folder}/index.jsonl`, 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const entry = JSON.parse(line);
    const manifest = readFileSync(`${folder}/${entry.file}`, 'utf8');
    const versions: readonly number[] = entry.versions.flatMap(minors);
    return versions.map((minor) => ({
      id: `${entry.file} ${entry.level} 1.${minor}`,
      manifest,
      minor,
      level: entry.level,
      failing: entry.expected === 'pass' ? [] : null,
      passes: entry.expected === 'pass',
    }));
  });
}

export function fuzzCases(folder: string): readonly PodSecurityCase[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'));
  return files.flatMap((file) =>
    jsonLines(`${folder}/${file}`).flatMap((line) => {
      const { id, fails, pod, object } = line as {
        id: string;
        fails: Record<string, Record<'baseline' | 'restricted', readonly string[]>>;
        pod?: unknown;
        object?: unknown;
      };
      const manifest = JSON.stringify(pod ?? object);
      return Object.entries(fails).flatMap(([version, levels]) =>
        (['baseline', 'restricted'] as const).map((level) => ({
          id: `${file} ${id} ${level} ${version}`,
          manifest,
          minor: Number(version.replace('v1.', '')),
          level,
          failing: levels[level],
          passes: levels[level].length === 0,
        })),
      );
    }),
  );
}

export function goldenAgreement(folder: string): Agreement {
  return count(goldenCases(folder));
}

export function fuzzAgreement(folder: string): Agreement {
  return count(fuzzCases(folder));
}

function count(cases: readonly PodSecurityCase[]): Agreement {
  return { agreed: cases.filter(agrees).length, total: cases.length };
}
