/** The security context that a container ends up with: its own fields over those of its pod. */
import type { ProvenanceStep } from '../../engine/fact.ts';
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Anchor } from '../../source/span.ts';
import type { Container, Pod } from './pod.ts';

/** Fields that a container inherits from its pod, by the path of their value. */
const INHERITED: Readonly<Record<string, readonly string[]>> = {
  runAsUser: ['runAsUser'],
  runAsGroup: ['runAsGroup'],
  runAsNonRoot: ['runAsNonRoot'],
  seccompProfile: ['seccompProfile', 'type'],
  appArmorProfile: ['appArmorProfile', 'type'],
};

const OWN: Readonly<Record<string, readonly string[]>> = {
  readOnlyRootFilesystem: ['readOnlyRootFilesystem'],
  allowPrivilegeEscalation: ['allowPrivilegeEscalation'],
  privileged: ['privileged'],
  procMount: ['procMount'],
};

/** The values as rules see them; null where neither the container nor, for what is inherited, the pod says anything. */
export function effectiveContext(pod: Pod, { security }: Container) {
  const inherited = (field: string): DocumentNode | null => deciding(pod, security, field);
  return {
    runAsUser: inherited('runAsUser')?.number() ?? null,
    runAsGroup: inherited('runAsGroup')?.number() ?? null,
    runAsNonRoot: inherited('runAsNonRoot')?.flag() ?? null,
    readOnlyRootFilesystem: security?.flag('readOnlyRootFilesystem') ?? null,
    allowPrivilegeEscalation: security?.flag('allowPrivilegeEscalation') ?? null,
    privileged: security?.flag('privileged') ?? null,
    procMount: security?.text('procMount') ?? null,
    seccompProfile: inherited('seccompProfile')?.text('type') ?? null,
    appArmorProfile: inherited('appArmorProfile')?.text('type') ?? null,
    capabilities: { add: names(security, 'add'), drop: names(security, 'drop') },
  };
}

/** Where each value stands that is written. */
export function effectivePositions(
  pod: Pod,
  { security }: Container,
): Readonly<Record<string, Anchor | null>> {
  const positions: Record<string, Anchor | null> = {};
  for (const [field, path] of Object.entries(INHERITED)) {
    const holder = deciding(pod, security, field);
    const node = path.length > 1 ? (holder?.get(...path.slice(1)) ?? holder) : holder;
    positions[`effective.${field}`] = node?.anchor() ?? null;
  }
  for (const [field, path] of Object.entries(OWN)) {
    positions[`effective.${field}`] = security?.get(...path)?.anchor() ?? null;
  }
  for (const list of ['add', 'drop']) {
    const node = security?.get('capabilities', list) ?? null;
    positions[`effective.capabilities.${list}`] = node?.anchor() ?? null;
    node?.items().forEach((item, index) => {
      positions[`effective.capabilities.${list}.${index}`] = item.anchor();
    });
  }
  return positions;
}

/** Which of the values are the pod's, and where they stand. */
export function effectiveProvenance(
  pod: Pod,
  { security }: Container,
): Readonly<Record<string, readonly ProvenanceStep[]>> {
  const provenance: Record<string, readonly ProvenanceStep[]> = {};
  for (const field of Object.keys(INHERITED)) {
    const own = security?.get(field) ?? null;
    const ofPod = pod.security?.get(field) ?? null;
    if (own === null && ofPod !== null) {
      provenance[`effective.${field}`] = [{ what: 'inherited', span: ofPod.anchor() }];
    }
  }
  return provenance;
}

function deciding({ security: ofPod }: Pod, own: DocumentNode | null, field: string): DocumentNode | null {
  return own?.get(field) ?? ofPod?.get(field) ?? null;
}

function names(security: DocumentNode | null, list: string): readonly string[] {
  return (security?.items('capabilities', list) ?? []).map((item) => item.text() ?? '');
}
