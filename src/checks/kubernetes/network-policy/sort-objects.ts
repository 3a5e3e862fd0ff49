/** Which objects of a project policies are about. */
import { appliedNamespaces } from '../kustomize-namespace.ts';
import type { KubernetesObject } from '../objects.ts';
import { podsOf } from '../pod-specs.ts';
import type { NetworkObjects } from './collect.ts';
import { foreignPolicies, isForeignPolicy } from './foreign.ts';
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
  const foreign: KubernetesObject[] = [];
  const namespaceOf = appliedNamespaces(objects);
  for (const object of objects) {
    const { kind, apiVersion } = object;
    if (kind === 'Namespace' && apiVersion === 'v1') namespaces.push(namespaceObjectOf(object));
    else if (kind === 'NetworkPolicy' && apiVersion === 'networking.k8s.io/v1')
      policies.push(policyObjectOf(object, namespaceOf(object)));
    else if (isForeignPolicy(object)) foreign.push(object);
    else for (const place of podsOf(object).pods) workloads.push(workloadOf(place, namespaceOf(object)));
  }
  return { namespaces, policies, workloads, foreign: foreignPolicies(foreign, namespaceOf) };
}
