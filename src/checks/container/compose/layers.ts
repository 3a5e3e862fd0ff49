/**
 * A service as Compose puts it together: what it extends, then itself, then the same in the files that are laid over.
 * Single values come from the uppermost layer that has them, lists are the union, `!reset` and `!override` start anew.
 */
import { posix } from 'node:path';
import { documentsOf } from '../../../source/documents/documents.ts';
import type { DocumentNode, Entry } from '../../../source/documents/node.ts';
import type { Project } from '../../collector.ts';

export interface Layer {
  /** The map of the service. */
  readonly node: DocumentNode;
  readonly fields: ReadonlyMap<string, Entry>;
  /** The folder that relative paths in it start from. */
  readonly folder: string;
}

export interface Layers {
  /** From the lowest to the uppermost. */
  readonly list: readonly Layer[];
  /** Why something below is not known; null where all is. */
  readonly missing: string | null;
}

const DEEPEST = 20;

const known = new WeakMap<DocumentNode, ReadonlyMap<string, DocumentNode>>();

/** The services of a document by name; asked for again and again. */
export function servicesOf(root: DocumentNode): ReadonlyMap<string, DocumentNode> {
  let services = known.get(root);
  if (services === undefined) {
    const entries = root.get('services')?.entries() ?? [];
    services = new Map(entries.flatMap(({ key, value }) => (value.isNull ? [] : [[key, value]])));
    known.set(root, services);
  }
  return services;
}

/**
 * The layers of a service of one file: what it extends, lowest first, and itself.
 *
 * @param from the folder that relative paths in the file start from
 */
export function serviceLayers(
  project: Project,
  { path, root }: { readonly path: string; readonly root: DocumentNode },
  from: string,
  name: string,
): Layers {
  const list: Layer[] = [];
  const seen = new Set<string>();
  let file = path;
  let folder = from;
  let services = root;
  let wanted = name;
  for (;;) {
    const key = `${file} ${wanted}`;
    const node = servicesOf(services).get(wanted);
    if (node === undefined) {
      return {
        list,
        missing: list.length === 0 ? null : `the service ${wanted} that it extends is not in ${file}`,
      };
    }
    if (seen.has(key) || seen.size > DEEPEST) return { list, missing: `${wanted} extends itself` };
    seen.add(key);
    const fields = new Map(node.entries().map((entry) => [entry.key, entry]));
    list.unshift({ node, fields, folder });
    const extended = node.get('extends');
    if (extended === null) return { list, missing: null };
    const other = extended.text('file');
    wanted = extended.text() ?? extended.text('service') ?? '';
    if (other === null) continue;
    file = posix.join(folder, other);
    folder = posix.dirname(file);
    const outcome = other.includes('$') ? null : documentsOf(project, file);
    const found =
      outcome?.kind === 'documents' ? outcome.documents.find((one) => one.root.has('services')) : undefined;
    if (found === undefined) return { list, missing: `${other}, which it extends, cannot be read` };
    services = found.root;
  }
}

type Tag = 'reset' | 'override' | null;

/** The node of a field in one layer: undefined where the layer says nothing, null where it takes the value away. */
function fieldOf(
  layer: Layer,
  field: string,
): { readonly node: DocumentNode | null; readonly tag: Tag } | undefined {
  const entry = layer.fields.get(field);
  if (entry === undefined) return undefined;
  const { text } = layer.node.source;
  const tag =
    /^["']?[ \t]*:\s*!(reset|override)\b/.exec(text.slice(entry.at.end, entry.at.end + 40))?.[1] ?? null;
  if (tag === 'reset') return { node: null, tag };
  return { node: entry.value, tag: tag === 'override' ? tag : null };
}

/** The uppermost value of a field; null where none is set or it was taken away. */
export function topValue(layers: readonly Layer[], field: string): DocumentNode | null {
  for (const layer of layers.toReversed()) {
    const found = fieldOf(layer, field);
    if (found !== undefined) return found.node === null || found.node.isNull ? null : found.node;
  }
  return null;
}

/** All values of a field that add up, lowest first, each with its layer. */
export function allValues(
  layers: readonly Layer[],
  field: string,
): readonly { readonly node: DocumentNode; readonly layer: Layer }[] {
  let values: { node: DocumentNode; layer: Layer }[] = [];
  for (const layer of layers) {
    const found = fieldOf(layer, field);
    if (found === undefined) continue;
    if (found.tag !== null) values = [];
    if (found.node !== null && !found.node.isNull) values.push({ node: found.node, layer });
  }
  return values;
}
