/** One Service: who can reach it, and what listens behind its ports. */
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import { fileFact } from '../../file-fact.ts';
import { databaseOnPort } from '../network-policy/databases.ts';
import { type KubernetesObject, subjectOf } from '../objects.ts';

export function serviceFact(object: KubernetesObject): Fact {
  const { root } = object;
  const nodes = root.items('spec', 'ports');
  const type = root.text('spec', 'type') ?? 'ClusterIP';
  const exposure = exposureOf(root, type);
  return fileFact({
    fact: 'k8s.service',
    subject: subjectOf(object),
    link: object.link,
    at: root.nameAnchor(),
    value: {
      name: object.name ?? '',
      namespace: object.namespace ?? 'default',
      type,
      exposure,
      ports: nodes.map((node) => ({ ...portOf(node), public: exposure === 'public' })),
    },
    positions: () => ({
      type: root.get('spec', 'type')?.anchor() ?? null,
      ...Object.fromEntries(
        nodes.map((node, index) => [`ports.${index}`, node.get('port')?.anchor() ?? null]),
      ),
    }),
  });
}

function portOf(node: DocumentNode) {
  const port = node.number('port');
  const targetPort = node.number('targetPort');
  const product = databaseOnPort(targetPort ?? port ?? 0) ?? databaseOnPort(port ?? 0);
  const what = product ?? `port ${targetPort ?? port} of the pods`;
  return { port, targetPort, nodePort: node.number('nodePort'), product, what };
}

/** Annotations that keep a load balancer in the private network. */
const INTERNAL: readonly (readonly [string, RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', /^(?!false$)./i],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internal$/i],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/i],
  ['networking.gke.io/load-balancer-type', /^internal$/i],
  ['cloud.google.com/load-balancer-type', /^internal$/i],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', /^true$/i],
];

function exposureOf(root: DocumentNode, type: string): 'public' | 'internal' | 'cluster' {
  if (root.items('spec', 'externalIPs').length > 0 || type === 'NodePort') return 'public';
  if (type !== 'LoadBalancer') return 'cluster';
  const annotation = (name: string): string => root.text('metadata', 'annotations', name) ?? '';
  return INTERNAL.some(([name, pattern]) => pattern.test(annotation(name))) ? 'internal' : 'public';
}
