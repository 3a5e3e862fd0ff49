/**
 * What the environment of a container tells the official image, which puts an entry for all hosts behind those that initdb
 * wrote. https://hub.docker.com/_/postgres (POSTGRES_HOST_AUTH_METHOD)
 */
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Anchor } from '../../../source/span.ts';
import { placeInScalar } from './scalar.ts';

export interface ImageMethod {
  readonly kind: 'image';
  readonly method: string;
  readonly at: Anchor;
  readonly where: string;
}

const NAME = 'POSTGRES_HOST_AUTH_METHOD';

/** The method, in the forms of compose and of Kubernetes; null where none is said. */
export function imageMethod(container: DocumentNode, where: string): ImageMethod | null {
  const environment = container.get('environment') ?? container.get('env');
  if (environment === null) return null;
  if (environment.isMap) return methodOf(environment.get(NAME), 0, where);
  for (const item of environment.items()) {
    if (item.text('name') === NAME) return methodOf(item.get('value'), 0, where);
    if (item.text()?.startsWith(`${NAME}=`) === true) return methodOf(item, NAME.length + 1, where);
  }
  return null;
}

function methodOf(node: DocumentNode | null, from: number, where: string): ImageMethod | null {
  const text = node?.text() ?? null;
  if (node === null || text === null || text.length === from) return null;
  const at = from === 0 ? node.anchor() : placeInScalar(node, from, text.length);
  return { kind: 'image', method: text.slice(from), at, where };
}
