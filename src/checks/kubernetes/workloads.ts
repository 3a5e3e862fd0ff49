/** Facts about the pods of a project. */
import type { Fact } from '../../engine/fact.ts';
import type { NotAnalysed } from '../../source/span.ts';
import { lineOf } from '../../source/text.ts';
import type { CollectOptions } from '../collector.ts';
import { containerFacts } from './container-facts.ts';
import type { KubernetesObject } from './objects.ts';
import { securityPlaceholder } from './placeholders.ts';
import { readPod } from './pod.ts';
import { type JudgedPod, podFact, serviceAccountOf } from './pod-facts.ts';
import { evaluatePod, NEWEST_MINOR, type PodVerdict } from './pod-security/evaluate.ts';
import { type PodSpec, podsOf } from './pod-specs.ts';
import { requiredLevels } from './required-level.ts';

export interface Workloads {
  readonly facts: readonly Fact[];
  readonly notAnalysed: readonly NotAnalysed[];
  readonly notes: readonly NotAnalysed[];
}

/** Each pod, with its containers right behind it. */
export function workloads(objects: readonly KubernetesObject[], options: CollectOptions): Workloads {
  const facts: Fact[] = [];
  const notAnalysed: NotAnalysed[] = [];
  const notes: NotAnalysed[] = [];
  const minor = minorOf(options.kubernetesVersion);
  const levelOf = requiredLevels(objects, options.podSecurityLevel);
  const mountsToken = tokenSettings(objects);
  for (const object of objects) {
    const { pods, patches } = podsOf(object);
    for (const place of [...pods, ...patches]) {
      if (place.isPatch) notes.push(patchNote(place));
      const pod = readPod(place);
      const open = securityPlaceholder(pod);
      if (open !== null) {
        const { source, extent } = open;
        const reason = `${open.key ?? 'a value'} is filled in later`;
        notAnalysed.push({ path: source.path, line: lineOf(source, extent.start), reason });
        continue;
      }
      const judged: JudgedPod = {
        place,
        pod,
        verdict: place.isPatch ? saidBy(evaluatePod(pod, minor)) : evaluatePod(pod, minor),
        requiredLevel: levelOf(object),
        accountMountsToken: mountsToken(place),
      };
      facts.push(podFact(judged), ...containerFacts(judged));
    }
  }
  return { facts, notAnalysed, notes };
}

function patchNote({ spec }: PodSpec): NotAnalysed {
  const { source, extent } = spec;
  const line = lineOf(source, extent.start);
  return { path: source.path, line, reason: 'a patch without images: judged by what it says itself' };
}

/** What a patch does not set, its base may. */
function saidBy({ level, violations }: PodVerdict): PodVerdict {
  return { level, violations: violations.filter(({ at }) => at !== null) };
}

/** `1.34` → 34. */
function minorOf(version: string | null): number {
  const minor = Number(version?.replace(/^v?1\./, '') ?? NEWEST_MINOR);
  return Number.isInteger(minor) ? minor : NEWEST_MINOR;
}

/** What service accounts say of their token; null for those that are not in the repository or say nothing. */
function tokenSettings(objects: readonly KubernetesObject[]): (place: PodSpec) => boolean | null {
  const key = (namespace: string | null, name: string): string => `${namespace ?? 'default'}/${name}`;
  const settings = new Map<string, boolean>();
  for (const { kind, namespace, name, root } of objects) {
    const mounts = kind === 'ServiceAccount' ? root.flag('automountServiceAccountToken') : null;
    if (mounts !== null && name !== null) settings.set(key(namespace, name), mounts);
  }
  return ({ object, spec }) => settings.get(key(object.namespace, serviceAccountOf(spec))) ?? null;
}
