/**
 * What detectors find in a manifest and in the cluster is one finding: both name it by the object that it stands in, and by
 * the names that lead to it there, which the two write alike.
 */
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Project } from '../../collector.ts';
import { type KubernetesObject, kubernetesFiles } from '../objects.ts';

/** The facts, in which matches in objects of Kubernetes say what they are in a cluster. */
export function withMatchLinks(facts: readonly Fact[], project: Project): readonly Fact[] {
  const byPath = new Map<string, KubernetesObject[]>();
  for (const object of kubernetesFiles(project).objects) {
    const { path } = object.root.source;
    const list = byPath.get(path);
    if (list === undefined) byPath.set(path, [object]);
    else list.push(object);
  }
  return facts.map((fact) => {
    const { at } = fact;
    if (fact.fact !== 'secret.match' || at === null || at.revision !== undefined) return fact;
    const object = byPath.get(at.path)?.find(({ root }) => isIn(root, at.start));
    return object === undefined ? fact : { ...fact, link: linkIn(object, at.start, at.route ?? []) };
  });
}

function linkIn({ link, kind, root }: KubernetesObject, offset: number, route: readonly string[]): string {
  return matchLink(link, [...namesTo(root, offset), ...(kind === 'ConfigMap' ? route : [])]);
}

/**
 * @param object as in `KubernetesObject.link`
 * @param names those that lead to the value, and in a ConfigMap, where a value is a file, those inside of it
 */
export function matchLink(object: string, names: readonly string[]): string {
  return `${object} ${names.join('.')}`;
}

/** The names below an object that lead to what stands at an offset; an item of a list may be the secret, and names nothing. */
export function namesTo(root: DocumentNode, offset: number): readonly string[] {
  let at = root;
  for (;;) {
    const below = [...at.entries().map(({ value }) => value), ...at.items()];
    const next = below.find((node) => isIn(node, offset));
    if (next === undefined) break;
    at = next;
  }
  const named = at.key === null && at !== root ? (at.parent ?? root) : at;
  return named.route().slice(root.route().length);
}

function isIn({ extent }: DocumentNode, offset: number): boolean {
  return offset >= extent.start && offset < extent.end;
}
