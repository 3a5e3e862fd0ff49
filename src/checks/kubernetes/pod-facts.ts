/** The fact about a pod. */
import type { Fact } from '../../engine/fact.ts';
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Anchor } from '../../source/span.ts';
import { fileFact, type Positions } from '../file-fact.ts';
import { type HostPath, hostPathsOf, writtenVolumes } from './host-paths.ts';
import { type IgnoredField, ignoredFields } from './ignored-fields.ts';
import { subjectOf } from './objects.ts';
import type { Container, Pod } from './pod.ts';
import {
  failingAt,
  isRequiredAt,
  type Level,
  type PodVerdict,
  type PodViolation,
} from './pod-security/evaluate.ts';
import type { PodSpec } from './pod-specs.ts';

/** A pod with all that was found out about it. */
export interface JudgedPod {
  readonly place: PodSpec;
  readonly pod: Pod;
  readonly verdict: PodVerdict;
  readonly requiredLevel: Level;
  /** What its service account says of the token, where that is in the repository. */
  readonly accountMountsToken: boolean | null;
}

export function podFact(judged: JudgedPod): Fact {
  const { place, pod, verdict, requiredLevel } = judged;
  const hostPaths = hostPathsOf(pod);
  const ignored = ignoredFields(place, pod);
  const reported = reportedOf(judged).all;
  const failing = baselineFaults(judged);
  const pathsReported = reported.includes('hostPathVolumes') || reported.includes('restrictedVolumes');
  return fileFact({
    fact: 'k8s.pod',
    subject: podSubject(place),
    at: podAnchor(place),
    ...linked(place),
    value: {
      kind: place.object.kind,
      name: place.object.name ?? '',
      namespace: place.object.namespace ?? 'default',
      ...ofWhole(judged),
      requiredLevel,
      violations: verdict.violations.map((violation) => violationValue(judged, violation, failing)),
      reported,
      os: pod.isWindows ? 'windows' : 'linux',
      hostPaths: hostPaths.map(({ path, writable, socket }) => ({
        path,
        writable,
        socket,
        reported: pathsReported,
      })),
      ignored: ignored.map(({ field, holder, counts }) => ({ field, holder, counts })),
    },
    positions: () => positionsOf(judged, hostPaths, ignored),
  });
}

/** Fields that a patch says nothing about. */
function ofWhole({ place, pod, verdict, accountMountsToken }: JudgedPod): Readonly<Record<string, unknown>> {
  if (place.isPatch) return {};
  const { spec, security } = pod;
  return {
    pss: { level: verdict.level, failing: failingAt(verdict.violations, 'restricted') },
    serviceAccount: serviceAccountOf(spec),
    tokenMounted: spec.flag('automountServiceAccountToken') ?? accountMountsToken ?? true,
    fsGroup: security?.number('fsGroup') ?? null,
    persistentVolumes: persistentVolumesOf(place, pod).map(({ name }) => name),
  };
}

/** `Deployment shop/web`, with the part of the object where it holds several pods. */
export function podSubject({ object, part }: PodSpec): string {
  return part === null ? subjectOf(object) : `${subjectOf(object)} (${part})`;
}

/** By what name a cluster knows the pod. */
export function podLink({ object, part }: PodSpec): string {
  return part === null ? object.link : `${object.link} (${part})`;
}

/** A patch is no pod of a cluster: what it leaves out, its base may say. */
export function linked(place: PodSpec, ...below: readonly string[]): { readonly link?: string } {
  return place.isPatch ? {} : { link: [podLink(place), ...below].join(' ') };
}

/** The name of the workload stands for its only pod, the key of the spec for one of many. */
export function podAnchor({ object, spec, part }: PodSpec): Anchor {
  return part === null ? object.root.nameAnchor() : spec.keyAnchor();
}

export function serviceAccountOf(spec: DocumentNode): string {
  return spec.text('serviceAccountName') ?? spec.text('serviceAccount') ?? 'default';
}

/** Official ids that fail at the required level, sorted. */
export interface Reported {
  /** Of the whole pod, whoever is at fault. */
  readonly all: readonly string[];
  /** Those that are about a container, or about the pod that it belongs to. */
  about(container: Container): readonly string[];
}

