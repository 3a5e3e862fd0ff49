/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: host ports. */
import { listed, ofContainers, type PodSecurityCheck } from './check.ts';

export const hostPorts: PodSecurityCheck = {
  id: 'hostPorts',
  level: 'baseline',
  since: 0,
  find: (pod) =>
    ofContainers(pod, ({ node }) => {
      const taken = node.items('ports').filter((port) => (port.number('hostPort') ?? 0) !== 0);
      const [first] = taken;
      if (first === undefined) return null;
      const ports = taken.map((port) => String(port.number('hostPort')));
      return [first.get('hostPort'), `takes port ${listed(ports)} of the host`];
    }),
};
