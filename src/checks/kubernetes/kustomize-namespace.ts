/**
 * The namespace that a kustomization gives to objects which name none
 * (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/namespace/). Two applications of one repository
 * whose manifests name no namespace would otherwise be taken for neighbours.
 */
import { posix } from 'node:path';
import type { UnlinkedObject } from './objects.ts';

/** The namespace of an object as it will be applied: as written, else by its only kustomization that sets one, else `default`. */
export type NamespaceOf = (object: UnlinkedObject) => string;

interface Kustomization {
  readonly folder: string;
  readonly namespace: string | null;
  readonly parts: readonly string[];
}

const FILE = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** Bases of bases are few; a circle ends here too. */
const MOST_FOLLOWED = 1_000;

export function appliedNamespaces(objects: readonly UnlinkedObject[]): NamespaceOf {
  const writtenOf = writtenNamespaces(objects);
  return (object) => writtenOf(object) ?? 'default';
}

/** As `appliedNamespaces`, but null where nothing in the project says one: then whoever applies it does. */
export function writtenNamespaces(
  objects: readonly UnlinkedObject[],
): (object: UnlinkedObject) => string | null {
  const byFolder = new Map<string, Kustomization>();
  for (const object of objects) {
    const kustomization = object.kind === 'Kustomization' ? kustomizationOf(object) : null;
    if (kustomization !== null) byFolder.set(kustomization.folder, kustomization);
  }
  const byFile = new Map<string, Set<string>>();
  for (const one of byFolder.values()) {
    if (one.namespace === null) continue;
    for (const file of filesOf(one, byFolder)) {
      const namespaces = byFile.get(file) ?? new Set<string>();
      byFile.set(file, namespaces.add(one.namespace));
    }
  }
  return ({ namespace, root }) => {
    if (namespace !== null) return namespace;
    const [only, another] = byFile.get(root.source.path) ?? [];
    return only === undefined || another !== undefined ? null : only;
  };
}

function kustomizationOf({ root }: UnlinkedObject): Kustomization | null {
  const { path } = root.source;
  if (!FILE.test(path)) return null;
  const parts = ['resources', 'bases', 'components'].flatMap((key) =>
    root.items(key).flatMap((item) => item.text() ?? []),
  );
  return { folder: posix.dirname(path), namespace: root.text('namespace'), parts };
}

/** Files that a kustomization takes in, by way of others too. */
function filesOf(first: Kustomization, byFolder: ReadonlyMap<string, Kustomization>): ReadonlySet<string> {
  const files = new Set<string>();
  const followed = new Set([first]);
  for (const { folder, parts } of followed) {
    for (const part of parts) {
      const path = posix.join(folder, part).replace(/\/$/, '');
      const base = byFolder.get(path);
      if (base === undefined) files.add(path);
      else if (followed.size < MOST_FOLLOWED) followed.add(base);
    }
  }
  return files;
}
