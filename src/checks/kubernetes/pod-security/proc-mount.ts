/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: /proc mount type; user namespaces relax it since 1.35. */
import type { Pod } from '../pod.ts';
import { ofContainers, type PodSecurityCheck, type Violation } from './check.ts';

export const procMount: PodSecurityCheck = {
  id: 'procMount',
  level: 'baseline',
  since: 0,
  find: (pod, minor) => (minor >= 35 && pod.hasUserNamespace ? [] : unmasked(pod)),
};

export const procMountRestricted: PodSecurityCheck = {
  id: 'procMount_restricted',
  level: 'restricted',
  since: 35,
  overrides: 'procMount',
  find: unmasked,
};

function unmasked(pod: Pod): readonly Violation[] {
  return ofContainers(pod, ({ security }) => {
    const type = security?.text('procMount') ?? null;
    if (type === null || type === 'Default') return null;
    return [security?.get('procMount') ?? null, `sets securityContext.procMount to ${type}`];
  });
}
