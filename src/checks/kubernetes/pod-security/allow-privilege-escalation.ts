/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: privilege escalation. */
import { ofContainers, type PodSecurityCheck } from './check.ts';

export const allowPrivilegeEscalation: PodSecurityCheck = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  since: 8,
  find(pod, minor) {
    if (minor >= 25 && pod.isWindows) return [];
    return ofContainers(pod, ({ security }) => {
      if (security?.flag('allowPrivilegeEscalation') === false) return null;
      const set = security?.get('allowPrivilegeEscalation') ?? null;
      if (set === null) return [null, 'does not set securityContext.allowPrivilegeEscalation to false'];
      return [set, 'sets securityContext.allowPrivilegeEscalation to true'];
    });
  },
};
