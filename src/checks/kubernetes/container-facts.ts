/** The facts about the containers of a pod. */
import type { Fact } from '../../engine/fact.ts';
import { isPlaceholder } from '../../source/documents/template.ts';
import { fileFact, type Positions } from '../file-fact.ts';
import { effectiveContext, effectivePositions, effectiveProvenance } from './effective.ts';
import { parseImage } from './image-reference.ts';
import type { Container } from './pod.ts';
import {
  containerWords,
  type JudgedPod,
  linked,
  podSubject,
  type Reported,
  reportedOf,
} from './pod-facts.ts';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Workloads whose pods end when their work is done. */
const ENDING: ReadonlySet<string> = new Set(['Job', 'CronJob', 'ScaledJob', 'Pod', 'PodTemplate']);

export function containerFacts(judged: JudgedPod): readonly Fact[] {
  const reported = reportedOf(judged);
  return judged.pod.containers.map((container) => containerFact(judged, container, reported));
}

function containerFact(judged: JudgedPod, container: Container, reported: Reported): Fact {
  const { place, pod } = judged;
  const { node, name, role } = container;
  const { kind, name: workload, namespace } = place.object;
  return fileFact({
    fact: 'k8s.container',
    subject: `${containerWords(container)} of ${podSubject(place)}`,
    ...linked(place, role, name),
    at: node.nameAnchor(),
    value: {
      kind,
      workload: workload ?? '',
      namespace: namespace ?? 'default',
      name,
      role,
      os: pod.isWindows ? 'windows' : 'linux',
      ...imageFields(node.text('image')),
      reported: reported.about(container),
      ...(place.isPatch
        ? { effective: onlySaid(effectiveContext(pod, container)) }
        : {
            effective: effectiveContext(pod, container),
            limits: quantities(container, 'limits'),
            requests: quantities(container, 'requests'),
            probes: PROBES.filter((probe) => node.get(probe) !== null),
            serves: role === 'container' && !ENDING.has(kind),
          }),
    },
    positions: () => positionsOf(judged, container),
    provenance: () => effectiveProvenance(pod, container),
  });
}

/** What a patch leaves out, its base may say; capabilities are replaced as a whole. */
function onlySaid(effective: ReturnType<typeof effectiveContext>): Readonly<Record<string, unknown>> {
  const { add, drop } = effective.capabilities;
  const said = Object.entries(effective).filter(([field, value]) =>
    field === 'capabilities' ? add.length + drop.length > 0 : value !== null,
  );
  return Object.fromEntries(said);
}

function imageFields(image: string | null) {
  if (image === null) return { image: '' };
  if (isPlaceholder(image)) return { image };
  const { tag, digest } = parseImage(image);
  return { image, tag, digest };
}

function quantities({ node }: Container, list: 'limits' | 'requests'): Readonly<Record<string, string>> {
  const entries = node.get('resources', list)?.entries() ?? [];
  return Object.fromEntries(
    entries.flatMap(({ key, value }) => {
      const amount = value.text();
      return amount === null ? [] : [[key, amount] as const];
    }),
  );
}

function positionsOf({ pod }: JudgedPod, container: Container): Positions {
  const { node } = container;
  const image = node.get('image')?.anchor() ?? null;
  return {
    ...effectivePositions(pod, container),
    image,
    tag: image,
    digest: image,
    limits: node.get('resources', 'limits')?.keyAnchor() ?? null,
    requests: node.get('resources', 'requests')?.keyAnchor() ?? null,
  };
}
