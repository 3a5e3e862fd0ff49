/** What each official Pod Security check offers: when it exists, and where a pod does not hold it. */
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Container, Pod } from '../pod.ts';

/** What a pod or one of its containers does against a check. */
export interface Violation {
  /** Null where the pod itself is at fault. */
  readonly container: Container | null;
  /** The faulty value; null where something is missing. */
  readonly at: DocumentNode | null;
  /** What it does, after the words for who does it: `sets hostNetwork to true`. */
  readonly what: string;
}

export interface PodSecurityCheck {
  /** The official id. */
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** The first minor version of Kubernetes 1 that has it. */
  readonly since: number;
  /** The baseline check that it takes the place of at the restricted level. */
  readonly overrides?: string;
  /** At most one violation for the pod and each of its containers. `minor` is the version of Kubernetes, from `since`. */
  find(pod: Pod, minor: number): readonly Violation[];
}

/** The violations of containers, each found by `judge`: a pair of place and words, or null. */
export function ofContainers(
  { containers }: Pod,
  judge: (container: Container) => readonly [at: DocumentNode | null, what: string] | null,
): readonly Violation[] {
  return containers.flatMap((container) => {
    const found = judge(container);
    return found === null ? [] : [{ container, at: found[0], what: found[1] }];
  });
}

/** The violation of the pod itself. */
export function ofPod(at: DocumentNode | null, what: string): Violation {
  return { container: null, at, what };
}

/** Violations of the securityContext of the pod and of every container, which a check judges alike. */
export function ofSecurityContexts(
  pod: Pod,
  judge: (security: DocumentNode) => readonly [at: DocumentNode | null, what: string] | null,
): readonly Violation[] {
  const own = pod.security === null ? null : judge(pod.security);
  const ofThem = ofContainers(pod, ({ security }) => (security === null ? null : judge(security)));
  return own === null ? ofThem : [ofPod(own[0], own[1]), ...ofThem];
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  const distinct = [...new Set(words)];
  const last = distinct.pop() ?? '';
  return distinct.length === 0 ? last : `${distinct.join(', ')} and ${last}`;
}
