/** From objects to the members of a network: namespaces, policies, and the pods that workloads make. */
import { type AddressRange, parseRange } from '../../../engine/cidr.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { KubernetesObject } from '../objects.ts';
import type { PodSpec } from '../pod-specs.ts';
import { type Database, databaseOf } from './databases.ts';
import type { Fault } from './fault.ts';
import { type Namespace, namespaceOf, type Pod } from './network.ts';
import { plainOf } from './plain.ts';
import { type Policy, policyOf } from './policy.ts';
import { type ContainerPort, containerPortsOf } from './port-rule.ts';
import { isFields, type Labels, labelsOf, NO_LABELS } from './shape.ts';

export interface Workload {
  readonly place: PodSpec;
  readonly pod: Pod;
  readonly database: Database | null;
}

export function workloadOf(place: PodSpec, namespace: string): Workload {
  const { object, spec, metadata } = place;
  const containers = [...spec.items('containers'), ...spec.items('initContainers')];
  const ports = containers.flatMap((container) => portsOf(container));
  const images = spec.items('containers').map((container) => container.text('image') ?? '');
  const pod: Pod = {
    namespace,
    name: object.name ?? '',
    labels: labelsIn(metadata),
    addresses: addressesOf(object.root),
    ports,
    hostNetwork: spec.flag('hostNetwork') === true,
  };
  return { place, pod, database: databaseOf(images, ports) };
}

function portsOf(container: DocumentNode): readonly ContainerPort[] {
  const ports = container.get('ports');
  return ports === null ? [] : containerPortsOf(plainOf(ports));
}

function addressesOf(object: DocumentNode): readonly AddressRange[] {
  const texts = [
    object.text('status', 'podIP'),
    ...object.items('status', 'podIPs').map((one) => one.text('ip')),
  ];
  return [...new Set(texts)].flatMap((text) => (text === null ? [] : (parseRange(text) ?? [])));
}

export interface PolicyObject {
  readonly policy: Policy;
  readonly faults: readonly Fault[];
  readonly object: KubernetesObject;
}

export function policyObjectOf(object: KubernetesObject, namespace: string): PolicyObject {
  const plain = plainOf(object.root);
  const { policy, faults } = policyOf(isFields(plain) ? plain : {});
  return { policy: { ...policy, namespace }, faults, object };
}

export interface NamespaceObject {
  readonly namespace: Namespace;
  readonly object: KubernetesObject;
}

export function namespaceObjectOf(object: KubernetesObject): NamespaceObject {
  return { namespace: namespaceOf(object.name ?? '', labelsIn(object.root.get('metadata')), false), object };
}

function labelsIn(metadata: DocumentNode | null): Labels {
  const labels = metadata?.get('labels') ?? null;
  return labels === null ? NO_LABELS : labelsOf(plainOf(labels));
}