export function reportedOf({ verdict, requiredLevel }: JudgedPod): Reported {
  const byFault = new Map<Container | null, Set<string>>([[null, new Set()]]);
  for (const violation of verdict.violations) {
    if (!isRequiredAt(violation, requiredLevel)) continue;
    const ids = byFault.get(violation.container) ?? new Set<string>();
    byFault.set(violation.container, ids.add(violation.check.id));
  }
  const ofPod = [...(byFault.get(null) ?? [])];
  return {
    all: sortedOnce([...byFault.values()].flatMap((ids) => [...ids])),
    about: (container) => sortedOnce([...ofPod, ...(byFault.get(container) ?? [])]),
  };
}

function sortedOnce(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].sort();
}

function violationValue(
  { place, requiredLevel }: JudgedPod,
  violation: PodViolation,
  failing: BaselineFaults,
) {
  const { check, container, what } = violation;
  const subject = podSubject(place);
  return {
    level: check.level,
    check: check.id,
    container: container?.name ?? null,
    required: isRequiredAt(violation, requiredLevel),
    // A stricter check also speaks for the baseline one whose place it takes.
    failsBaseline: failing.get(container)?.has(check.overrides ?? check.id) === true,
    who: container === null ? subject : `${containerWords(container)} of ${subject}`,
    what,
  };
}

/** By whoever is at fault, null for the pod, the baseline checks that fail. */
type BaselineFaults = ReadonlyMap<Container | null, ReadonlySet<string>>;

function baselineFaults({ verdict }: JudgedPod): BaselineFaults {
  const faults = new Map<Container | null, Set<string>>();
  for (const { check, container } of verdict.violations) {
    if (check.level !== 'baseline') continue;
    faults.set(container, (faults.get(container) ?? new Set()).add(check.id));
  }
  return faults;
}

export function containerWords({ name, role }: Container): string {
  return role === 'container' ? `container ${name}` : `${role} container ${name}`;
}

interface Volume {
  readonly name: string;
  readonly node: DocumentNode;
}

/** Volumes that keep what is written, and that a container writes to. */
function persistentVolumesOf({ spec, object, part }: PodSpec, pod: Pod): readonly Volume[] {
  const written = writtenVolumes(pod);
  const own = spec
    .items('volumes')
    .filter((volume) => volume.get('persistentVolumeClaim') !== null || volume.get('ephemeral') !== null);
  // What holds many pods has no templates of claims for one of them.
  const claimed = part === null ? object.root.items('spec', 'volumeClaimTemplates') : [];
  return [
    ...own.map((node) => ({ name: node.text('name') ?? '', node })),
    ...claimed.map((node) => ({ name: node.text('metadata', 'name') ?? '', node })),
  ].filter(({ name }) => written.has(name));
}

function positionsOf(
  { place, pod, verdict }: JudgedPod,
  hostPaths: readonly HostPath[],
  ignored: readonly IgnoredField[],
): Positions {
  const { spec } = pod;
  const positions: Record<string, Anchor | null> = {
    fsGroup: pod.security?.get('fsGroup')?.anchor() ?? null,
    serviceAccount: (spec.get('serviceAccountName') ?? spec.get('serviceAccount'))?.anchor() ?? null,
    tokenMounted: spec.get('automountServiceAccountToken')?.anchor() ?? null,
  };
  verdict.violations.forEach(({ at, container }, index) => {
    const missing = container === null ? podAnchor(place) : container.node.nameAnchor();
    positions[`violations.${index}`] = at?.anchor() ?? missing;
  });
  persistentVolumesOf(place, pod).forEach(({ node }, index) => {
    positions[`persistentVolumes.${index}`] = node.nameAnchor();
  });
  hostPaths.forEach(({ node }, index) => {
    positions[`hostPaths.${index}`] = node.anchor();
  });
  ignored.forEach(({ node }, index) => {
    positions[`ignored.${index}`] = node.keyAnchor();
  });
  return positions;
}
