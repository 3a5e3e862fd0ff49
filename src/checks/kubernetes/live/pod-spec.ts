/** The pod in an object of Kubernetes' own kinds, as the API serves it. */
import { type ApiObject, isRecord } from './list.ts';

export type Json = Readonly<Record<string, unknown>>;

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

const TEMPLATE = ['spec', 'template', 'spec'];
const PLACES: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', ...TEMPLATE],
};

/** Where the spec of its pod stands; null where it has none. */
export function podSpecOf(kind: string, object: ApiObject): Json | null {
  let at: unknown = object;
  for (const key of PLACES[kind] ?? TEMPLATE) at = isRecord(at) ? at[key] : null;
  return isRecord(at) ? at : null;
}

/** The object with another spec for its pod. */
export function withPodSpec(kind: string, object: ApiObject, spec: Json): ApiObject {
  const replaced = (at: unknown, path: readonly string[]): unknown => {
    const [key, ...rest] = path;
    return key === undefined || !isRecord(at) ? spec : { ...at, [key]: replaced(at[key], rest) };
  };
  return replaced(object, PLACES[kind] ?? TEMPLATE) as ApiObject;
}

/** Names of all its containers. */
export function containerNames(spec: Json): ReadonlySet<string> {
  return new Set(LISTS.flatMap((list) => containersIn(spec, list).map(({ name }) => String(name))));
}

export function containersIn(spec: Json, list: string): readonly Json[] {
  const found = spec[list];
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

/**
 * The spec without the ports that the API server adds: on the network of its node every port of a container is a port of
 * the node, whether that is written or not.
 */
export function withoutAddedPorts(spec: Json): Json {
  if (spec.hostNetwork !== true) return spec;
  const lists = LISTS.filter((list) => Array.isArray(spec[list])).map((list) => [
    list,
    containersIn(spec, list).map((container) =>
      Array.isArray(container.ports) ? { ...container, ports: container.ports.map(withoutAdded) } : container,
    ),
  ]);
  return { ...spec, ...Object.fromEntries(lists) };
}

function withoutAdded(port: unknown): unknown {
  if (!isRecord(port) || port.hostPort !== port.containerPort) return port;
  const { hostPort: _, ...rest } = port;
  return rest;
}

/** What decides about a container that its pod says, beside its volumes. */
const SHARED = ['securityContext', 'os', 'hostUsers', 'hostNetwork', 'hostPID', 'hostIPC'];

/** A spec with nothing but the containers that somebody added to those of the workload; null where there are none. */
export function addedContainers(spec: Json, ofWorkload: Json): Json | null {
  const known = containerNames(ofWorkload);
  const added = LISTS.map(
    (list) => [list, containersIn(spec, list).filter(({ name }) => !known.has(String(name)))] as const,
  ).filter(([, containers]) => containers.length > 0);
  if (added.length === 0) return null;
  const shared = SHARED.filter((key) => key in spec).map((key) => [key, spec[key]]);
  return { containers: [], ...Object.fromEntries(shared), ...Object.fromEntries(added) };
}
