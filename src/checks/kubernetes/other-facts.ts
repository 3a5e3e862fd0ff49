/** Facts about namespaces, duplicate keys, and objects of kinds that rules ask for. */
import type { Fact } from '../../engine/fact.ts';
import type { TargetDocument } from '../../source/documents/documents.ts';
import type { CollectOptions } from '../collector.ts';
import { fileFact } from '../file-fact.ts';
import { type KubernetesObject, subjectOf } from './objects.ts';

const LABEL = 'pod-security.kubernetes.io/';
const FIELDS: Readonly<Record<string, string>> = {
  enforce: `${LABEL}enforce`,
  enforceVersion: `${LABEL}enforce-version`,
  warn: `${LABEL}warn`,
  audit: `${LABEL}audit`,
};
const SYSTEM: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

export function namespaceFacts(objects: readonly KubernetesObject[]): readonly Fact[] {
  return objects.filter(isNamespace).map((object) => {
    const labels = object.root.get('metadata', 'labels');
    const values = Object.entries(FIELDS).map(
      ([field, label]) => [field, labels?.text(label) ?? null] as const,
    );
    const name = object.name ?? '';
    return fileFact({
      fact: 'k8s.namespace',
      subject: subjectOf(object),
      link: object.link,
      at: object.root.nameAnchor(),
      value: { name, ...Object.fromEntries(values), system: SYSTEM.has(name) },
      positions: () =>
        Object.fromEntries(
          Object.entries(FIELDS).map(([field, label]) => [field, labels?.get(label)?.anchor() ?? null]),
        ),
    });
  });
}

function isNamespace({ kind, apiVersion }: KubernetesObject): boolean {
  return kind === 'Namespace' && apiVersion === 'v1';
}

export function askedObjectFacts(
  objects: readonly KubernetesObject[],
  { asked }: CollectOptions,
): readonly Fact[] {
  const kinds = new Set(asked.get('k8s.object.kind') ?? []);
  return objects
    .filter(({ kind }) => kinds.has(kind))
    .map((object) => {
      const { root, kind, apiVersion, name, namespace } = object;
      return fileFact({
        fact: 'k8s.object',
        subject: subjectOf(object),
        link: object.link,
        at: root.nameAnchor(),
        value: { kind, apiVersion, name, namespace },
        positions: () => ({
          kind: root.get('kind')?.anchor() ?? null,
          apiVersion: root.get('apiVersion')?.anchor() ?? null,
        }),
      });
    });
}

/** One for each key, at the place that counts. */
export function duplicateKeyFacts(objects: readonly KubernetesObject[]): readonly Fact[] {
  const documents = new Map<TargetDocument, KubernetesObject>();
  for (const object of objects) if (!documents.has(object.document)) documents.set(object.document, object);
  return [...documents].flatMap(([document, object]) =>
    document.duplicates().map(({ key, first, last }) =>
      fileFact({
        fact: 'k8s.duplicateKey',
        subject: subjectOf(object),
        at: last,
        value: { key, path: last.route?.slice(0, -1).join('.') ?? '' },
        positions: () => ({ key: last, path: first }),
      }),
    ),
  );
}
