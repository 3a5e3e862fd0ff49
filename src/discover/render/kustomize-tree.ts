/**
 * What a kustomization takes in, by way of others too (https://kubectl.docs.kubernetes.io/references/kustomize/): told
 * before anything is started, since kustomize would fetch what is named by a URL.
 */
import { realpathSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { documentsOf } from '../../source/documents/documents.ts';
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Project } from '../../source/project.ts';
import { normalPath } from '../../source/read.ts';
import { isInside } from '../root.ts';

export interface Kustomization {
  /** Of its file, from the root. */
  readonly path: string;
  /** From the root; empty for the root itself. */
  readonly folder: string;
  readonly root: DocumentNode;
}

export interface KustomizeTree {
  readonly kustomizations: readonly Kustomization[];
  /** Manifests, in the order in which they are named. */
  readonly resources: readonly string[];
  /** Files that change others, those that come last last. */
  readonly patches: readonly string[];
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const FILE = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** More of them have a circle in them. */
const MOST = 1_000;

/** Every kustomization of a run that is complete on its own and that no other takes in. */
export function topKustomizations(project: Project): readonly Kustomization[] {
  const all = project.paths.filter((path) => FILE.test(path)).flatMap((path) => read(project, path) ?? []);
  const used = new Set(all.flatMap((one) => foldersOf(one)));
  return all.filter(({ folder, root }) => !used.has(folder) && root.text('kind') !== 'Component');
}

function read(project: Project, path: string): Kustomization | null {
  const outcome = documentsOf(project, path);
  const root = outcome.kind === 'documents' ? outcome.documents[0]?.root : undefined;
  if (root === undefined || !root.isMap) return null;
  return { path, folder: path.includes('/') ? posix.dirname(path) : '', root };
}

const BASES = ['resources', 'bases', 'components'];

function entriesOf({ root }: Kustomization, lists: readonly string[]): readonly string[] {
  return lists.flatMap((list) => root.items(list).flatMap((item) => item.text() ?? []));
}

function foldersOf(one: Kustomization): readonly string[] {
  return entriesOf(one, BASES).flatMap((entry) => normalPath(posix.join(one.folder, entry)) ?? []);
}

/** Everything that is taken in; in words, why it must not be rendered. */
export function treeOf(project: Project, root: string, top: Kustomization): KustomizeTree | string {
  const kustomizations = new Map<string, Kustomization>([[top.folder, top]]);
  const resources: string[] = [];
  const patches: string[] = [];
  for (const one of kustomizations.values()) {
    if (kustomizations.size > MOST) return `it takes in more than ${MOST} others`;
    if (fetches(one.root)) return 'it names something by a URL, which is not fetched';
    for (const entry of entriesOf(one, BASES)) {
      const path = normalPath(posix.join(one.folder, entry));
      if (path === null || !isBelow(root, path)) return `${entry} is not in the repository`;
      const inner = NAMES.map((name) => posix.join(path, name)).find((file) => project.exists(file));
      if (inner === undefined) resources.push(path);
      else if (!kustomizations.has(path)) {
        const read = readIn(project, inner, path);
        if (read === null) return `${inner} cannot be read`;
        kustomizations.set(path, read);
      }
    }
    for (const file of configurations(one)) {
      const outcome = documentsOf(project, file);
      if (outcome.kind === 'documents' && outcome.documents.some((document) => fetches(document.root)))
        return `${file} names something by a URL, which is not fetched`;
    }
    patches.push(...patchFiles(one));
  }
  return { kustomizations: [...kustomizations.values()], resources, patches };
}

function readIn(project: Project, path: string, folder: string): Kustomization | null {
  const found = read(project, path);
  return found === null ? null : { ...found, folder };
}

/** Fields that hold no names of files, and may hold links for people. */
const TOLD: ReadonlySet<string> = new Set([
  ...['commonLabels', 'commonAnnotations', 'labels', 'images', 'namespace', 'namePrefix', 'nameSuffix'],
  ...['replicas', 'vars', 'metadata', 'buildMetadata', 'sortOptions', 'apiVersion', 'kind'],
]);

function fetches(root: DocumentNode): boolean {
  return root.entries().some(({ key, value }) => !TOLD.has(key) && holdsUrl(value));
}

const VALUES: ReadonlySet<string> = new Set(['literals', 'patch', 'target', 'options']);

function holdsUrl(node: DocumentNode): boolean {
  const text = node.text();
  if (text !== null) return !text.includes('\n') && URL_NAMED.test(text);
  if (node.isList) return node.items().some(holdsUrl);
  return node.entries().some(({ key, value }) => !VALUES.has(key) && holdsUrl(value));
}

/** Files of generators may be given a name: `app.conf=https://…`. */
const URL_NAMED = /(?:^|=)\s*(?:[a-z]+::)?(?:https?|git|ssh|s3|gs|file):\/\//i;

/** Files that say what to generate and how to change. */
function configurations(one: Kustomization): readonly string[] {
  return entriesOf(one, ['generators', 'transformers', 'validators', 'configurations']).flatMap((entry) =>
    entry.includes('\n') ? [] : (normalPath(posix.join(one.folder, entry)) ?? []),
  );
}

function patchFiles({ root, folder }: Kustomization): readonly string[] {
  const named = [
    ...root.items('patchesStrategicMerge').flatMap((item) => item.text() ?? []),
    ...root.items('patches').flatMap((item) => item.text('path') ?? []),
    ...root.items('patchesJson6902').flatMap((item) => item.text('path') ?? []),
  ];
  return named.flatMap((name) => (name.includes('\n') ? [] : (normalPath(posix.join(folder, name)) ?? [])));
}

function isBelow(root: string, path: string): boolean {
  try {
    const real = realpathSync(join(root, path));
    return isInside(root, real) && (statSync(real).isFile() || statSync(real).isDirectory());
  } catch {
    return false;
  }
}
