/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: host namespaces. */
import { listed, ofPod, type PodSecurityCheck } from './check.ts';

const FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

export const hostNamespaces: PodSecurityCheck = {
  id: 'hostNamespaces',
  level: 'baseline',
  since: 0,
  find({ spec }) {
    const shared = FIELDS.filter((field) => spec.flag(field) === true);
    const [first] = shared;
    return first === undefined ? [] : [ofPod(spec.get(first), `sets ${listed(shared)} to true`)];
  },
};
