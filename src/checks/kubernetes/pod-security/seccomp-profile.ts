/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: seccomp, by annotation before 1.19 and by field since. */
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Pod } from '../pod.ts';
import { ofContainers, ofPod, ofSecurityContexts, type PodSecurityCheck, type Violation } from './check.ts';

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';

export const seccompProfileBaseline: PodSecurityCheck = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  since: 0,
  find: (pod, minor) => (minor < 19 ? byAnnotation(pod) : ofSecurityContexts(pod, forbidden)),
};

export const seccompProfileRestricted: PodSecurityCheck = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  since: 19,
  overrides: 'seccompProfile_baseline',
  find(pod, minor) {
    if (minor >= 25 && pod.isWindows) return [];
    const ofAll = pod.security?.get('seccompProfile') ?? null;
    const explicit = ofSecurityContexts(pod, forbidden);
    if (ofAll !== null) return explicit;
    const missing = ofContainers(pod, ({ security }) =>
      (security?.get('seccompProfile') ?? null) === null
        ? [null, 'has no seccomp profile: neither it nor its pod sets securityContext.seccompProfile']
        : null,
    );
    return [...explicit, ...missing];
  },
};

/** What a securityContext sets against the check; null where it sets nothing. */
function forbidden(security: DocumentNode): readonly [DocumentNode, string] | null {
  const profile = security.get('seccompProfile');
  if (profile === null) return null;
  const type = profile.text('type');
  if (type === 'RuntimeDefault' || type === 'Localhost') return null;
  return [profile.get('type') ?? profile, `sets the seccomp profile to ${type ?? 'nothing'}`];
}

function byAnnotation(pod: Pod): readonly Violation[] {
  const byKey = new Map(pod.annotations.map((annotation) => [annotation.key, annotation]));
  const bad = (key: string) => {
    const annotation = byKey.get(key);
    return annotation === undefined || isAllowed(annotation.value) ? null : annotation;
  };
  const words = (value: string): string => `is given the seccomp profile ${value} by annotation`;
  const ofThem = ofContainers(pod, ({ name }) => {
    const annotation = bad(CONTAINER_ANNOTATION + name);
    return annotation === null ? null : [annotation.node, words(annotation.value)];
  });
  const own = bad(POD_ANNOTATION);
  return own === null ? ofThem : [ofPod(own.node, words(own.value)), ...ofThem];
}

function isAllowed(value: string): boolean {
  return value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
}
