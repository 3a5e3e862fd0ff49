/**
 * Where an object holds pods. By structure and not by kind: one pod in eight of real repositories stands in a custom
 * resource (Argo Rollouts, Knative, KEDA, Kruise), and every operator may add another.
 */
import type { DocumentNode } from '../../source/documents/node.ts';
import type { KubernetesObject } from './objects.ts';

export interface PodSpec {
  /** The workload: the object that the pod belongs to. */
  readonly object: KubernetesObject;
  readonly spec: DocumentNode;
  /** Labels and annotations of the pod. */
  readonly metadata: DocumentNode | null;
  /** Tells the pods of one object apart; null where there is one. */
  readonly part: string | null;
  /** No container has an image: it changes an object that stands elsewhere, and says only what it says itself. */
  readonly isPatch: boolean;
}

export interface FoundPods {
  readonly pods: readonly PodSpec[];
  readonly patches: readonly PodSpec[];
}

const NO_PODS: FoundPods = { pods: [], patches: [] };

/** Policies and rules about pods look like pods. */
const ABOUT_PODS = /(?:^|\.)(?:kyverno\.io|gatekeeper\.sh)\//;

/** Values of these are texts or descriptions, whatever they look like. */
const NO_WORKLOADS: ReadonlySet<string> = new Set(['ConfigMap', 'Secret', 'Kustomization', 'Component']);

/** Kubernetes' own workloads: what stands where their pod does is one, also a patch without containers. */
const WORKLOADS: ReadonlySet<string> = new Set([
  'Pod',
  'PodTemplate',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
]);

const known = new WeakMap<KubernetesObject, FoundPods>();

/** All pods of an object; kept as long as the object, since several kinds of facts are about pods. */
export function podsOf(object: KubernetesObject): FoundPods {
  const kept = known.get(object);
  if (kept !== undefined) return kept;
  const found = findPods(object);
  if (found !== NO_PODS) known.set(object, found);
  return found;
}

function findPods(object: KubernetesObject): FoundPods {
  const { root } = object;
  if (NO_WORKLOADS.has(object.kind) || ABOUT_PODS.test(object.apiVersion)) return NO_PODS;
  const { start, end } = root.extent;
  if (!WORKLOADS.has(object.kind) && !root.source.text.slice(start, end).includes('ontainers'))
    return NO_PODS;
  const specs: DocumentNode[] = [];
  search(root, object, specs);
  const found = specs.map((spec) => podOf(object, spec, specs.length > 1));
  return { pods: found.filter(({ isPatch }) => !isPatch), patches: found.filter(({ isPatch }) => isPatch) };
}

/** Specs below a node; what stands inside a spec is not searched. */
function search(node: DocumentNode, object: KubernetesObject, specs: DocumentNode[]): void {
  if (node.isList) {
    for (const item of node.items()) search(item, object, specs);
    return;
  }
  for (const { key, value } of node.entries()) {
    if (!value.isMap && !value.isList) continue;
    if (isSpecKey(key, node, object) && (hasContainers(value) || isOfWorkload(node, object)))
      specs.push(value);
    else if (!NO_SPECS.has(key)) search(value, object, specs);
  }
}

const NO_SPECS: ReadonlySet<string> = new Set(['openAPIV3Schema', 'metadata', 'status']);

/**
 * A pod's spec is called `spec` below a template, and something like `podSpec` where an operator has no template. The
 * `containers` in the spec of any other object are parts that its operator adds to pods of its own.
 */
function isSpecKey(key: string, holder: DocumentNode, { root, kind }: KubernetesObject): boolean {
  if (key === 'spec') return kind === 'Pod' || holder.id !== root.id;
  return /podspec$|podtemplate$|^template$/i.test(key);
}

/** Whether the `spec` of `holder` is that of a pod, whatever stands in it. */
function isOfWorkload(holder: DocumentNode, { kind, root }: KubernetesObject): boolean {
  if (!WORKLOADS.has(kind)) return false;
  return kind === 'Pod' ? holder.id === root.id : holder.key === 'template';
}

function hasContainers(spec: DocumentNode): boolean {
  const containers = spec.items('containers');
  return (
    containers.length > 0 && containers.every((container) => container.has('name') || container.has('image'))
  );
}

function hasImage(spec: DocumentNode): boolean {
  return spec.items('containers').some((container) => container.text('image') !== null);
}

function podOf(object: KubernetesObject, spec: DocumentNode, isOneOfMany: boolean): PodSpec {
  const holder = spec.parent;
  const metadata = holder === null || spec.key !== 'spec' ? null : holder.get('metadata');
  return {
    object,
    spec,
    metadata,
    part: isOneOfMany ? partOf(object, spec) : null,
    isPatch: !hasImage(spec),
  };
}

/** The names that lead from the object to the pod, without those that are the same in all. */
function partOf({ root }: KubernetesObject, spec: DocumentNode): string {
  const own = spec.route().slice(root.route().length);
  return own.filter((step) => step !== 'spec' && step !== 'template').join('.');
}
