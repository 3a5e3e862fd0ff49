/** A pod as the checks look at it: its containers of every kind in the order in which Kubernetes visits them. */
import type { DocumentNode } from '../../source/documents/node.ts';
import type { PodSpec } from './pod-specs.ts';

export type ContainerRole = 'init' | 'container' | 'ephemeral';

export interface Container {
  readonly node: DocumentNode;
  readonly name: string;
  readonly role: ContainerRole;
  readonly security: DocumentNode | null;
}

export interface Annotation {
  readonly key: string;
  readonly value: string;
  readonly node: DocumentNode;
}

export interface Pod {
  readonly spec: DocumentNode;
  readonly security: DocumentNode | null;
  readonly containers: readonly Container[];
  readonly annotations: readonly Annotation[];
  readonly isWindows: boolean;
  /** `hostUsers: false`: root in the pod is nobody on the host. */
  readonly hasUserNamespace: boolean;
}

const LISTS: readonly (readonly [string, ContainerRole])[] = [
  ['initContainers', 'init'],
  ['containers', 'container'],
  ['ephemeralContainers', 'ephemeral'],
];

/** Reads what a pod is made of; nothing is judged. */
export function readPod({ spec, metadata }: Pick<PodSpec, 'spec' | 'metadata'>): Pod {
  return {
    spec,
    security: spec.get('securityContext'),
    containers: LISTS.flatMap(([list, role]) => spec.items(list).map((node) => containerOf(node, role))),
    annotations: annotationsOf(metadata),
    isWindows: spec.text('os', 'name') === 'windows',
    hasUserNamespace: spec.flag('hostUsers') === false,
  };
}

function containerOf(node: DocumentNode, role: ContainerRole): Container {
  return { node, name: node.text('name') ?? '', role, security: node.get('securityContext') };
}

function annotationsOf(metadata: DocumentNode | null): readonly Annotation[] {
  const annotations = metadata?.get('annotations') ?? null;
  if (annotations === null) return [];
  return annotations.entries().map(({ key, value }) => ({ key, value: value.text() ?? '', node: value }));
}
