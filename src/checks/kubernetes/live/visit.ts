/** One visit to an API server: every object that something is to be said about, each once. */
import type { Api } from './api.ts';
import { type ApiObject, isRecord } from './list.ts';
import { controllerOf, type Owners, owners, type Standing } from './owners.ts';
import { addedContainers, podSpecOf, withPodSpec } from './pod-spec.ts';
import { type Reader, readerOf } from './reader.ts';
import { PODS, RESOURCES, type Resource } from './resources.ts';
import { type WrittenObject, written } from './written.ts';

export interface ClusterState {
  /** `1.36`; null where the server does not say. */
  readonly version: string | null;
  readonly objects: readonly WrittenObject[];
  /** Workloads with nothing but the containers that were added to their pods. */
  readonly added: readonly WrittenObject[];
  /** Names of resources that could not be read. */
  readonly unread: ReadonlySet<string>;
  /** Reasons for that. */
  readonly unknown: readonly string[];
}

interface Gathering {
  readonly reader: Reader;
  readonly owners: Owners;
  readonly objects: WrittenObject[];
  readonly added: Map<string, WrittenObject>;
  /** Objects that cannot be written. */
  readonly tooDeep: string[];
}

export interface VisitRequest {
  /** Null for all; then what stands in no namespace is read too. */
  readonly namespaces: readonly string[] | null;
  readonly isWanted: (resource: Resource) => boolean;
}

export async function visit(api: Api, { namespaces, isWanted }: VisitRequest): Promise<ClusterState> {
  const reader = await readerOf(api, namespaces);
  const state: Gathering = { reader, owners: owners(), objects: [], added: new Map(), tooDeep: [] };
  const lists = await Promise.all(
    RESOURCES.filter(isWanted).map(async (resource) => ({
      resource,
      read: await reader.read(resource, (object) => object),
    })),
  );
  // From the top, since what is owned is known by its owner.
  for (const tier of [WORKLOADS, MADE, null]) {
    for (const { resource, read } of lists) {
      if (tierOf(resource) === tier) for (const object of read) take(state, resource, object);
    }
  }
  const seen = new Set<string>();
  // Most pods are owned: of those nothing is kept beyond their page.
  await reader.read(PODS, (pod) => {
    takePod(state, pod, seen);
    return null;
  });
  return {
    version: reader.version,
    objects: state.objects,
    added: [...state.added.values()],
    unread: reader.unread,
    unknown: [...reader.reasons(), ...state.tooDeep],
  };
}

const WORKLOADS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Rollout',
  'DeploymentConfig',
]);
const MADE: ReadonlySet<string> = new Set(['ReplicaSet', 'ReplicationController', 'Job']);

function tierOf({ kind }: Resource): ReadonlySet<string> | null {
  return [WORKLOADS, MADE].find((tier) => tier.has(kind)) ?? null;
}

/** RBAC that the API server itself brings along, and mends when it starts. */
const BOOTSTRAPPING = 'kubernetes.io/bootstrapping';

function take(state: Gathering, resource: Resource, object: ApiObject): void {
  const { kind } = resource;
  const { labels } = object.metadata;
  if (isRecord(labels) && labels[BOOTSTRAPPING] === 'rbac-defaults') return;
  if (tierOf(resource) !== null) {
    if (!state.owners.isTop(kind, object)) return;
    // What an unknown owner has left behind of its earlier versions.
    const isLeft = isRecord(object.spec) && object.spec.replicas === 0;
    if (kind === 'ReplicaSet' && controllerOf(object) !== null && isLeft) return;
  }
  add(state, state.reader.apiVersionOf(resource), kind, object);
}

function add({ objects, tooDeep }: Gathering, apiVersion: string, kind: string, object: ApiObject): void {
  const text = written(apiVersion, kind, object);
  if (text === null) tooDeep.push(`${kind} ${object.metadata.name} is nested too deep`);
  else objects.push(text);
}

const ENDED: ReadonlySet<unknown> = new Set(['Succeeded', 'Failed']);

/** A pod stands for itself where nothing else does; of those with one unknown owner the first stands for all. */
function takePod(state: Gathering, pod: ApiObject, seen: Set<string>): void {
  // A list that is read anew gives the same pods again.
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (seen.has(name) || (isRecord(pod.status) && ENDED.has(pod.status.phase))) return;
  seen.add(name);
  const standing = state.owners.standingFor(pod);
  if (standing !== undefined) {
    addAdded(state, pod, standing);
    return;
  }
  const controller = controllerOf(pod);
  // A node owns the pods that its kubelet starts by itself, which have nothing else in common.
  if (controller !== null && controller.kind !== 'Node') {
    if (seen.has(controller.uid)) return;
    seen.add(controller.uid);
  }
  add(state, 'v1', 'Pod', pod);
}

function addAdded({ added }: Gathering, pod: ApiObject, { kind, object }: Standing): void {
  const spec = podSpecOf('Pod', pod);
  const ofWorkload = podSpecOf(kind, object);
  const more = spec === null || ofWorkload === null ? null : addedContainers(spec, ofWorkload);
  if (more === null) return;
  // The pods of one workload mostly have the same ones.
  const key = `${object.metadata.uid} ${JSON.stringify(more)}`;
  if (added.has(key)) return;
  const text = written('v1', kind, withPodSpec(kind, object, more));
  if (text !== null) added.set(key, text);
}
