/** The Kubernetes objects of a project, wherever they stand: in streams, lists and templates of OpenShift, as YAML or JSON. */
import { documentsOf, type TargetDocument, type UnreadDocument } from '../../source/documents/documents.ts';
import type { DocumentNode } from '../../source/documents/node.ts';
import type { NotAnalysed } from '../../source/span.ts';
import type { Claim, Project } from '../collector.ts';
import { writtenNamespaces } from './kustomize-namespace.ts';

export interface KubernetesObject {
  /** The object's own node: of an item of a list, the item. */
  readonly root: DocumentNode;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string | null;
  /** As written; null where nothing is, which is `default` unless somebody says otherwise when it is applied. */
  readonly namespace: string | null;
  /** The document that it stands in. */
  readonly document: TargetDocument;
  /** What it is in a cluster: `Deployment shop/web`; `Deployment /web` where whoever applies it says the namespace. */
  readonly link: string;
}

/** Before it is known what the files beside it say of its namespace. */
export type UnlinkedObject = Omit<KubernetesObject, 'link'>;

export interface KubernetesFiles {
  /** In the order of files; definitions of custom resources are left out, since they are half of what there is to hold. */
  readonly objects: readonly KubernetesObject[];
  readonly claims: readonly Claim[];
  readonly notAnalysed: readonly NotAnalysed[];
}

const projects = new WeakMap<Project, KubernetesFiles>();

/** Reads all objects once; kept as long as the project. */
export function kubernetesFiles(project: Project): KubernetesFiles {
  let files = projects.get(project);
  if (files === undefined) {
    files = readFiles(project);
    projects.set(project, files);
  }
  return files;
}

const NAME = /\.(?:ya?ml|json)$/i;

function readFiles(project: Project): KubernetesFiles {
  const objects: UnlinkedObject[] = [];
  const claims: Claim[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const path of project.paths) {
    if (!NAME.test(path)) continue;
    const read = project.read(path);
    if (read.kind !== 'text' || !mayHoldObjects(read.source.text)) continue;
    const outcome = documentsOf(project, path);
    if (outcome.kind !== 'documents') continue;
    const unread = outcome.unread.filter(({ start, end }) =>
      mayHoldObjects(read.source.text.slice(start, end)),
    );
    for (const { line, reason } of unread) notAnalysed.push({ path, line, reason });
    const kinds = new Set<string>();
    for (const document of outcome.documents) addObjects(document.root, document, objects, kinds);
    const because = reason(kinds, unread);
    if (because !== null) claims.push({ path, as: 'Kubernetes manifest', because });
  }
  const namespaceOf = writtenNamespaces(objects);
  return {
    objects: objects.map((object) => ({ ...object, link: linkOf(object, namespaceOf(object)) })),
    claims,
    notAnalysed,
  };
}

/** Kinds of Kubernetes' own that stand in no namespace; those called Cluster… do neither. */
const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'StorageClass',
  'IngressClass',
  'PriorityClass',
]);

function linkOf({ kind, name }: UnlinkedObject, namespace: string | null): string {
  const place = kind.startsWith('Cluster') || CLUSTER_WIDE.has(kind) ? '' : `${namespace ?? ''}/`;
  return `${kind} ${place}${name ?? ''}`;
}

/** Both words, comments included: what a person means as a manifest holds them even where it cannot be parsed. */
function mayHoldObjects(text: string): boolean {
  return text.includes('apiVersion') && text.includes('kind');
}

function reason(kinds: ReadonlySet<string>, unread: readonly UnreadDocument[]): string | null {
  if (kinds.size > 0) return `it holds ${[...kinds].slice(0, 3).join(', ')}`;
  return unread.length > 0 ? 'its text holds `apiVersion` and `kind`' : null;
}

/** Definitions of custom resources describe objects and are none. */
const DEFINITIONS: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'CompositeResourceDefinition']);

function addObjects(
  root: DocumentNode,
  document: TargetDocument,
  objects: UnlinkedObject[],
  kinds: Set<string>,
): void {
  const apiVersion = root.text('apiVersion');
  const kind = root.text('kind');
  if (apiVersion === null || kind === null) return;
  kinds.add(kind);
  if (DEFINITIONS.has(kind)) return;
  const items = itemsOf(root, kind);
  for (const item of items) addObjects(item, document, objects, kinds);
  if (items.length > 0) return;
  const name = root.text('metadata', 'name') ?? root.text('metadata', 'generateName');
  objects.push({ root, apiVersion, kind, name, namespace: root.text('metadata', 'namespace'), document });
}

function itemsOf(root: DocumentNode, kind: string): readonly DocumentNode[] {
  if (kind.endsWith('List')) return root.items('items');
  return kind === 'Template' ? root.items('objects') : [];
}

/** `Deployment shop/web`; without a namespace `Deployment web`. */
export function subjectOf({ kind, namespace, name }: KubernetesObject): string {
  if (name === null) return kind;
  return `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
}
