/** Pods whose security somebody decides later: what they say now is no verdict. */
import type { DocumentNode } from '../../source/documents/node.ts';
import { isPlaceholder } from '../../source/documents/template.ts';
import type { Pod } from './pod.ts';

const FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers'];

/** The first value that decides about the security of a pod and is filled in later; null where there is none. */
export function securityPlaceholder({ spec, security, containers }: Pod): DocumentNode | null {
  const contexts = [security, ...containers.map((container) => container.security)];
  const deciding = [...contexts, ...FIELDS.map((field) => spec.get(field))];
  for (const node of deciding) {
    const found = node === null ? null : placeholderIn(node);
    if (found !== null) return found;
  }
  return null;
}

function placeholderIn(node: DocumentNode): DocumentNode | null {
  const value = node.scalar();
  if (value !== undefined) return typeof value === 'string' && isPlaceholder(value) ? node : null;
  const below = node.isList ? node.items() : node.entries().map((entry) => entry.value);
  for (const each of below) {
    const found = placeholderIn(each);
    if (found !== null) return found;
  }
  return null;
}
