/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: AppArmor, by field and by the annotation before it. */
import type { Annotation, Container } from '../pod.ts';
import { ofSecurityContexts, type PodSecurityCheck, type Violation } from './check.ts';

const ALLOWED_TYPES: readonly (string | null)[] = ['RuntimeDefault', 'Localhost'];
const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmorProfile: PodSecurityCheck = {
  id: 'appArmorProfile',
  level: 'baseline',
  since: 0,
  find(pod) {
    const fields = ofSecurityContexts(pod, (security) => {
      const profile = security.get('appArmorProfile');
      if (profile === null) return null;
      const type = profile.text('type');
      if (ALLOWED_TYPES.includes(type)) return null;
      return [profile.get('type') ?? profile, `sets the AppArmor profile to ${type ?? 'nothing'}`];
    });
    const byName = new Map(pod.containers.map((container) => [container.name, container]));
    const byAnnotation = pod.annotations
      .filter(isForbidden)
      .map((annotation) => violationOf(byName, annotation));
    const told = new Set(fields.map(({ container }) => container));
    return [...fields, ...byAnnotation.filter(({ container }) => !told.has(container))];
  },
};

function isForbidden({ key, value }: Annotation): boolean {
  if (!key.startsWith(ANNOTATION) || value === '') return false;
  return value !== 'runtime/default' && !value.startsWith('localhost/');
}

function violationOf(byName: ReadonlyMap<string, Container>, { key, value, node }: Annotation): Violation {
  const container = byName.get(key.slice(ANNOTATION.length)) ?? null;
  return { container, at: node, what: `is given the AppArmor profile ${value} by annotation` };
}
