/** One Ingress: which hosts speak TLS, and what its annotations tell the controller. */
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import { fileFact } from '../../file-fact.ts';
import { type KubernetesObject, subjectOf } from '../objects.ts';

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/ */
const COMMUNITY = 'nginx.ingress.kubernetes.io/';
/** https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/ */
const VENDOR = 'nginx.org/';

type Controller = 'ingress-nginx' | 'nginx.org' | 'other';

const SNIPPETS: ReadonlySet<string> = new Set([
  ...['configuration-snippet', 'server-snippet', 'auth-snippet', 'modsecurity-snippet', 'stream-snippet'].map(
    (name) => COMMUNITY + name,
  ),
  ...['location-snippets', 'server-snippets'].map((name) => VENDOR + name),
]);

const LIMITS: Readonly<Record<Controller, readonly string[]>> = {
  'ingress-nginx': ['limit-rps', 'limit-rpm', 'limit-connections', 'global-rate-limit'].map(
    (name) => COMMUNITY + name,
  ),
  'nginx.org': [`${VENDOR}limit-req-rate`],
  other: [],
};

/** Annotations by which a load balancer of a cloud, or Traefik, speaks TLS without a `tls` entry. */
const ELSEWHERE: readonly (readonly [string, RegExp])[] = [
  ['alb.ingress.kubernetes.io/certificate-arn', /./],
  ['alb.ingress.kubernetes.io/listen-ports', /HTTPS/],
  ['networking.gke.io/managed-certificates', /./],
  ['ingress.gcp.kubernetes.io/pre-shared-cert', /./],
  ['traefik.ingress.kubernetes.io/router.tls', /^true$/],
  ['traefik.ingress.kubernetes.io/router.entrypoints', /^websecure$/],
  ['appgw.ingress.kubernetes.io/appgw-ssl-certificate', /./],
  ['route.openshift.io/termination', /./],
];

interface Annotation {
  readonly name: string;
  readonly value: string;
  readonly node: DocumentNode;
}

export function ingressFact(object: KubernetesObject): Fact {
  const { root } = object;
  const annotations = annotationsOf(root);
  const read = (name: string): string | null => annotations.find((one) => one.name === name)?.value ?? null;
  const className = root.text('spec', 'ingressClassName') ?? read('kubernetes.io/ingress.class');
  const controller = controllerOf(className, annotations);
  const hosts = hostsOf(root);
  const plain = plainHosts(root, hosts, annotations);
  const snippets = annotations.filter(({ name }) => SNIPPETS.has(name));
  const protocols = annotations.find(({ name }) => name.endsWith('/ssl-protocols'));
  const limits = LIMITS[controller];
  return fileFact({
    fact: 'k8s.ingress',
    subject: subjectOf(object),
    link: object.link,
    at: root.nameAnchor(),
    value: {
      name: object.name ?? '',
      namespace: object.namespace ?? 'default',
      className,
      controller,
      hosts: hosts.map(({ host }) => host),
      plainHosts: plain.map(({ host }) => (host === '*' ? 'any host' : host)),
      redirectsToHttps: redirects(controller, read),
      rateLimited: controller === 'other' ? null : annotations.some(({ name }) => limits.includes(name)),
      snippets: snippets.map(({ name }) => name),
      protocols: protocols?.value.split(/\s+/).filter((word) => word !== '') ?? [],
      hsts: controller === 'nginx.org' ? /^true$/i.test(read(`${VENDOR}hsts`) ?? '') : null,
    },
    positions: () => ({
      ...Object.fromEntries(plain.map(({ node }, index) => [`plainHosts.${index}`, node?.anchor() ?? null])),
      ...Object.fromEntries(snippets.map(({ node }, index) => [`snippets.${index}`, node.keyAnchor()])),
      redirectsToHttps:
        annotations.find(({ name }) => /\/(?:force-)?ssl-redirect$/.test(name))?.node.anchor() ?? null,
      protocols: protocols?.node.anchor() ?? null,
    }),
  });
}

function annotationsOf(root: DocumentNode): readonly Annotation[] {
  const found = root.get('metadata', 'annotations')?.entries() ?? [];
  return found.map(({ key, value }) => ({ name: key, value: value.text() ?? '', node: value }));
}

function controllerOf(className: string | null, annotations: readonly Annotation[]): Controller {
  const speaks = (prefix: string): boolean => annotations.some(({ name }) => name.startsWith(prefix));
  if (speaks(COMMUNITY)) return 'ingress-nginx';
  if (speaks(VENDOR)) return 'nginx.org';
  return className !== null && /(?:^|-)nginx(?:-|$)/.test(className) ? 'ingress-nginx' : 'other';
}

interface Host {
  readonly host: string;
  readonly node: DocumentNode | null;
}

/** `*` for rules without a host, and for a default backend alone. */
function hostsOf(root: DocumentNode): readonly Host[] {
  const hosts = root.items('spec', 'rules').map((rule): Host => {
    const node = rule.get('host');
    return { host: node?.text() ?? '*', node };
  });
  return hosts.length > 0 ? hosts : [{ host: '*', node: null }];
}

function plainHosts(
  root: DocumentNode,
  hosts: readonly Host[],
  annotations: readonly Annotation[],
): readonly Host[] {
  const isElsewhere = annotations.some(({ name, value }) =>
    ELSEWHERE.some(([known, pattern]) => known === name && pattern.test(value)),
  );
  if (isElsewhere) return [];
  const entries = root.items('spec', 'tls');
  // An entry without hosts is for all of them.
  if (entries.some((entry) => entry.items('hosts').length === 0)) return [];
  const covered = entries.flatMap((entry) => entry.items('hosts').flatMap((host) => host.text() ?? []));
  return hosts.filter(({ host }) => !covered.some((pattern) => covers(pattern, host)));
}

/** A star stands for one label. */
function covers(pattern: string, host: string): boolean {
  if (pattern === host) return true;
  return pattern.startsWith('*.') && host.slice(host.indexOf('.')) === pattern.slice(1);
}

/** By default an Ingress with TLS redirects; both controllers have an annotation against it. */
function redirects(controller: Controller, read: (name: string) => string | null): boolean | null {
  switch (controller) {
    case 'ingress-nginx':
      if (read(`${COMMUNITY}force-ssl-redirect`) === 'true') return true;
      return read(`${COMMUNITY}ssl-redirect`) !== 'false';
    case 'nginx.org':
      return !/^false$/i.test(read('ingress.kubernetes.io/ssl-redirect') ?? '');
    case 'other':
      return null;
  }
}
