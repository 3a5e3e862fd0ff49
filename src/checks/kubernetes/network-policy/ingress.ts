/** Who reaches a port of a pod: everybody, every pod, every pod of its namespace, or those that somebody picked. */
import { parseRange } from '../../../engine/cidr.ts';
import { decideSide, type Endpoint, type Side } from './decide.ts';
import type { Network, Pod } from './network.ts';
import type { RuleRef } from './rule-ref.ts';

export type Circle = 'everybody' | 'cluster' | 'namespace' | 'picked';

export interface Reach {
  readonly circle: Circle;
  /** Who gets through that nobody picked: `8.8.8.8`, `pod web of namespace shop`; null where only picked ones do. */
  readonly witness: string | null;
  /** The entry that lets the witness through; null where no policy isolates the pod. */
  readonly ref: RuleRef | null;
}

const OUTSIDE = parseRange('8.8.8.8');

/**
 * The widest circle that reaches a TCP port of a pod, by way of strangers: an address outside, and pods without any
 * label. Whatever lets these through was not meant for somebody in particular.
 */
export function reachOf(cluster: Network, pod: Pod, port: number): Reach {
  const destination = { port, protocol: 'TCP', named: pod.ports } as const;
  const from = (other: Endpoint): Side =>
    decideSide(cluster, 'ingress', { kind: 'pod', pod }, other, destination);
  const circles: readonly (readonly [Circle, Endpoint | null, () => string])[] = [
    [
      'everybody',
      OUTSIDE === null ? null : { kind: 'address', address: OUTSIDE },
      () => 'any address (8.8.8.8)',
    ],
    ['cluster', stranger(FOREIGN), () => witnessPod(cluster, pod, true) ?? 'any pod of any namespace'],
    [
      'namespace',
      stranger(pod.namespace),
      () => witnessPod(cluster, pod, false) ?? `any pod of namespace ${pod.namespace}`,
    ],
  ];
  for (const [circle, other, witness] of circles) {
    if (other === null) continue;
    const side = from(other);
    if (!side.allowed) continue;
    const [reason] = side.by;
    const ref: RuleRef | null =
      reason?.rule == null ? null : { policy: reason.policy, direction: 'ingress', rule: reason.rule };
    return { circle, witness: witness(), ref };
  }
  return { circle: 'picked', witness: null, ref: null };
}

/** A name that no manifest gives to a namespace, since the API server refuses it. */
const FOREIGN = '*';

function stranger(namespace: string): Endpoint {
  return {
    kind: 'pod',
    pod: { namespace, name: '', labels: new Map(), addresses: [], ports: [], hostNetwork: false },
  };
}

/** Where everybody of a circle gets through, one that the project knows is the better example. */
function witnessPod(cluster: Network, pod: Pod, isForeign: boolean): string | null {
  const found = isForeign
    ? cluster.pods.find((other) => !other.hostNetwork && other.namespace !== pod.namespace)
    : cluster.podsOf(pod.namespace).find((other) => other !== pod);
  return found === undefined ? null : `pod ${found.name} of namespace ${found.namespace}`;
}
