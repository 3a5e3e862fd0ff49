/** Which Pod Security level a pod is held to: the label of its namespace says so, if the namespace is in the repository. */
import { dirname } from 'node:path/posix';
import type { KubernetesObject } from './objects.ts';
import type { Level } from './pod-security/evaluate.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];

interface Labelled {
  readonly path: string;
  readonly level: Level;
}

/** The level of the label on a namespace; null where there is none that Kubernetes knows. */
export function enforcedLevel(namespace: KubernetesObject): Level | null {
  const label = namespace.root.text('metadata', 'labels', ENFORCE);
  return LEVELS.find((level) => level === label) ?? null;
}

/**
 * The level for an object. One repository may hold a namespace several times, for several clusters: the one in the same
 * file is meant, else one in the same folder, and of those left the strictest.
 */
export function requiredLevels(
  objects: readonly KubernetesObject[],
  configured: Level,
): (object: KubernetesObject) => Level {
  const byName = new Map<string, Labelled[]>();
  for (const object of objects) {
    if (object.kind !== 'Namespace' || object.name === null) continue;
    const level = enforcedLevel(object);
    if (level === null) continue;
    const labelled = byName.get(object.name) ?? [];
    byName.set(object.name, labelled);
    labelled.push({ path: object.root.source.path, level });
  }
  const known = new Map<string, Level>();
  return ({ namespace, root }) => {
    const { path } = root.source;
    const key = `${namespace ?? 'default'}\0${path}`;
    const level = known.get(key) ?? nearest(byName.get(namespace ?? 'default') ?? [], path) ?? configured;
    known.set(key, level);
    return level;
  };
}

function nearest(all: readonly Labelled[], path: string): Level | null {
  const sameFile = all.filter((each) => each.path === path);
  const sameFolder = all.filter((each) => dirname(each.path) === dirname(path));
  const meant = [sameFile, sameFolder, all].find((some) => some.length > 0) ?? [];
  return strictest(meant.map(({ level }) => level));
}

function strictest(levels: readonly Level[]): Level | null {
  return LEVELS.findLast((level) => levels.includes(level)) ?? null;
}
