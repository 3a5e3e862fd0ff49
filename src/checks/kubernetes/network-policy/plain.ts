/** A node of a document as plain data, for readers that do not care where things stand. */
import type { DocumentNode } from '../../../source/documents/node.ts';

/** Maps have no prototype, so that no key collides with one of its. Values are as Kubernetes reads them. */
export function plainOf(node: DocumentNode): unknown {
  if (node.isMap) {
    const fields: Record<string, unknown> = Object.create(null);
    for (const { key, value } of node.entries()) fields[key] = plainOf(value);
    return fields;
  }
  return node.isList ? node.items().map(plainOf) : node.scalar();
}
