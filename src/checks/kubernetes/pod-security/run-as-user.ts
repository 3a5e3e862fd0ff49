/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: running as user 0; user namespaces relax it since 1.35. */
import { ofSecurityContexts, type PodSecurityCheck } from './check.ts';

export const runAsUser: PodSecurityCheck = {
  id: 'runAsUser',
  level: 'restricted',
  since: 23,
  find(pod, minor) {
    if (minor >= 35 && pod.hasUserNamespace) return [];
    return ofSecurityContexts(pod, (security) =>
      security.number('runAsUser') === 0
        ? [security.get('runAsUser'), 'sets securityContext.runAsUser to 0, which is root']
        : null,
    );
  },
};
