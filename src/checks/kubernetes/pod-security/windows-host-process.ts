/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: HostProcess containers of Windows. */
import { ofSecurityContexts, type PodSecurityCheck } from './check.ts';

export const windowsHostProcess: PodSecurityCheck = {
  id: 'windowsHostProcess',
  level: 'baseline',
  since: 0,
  find: (pod) =>
    ofSecurityContexts(pod, (security) =>
      security.flag('windowsOptions', 'hostProcess') === true
        ? [
            security.get('windowsOptions', 'hostProcess'),
            'is a HostProcess on Windows, with the rights of the host',
          ]
        : null,
    ),
};
