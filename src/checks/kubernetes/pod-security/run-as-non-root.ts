/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: running as non-root; user namespaces relax it since 1.35. */
import { ofContainers, ofPod, type PodSecurityCheck } from './check.ts';

const FALSE = 'sets securityContext.runAsNonRoot to false';

export const runAsNonRoot: PodSecurityCheck = {
  id: 'runAsNonRoot',
  level: 'restricted',
  since: 0,
  find(pod, minor) {
    if (minor >= 35 && pod.hasUserNamespace) return [];
    const ofAll = pod.security?.flag('runAsNonRoot') ?? null;
    const ofThem = ofContainers(pod, ({ security }) => {
      const own = security?.flag('runAsNonRoot') ?? null;
      if (own === false) return [security?.get('runAsNonRoot') ?? null, FALSE];
      // What the pod says against it is told once, for the pod.
      if (own === true || ofAll !== null) return null;
      return [null, 'does not set securityContext.runAsNonRoot to true, and its pod does not either'];
    });
    return ofAll === false ? [ofPod(pod.security?.get('runAsNonRoot') ?? null, FALSE), ...ofThem] : ofThem;
  },
};
