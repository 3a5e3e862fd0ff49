/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: privileged containers. */
import { ofContainers, type PodSecurityCheck } from './check.ts';

export const privileged: PodSecurityCheck = {
  id: 'privileged',
  level: 'baseline',
  since: 0,
  find: (pod) =>
    ofContainers(pod, ({ security }) =>
      security?.flag('privileged') === true ? [security.get('privileged'), 'is privileged'] : null,
    ),
};
