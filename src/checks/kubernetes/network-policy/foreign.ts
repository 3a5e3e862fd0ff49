/**
 * Policies of other engines, which add to NetworkPolicies and are not evaluated. Where there are any, what is open cannot
 * be told, and saying that a workload is open would mostly be false.
 */
import type { NotAnalysed } from '../../../source/span.ts';
import { lineOf } from '../../../source/text.ts';
import type { NamespaceOf } from '../kustomize-namespace.ts';
import { type KubernetesObject, subjectOf } from '../objects.ts';

const NAMESPACED: ReadonlySet<string> = new Set(['CiliumNetworkPolicy', 'NetworkPolicy']);
const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  'CiliumClusterwideNetworkPolicy',
  'GlobalNetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'ClusterNetworkPolicy',
]);

const ENGINES = /(?:^|\.)(?:cilium\.io|projectcalico\.org|policy\.networking\.k8s\.io|antrea\.io)\//;

export function isForeignPolicy({ kind, apiVersion }: KubernetesObject): boolean {
  return ENGINES.test(apiVersion) && (NAMESPACED.has(kind) || CLUSTER_WIDE.has(kind));
}

export interface ForeignPolicies {
  /** True where a policy of another engine may decide about the pods of a namespace. */
  covers(namespace: string): boolean;
  /** One entry for each namespace, and one for the whole cluster. */
  readonly notAnalysed: readonly NotAnalysed[];
}

export function foreignPolicies(
  objects: readonly KubernetesObject[],
  namespaceOf: NamespaceOf,
): ForeignPolicies {
  const byNamespace = new Map<string | null, KubernetesObject[]>();
  for (const object of objects) {
    const namespace = CLUSTER_WIDE.has(object.kind) ? null : namespaceOf(object);
    const list = byNamespace.get(namespace);
    if (list === undefined) byNamespace.set(namespace, [object]);
    else list.push(object);
  }
  return {
    covers: (namespace) => byNamespace.has(null) || byNamespace.has(namespace),
    notAnalysed: [...byNamespace].flatMap(([namespace, [first, ...others]]) =>
      first === undefined ? [] : [entryOf(namespace, first, others.length)],
    ),
  };
}

function entryOf(namespace: string | null, object: KubernetesObject, others: number): NotAnalysed {
  const { source } = object.root;
  const more = others === 0 ? '' : ` and ${others} more`;
  const where = namespace === null ? 'the cluster' : `namespace ${namespace}`;
  return {
    path: source.path,
    line: lineOf(source, object.root.nameAnchor().start),
    reason: `${subjectOf(object)}${more}: policies of this kind are not evaluated, so that what is open in ${where} is not known`,
  };
}
