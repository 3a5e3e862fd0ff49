/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: SELinux; one type more since 1.31. */
import { listed, ofSecurityContexts, type PodSecurityCheck } from './check.ts';

const TYPES: readonly string[] = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

export const seLinuxOptions: PodSecurityCheck = {
  id: 'seLinuxOptions',
  level: 'baseline',
  since: 0,
  find: (pod, minor) =>
    ofSecurityContexts(pod, (security) => {
      const options = security.get('seLinuxOptions');
      if (options === null) return null;
      const wrong = ['type', 'user', 'role'].filter((field) => {
        const value = options.text(field) ?? '';
        if (field !== 'type') return value !== '';
        return !TYPES.includes(value) && !(minor >= 31 && value === 'container_engine_t');
      });
      const [first] = wrong;
      if (first === undefined) return null;
      const words = wrong.map((field) => `${field} ${options.text(field)}`);
      return [options.get(first), `sets the SELinux ${listed(words)}`];
    }),
};
