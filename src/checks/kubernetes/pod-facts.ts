/** The fact about a pod. */
import type { Fact } from '../../engine/fact.ts';
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Anchor } from '../../source/span.ts';
import { fileFact, type Positions } from '../file-fact.ts';
import { type HostPath, hostPathsOf, isWritable } from './host-paths.ts';
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
  const reported = reportedOf(judged, null);
  const pathsReported = reported.includes('hostPathVolumes') || reported.includes('restrictedVolumes');
  return fileFact({
    fact: 'k8s.pod',
    subject: podSubject(place),
    at: podAnchor(place),
    value: {
      kind: place.object.kind,
      name: place.object.name ?? '',
      namespace: place.object.namespace ?? 'default',
      ...ofWhole(judged),
      requiredLevel,
      violations: verdict.violations.map((violation) => violationValue(judged, violation)),
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

/** The name of the workload stands for its only pod, the key of the spec for one of many. */
export function podAnchor({ object, spec, part }: PodSpec): Anchor {
  return part === null ? object.root.nameAnchor() : spec.keyAnchor();
}

export function serviceAccountOf(spec: DocumentNode): string {
  return spec.text('serviceAccountName') ?? spec.text('serviceAccount') ?? 'default';
}

/** Official ids that fail at the required level, of the whole pod, or those that are about one of its containers. */
export function reportedOf(
  { verdict, requiredLevel }: JudgedPod,
  container: Container | null,
): readonly string[] {
  const about = verdict.violations.filter(
    (violation) =>
      isRequiredAt(violation, requiredLevel) &&
      (container === null || violation.container === null || violation.container.node === container.node),
  );
  return [...new Set(about.map(({ check }) => check.id))].sort();
}

function violationValue({ place, verdict, requiredLevel }: JudgedPod, violation: PodViolation) {
  const { check, container, what } = violation;
  const subject = podSubject(place);
  return {
    level: check.level,
    check: check.id,
    container: container?.name ?? null,
    required: isRequiredAt(violation, requiredLevel),
    failsBaseline: failsBaseline(verdict.violations, violation),
    who: container === null ? subject : `${containerWords(container)} of ${subject}`,
    what,
  };
}

/** A stricter check also speaks for the baseline one whose place it takes. */
function failsBaseline(violations: readonly PodViolation[], { check, container }: PodViolation): boolean {
  if (check.level === 'baseline') return true;
  return violations.some((each) => each.check.id === check.overrides && each.container === container);
}

export function containerWords({ name, role }: Container): string {
  return role === 'container' ? `container ${name}` : `${role} container ${name}`;
}

interface Volume {
  readonly name: string;
  readonly node: DocumentNode;
}

/** Volumes that keep what is written, and that a container writes to. */
function persistentVolumesOf({ spec, object }: PodSpec, pod: Pod): readonly Volume[] {
  const own = spec
    .items('volumes')
    .filter((volume) => volume.get('persistentVolumeClaim') !== null || volume.get('ephemeral') !== null);
  const claimed = object.root.items('spec', 'volumeClaimTemplates');
  return [
    ...own.map((node) => ({ name: node.text('name') ?? '', node })),
    ...claimed.map((node) => ({ name: node.text('metadata', 'name') ?? '', node })),
  ].filter(({ name }) => isWritable(pod, name));
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
