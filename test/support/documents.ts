/** What a document says, without its places: for comparing it with what other readers make of it. */
import type { DocumentNode } from '../../src/source/documents/node.ts';

export function plainOf(node: DocumentNode): unknown {
  if (node.isMap) return Object.fromEntries(node.entries().map(({ key, value }) => [key, plainOf(value)]));
  if (node.isList) return node.items().map(plainOf);
  return node.scalar();
}
