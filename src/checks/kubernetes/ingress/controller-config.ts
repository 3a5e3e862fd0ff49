/** The ConfigMap of an ingress-nginx controller: what holds for all its Ingresses. */
import type { Fact } from '../../../engine/fact.ts';
import { fileFact } from '../../file-fact.ts';
import { type KubernetesObject, subjectOf } from '../objects.ts';

const NAMES = /^(?:ingress-nginx|nginx-ingress)(?:-[a-z0-9-]*)?-?controller$|^nginx-configuration$/;
/** Options that no other program has. */
const OPTIONS = [
  'allow-snippet-annotations',
  'hsts-include-subdomains',
  'annotations-risk-level',
  'use-forwarded-headers',
];

/** By its label, its usual names, or options of the controller in it. */
export function isControllerConfig({ root, name }: KubernetesObject): boolean {
  const data = root.get('data');
  if (data === null) return false;
  if (root.text('metadata', 'labels', 'app.kubernetes.io/name') === 'ingress-nginx') return !data.has('tcp');
  return NAMES.test(name ?? '') || OPTIONS.some((option) => data.has(option));
}

const YEAR = 31_536_000;

/** Defaults as https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/ has them. */
export function configFact(object: KubernetesObject): Fact {
  const { root } = object;
  const option = (name: string): string | null => root.text('data', name);
  const isOn = (name: string, otherwise: boolean): boolean => {
    const value = option(name);
    return value === null ? otherwise : value === 'true';
  };
  const protocols = option('ssl-protocols') ?? 'TLSv1.2 TLSv1.3';
  const maxAge = option('hsts-max-age');
  const place = (name: string) => root.get('data', name)?.anchor() ?? null;
  return fileFact({
    fact: 'k8s.ingressConfig',
    subject: subjectOf(object),
    link: object.link,
    at: root.nameAnchor(),
    value: {
      name: object.name ?? '',
      namespace: object.namespace ?? 'default',
      protocols: protocols.split(/\s+/).filter((word) => word !== ''),
      hsts: isOn('hsts', true),
      hstsMaxAge: maxAge === null ? YEAR : /^\d+$/.test(maxAge) ? Number(maxAge) : null,
      hstsIncludeSubDomains: isOn('hsts-include-subdomains', true),
      snippetsAllowed: isOn('allow-snippet-annotations', false),
      sslRedirect: isOn('ssl-redirect', true),
    },
    positions: () => ({
      protocols: place('ssl-protocols'),
      hsts: place('hsts'),
      hstsMaxAge: place('hsts-max-age'),
      hstsIncludeSubDomains: place('hsts-include-subdomains'),
      snippetsAllowed: place('allow-snippet-annotations'),
      sslRedirect: place('ssl-redirect'),
    }),
  });
}
