/** Which objects of a project policies are about. */
import type { KubernetesObject } from '../objects.ts';
import { podsOf } from '../pod-specs.ts';
import type { NetworkObjects } from './collect.ts';
import {
  type NamespaceObject,
  namespaceObjectOf,
  type PolicyObject,
  policyObjectOf,
  type Workload,
  workloadOf,
} from './members.ts';

export function sortObjects(objects: readonly KubernetesObject[]): NetworkObjects {
  const namespaces: NamespaceObject[] = [];
  const policies: PolicyObject[] = [];
  const workloads: Workload[] = [];
  for (const object of objects) {
    const { kind, apiVersion } = object;
    if (kind === 'Namespace' && apiVersion === 'v1') namespaces.push(namespaceObjectOf(object));
    else if (kind === 'NetworkPolicy' && apiVersion === 'networking.k8s.io/v1')
      policies.push(policyObjectOf(object));
    else for (const place of podsOf(object).pods) workloads.push(workloadOf(place));
  }
  return { namespaces, policies, workloads };
}
