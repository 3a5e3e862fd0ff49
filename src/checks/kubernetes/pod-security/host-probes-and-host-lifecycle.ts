/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: hosts that the kubelet is made to ask. */
import { ofContainers, type PodSecurityCheck } from './check.ts';

const HANDLERS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const;

export const hostProbesAndHostLifecycle: PodSecurityCheck = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  since: 34,
  find: (pod) =>
    ofContainers(pod, ({ node }) => {
      for (const handler of HANDLERS) {
        for (const action of ['httpGet', 'tcpSocket']) {
          const host = node.get(...handler, action, 'host');
          const name = host?.text() ?? '';
          if (name !== '') return [host, `lets its ${handler.at(-1)} ask ${name} instead of the pod`];
        }
      }
      return null;
    }),
};
