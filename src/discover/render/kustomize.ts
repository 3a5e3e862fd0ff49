/** Kustomize overlays, as `kustomize build` or `kubectl kustomize` puts them together. */
import { writeFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { documentsOf, readDocuments } from '../../source/documents/documents.ts';
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Project } from '../../source/project.ts';
import type { RenderedDocument } from '../../source/rendered/overlay.ts';
import { placeInSources } from '../../source/rendered/structure-place.ts';
import type { Span } from '../../source/span.ts';
import { sourceText } from '../../source/text.ts';
import { runChild } from '../child.ts';
import { findProgram } from '../programs.ts';
import { type Kustomization, type KustomizeTree, topKustomizations, treeOf } from './kustomize-tree.ts';
import { NOTHING, notRendered, type Rendering, type RenderRequest, together } from './request.ts';
import { inWorkFolder } from './work-folder.ts';

interface Builder {
  readonly program: string;
  readonly args: readonly string[];
}

/** Bases are rendered with the overlays that take them in. */
export async function renderKustomizations(request: RenderRequest): Promise<Rendering> {
  const tops = topKustomizations(request.project);
  if (tops.length === 0) return NOTHING;
  const builder = builderOf(request.root);
  const renderings: Rendering[] = [];
  for (const top of tops) {
    const tree = treeOf(request.project, request.root, top);
    if (typeof tree === 'string') renderings.push(notRendered(top.path, tree));
    else if (builder === null) renderings.push(notRendered(top.path, MISSING));
    else renderings.push(await render(request, builder, top, tree));
  }
  return together(renderings);
}

const MISSING = 'neither kustomize nor kubectl is on the PATH';

function builderOf(root: string): Builder | null {
  const kustomize = findProgram('kustomize', root);
  if (kustomize !== null) return { program: kustomize, args: ['build'] };
  const kubectl = findProgram('kubectl', root);
  return kubectl === null ? null : { program: kubectl, args: ['kustomize'] };
}

async function render(
  { project, root, signal, budget }: RenderRequest,
  { program, args }: Builder,
  top: Kustomization,
  tree: KustomizeTree,
): Promise<Rendering> {
  const refused = budget.refuse();
  if (refused !== null) return notRendered(top.path, refused);
  return inWorkFolder(async (folder) => {
    // Around the overlay, which stays as it is: what it is made of then says where it comes from.
    const resources = [posix.join(relative(folder, root), top.folder)];
    writeFileSync(
      join(folder, 'kustomization.yaml'),
      JSON.stringify({ resources, buildMetadata: ['originAnnotations'] }),
    );
    const outcome = await runChild({ program, args: [...args, folder], folder, signal });
    if (outcome.kind === 'failed') {
      const reason = [`${root}/`, `${relative(folder, root)}/`].reduce(
        (words, prefix) => words.replaceAll(prefix, ''),
        outcome.reason.replaceAll(folder, '.'),
      );
      return notRendered(top.path, `kustomize says: ${reason}`);
    }
    budget.took(outcome.output);
    const toRoot = (origin: string): string => relative(root, join(folder, origin));
    const documents = outcome.output
      .split(/^---[ \t]*$\n?/m)
      .filter((text) => text.trim() !== '')
      .map((text) => documentOf(project, top, tree, toRoot, text));
    return { ...NOTHING, documents, gone: [...tree.resources, ...tree.patches] };
  });
}

const ORIGIN = 'config.kubernetes.io/origin';

function documentOf(
  project: Project,
  top: Kustomization,
  tree: KustomizeTree,
  toRoot: (origin: string) => string,
  text: string,
): RenderedDocument {
  const [read] = readDocuments(sourceText(top.path, text)).documents;
  const origin = originOf(read?.root.text('metadata', 'annotations', ORIGIN) ?? null);
  const path = origin.path === null ? null : toRoot(origin.path);
  const listed = path !== null && tree.resources.includes(path) ? path : top.path;
  const fallback = placeOf(
    path === null ? (generatorOf(tree, toRoot, origin, read?.root) ?? top.root) : top.root,
  );
  const place = (at: Pick<Span, 'start' | 'end'>): Span => {
    const sources = read === undefined ? [] : sourcesOf(project, tree, path, read.root);
    return (read === undefined ? null : placeInSources(read.root, sources, at)) ?? fallback;
  };
  return { text: text.endsWith('\n') ? text : `${text}\n`, path: listed, place };
}

interface Origin {
  /** From the folder where kustomize ran; of a manifest, and of the kustomization that generates. */
  readonly path: string | null;
  readonly configuredIn: string | null;
}

function originOf(annotation: string | null): Origin {
  const [document] = annotation === null ? [] : readDocuments(sourceText('origin', annotation)).documents;
  return {
    path: document?.root.text('path') ?? null,
    configuredIn: document?.root.text('configuredIn') ?? null,
  };
}

function placeOf(node: DocumentNode): Span {
  const { path, start, end } = node.nameAnchor();
  return { path, start, end };
}

/** The entry of the kustomization that a generated object was made of: what it is called begins with the entry's name. */
function generatorOf(
  { kustomizations }: KustomizeTree,
  toRoot: (origin: string) => string,
  { configuredIn }: Origin,
  object: DocumentNode | undefined,
): DocumentNode | undefined {
  const path = configuredIn === null ? null : toRoot(configuredIn);
  const root = kustomizations.find((one) => one.path === path)?.root;
  const name = object?.text('metadata', 'name') ?? '';
  const list = object?.text('kind') === 'Secret' ? 'secretGenerator' : 'configMapGenerator';
  return root?.items(list).find((entry) => name.includes(entry.text('name') ?? '\n')) ?? root;
}

/** The documents that an object was put together of: patches, those applied last first, and its own at the end. */
function sourcesOf(
  project: Project,
  { patches }: KustomizeTree,
  path: string | null,
  object: DocumentNode,
): readonly DocumentNode[] {
  const own = path === null ? [] : alike(project, path, object);
  return [...patches.toReversed().flatMap((patch) => alike(project, patch, object)), ...own.slice(0, 1)];
}

/** The documents of a file that are about an object; overlays put something before and behind its name. */
function alike(project: Project, path: string, object: DocumentNode): readonly DocumentNode[] {
  const outcome = documentsOf(project, path);
  if (outcome.kind !== 'documents') return [];
  const kind = object.text('kind');
  const name = object.text('metadata', 'name') ?? '';
  return outcome.documents
    .map(({ root }) => root)
    .filter((root) => root.text('kind') === kind && name.includes(root.text('metadata', 'name') ?? '\n'))
    .sort((a, b) => (b.text('metadata', 'name')?.length ?? 0) - (a.text('metadata', 'name')?.length ?? 0));
}
