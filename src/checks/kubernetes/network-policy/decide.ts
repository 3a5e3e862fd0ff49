/** What NetworkPolicies let through: a connection is allowed where the source may leave and the destination accepts. */
import type { AddressRange } from '../../../engine/cidr.ts';
import { type Network, type Pod, selectsNamespace } from './network.ts';
import type { Direction, Peer, Policy } from './policy.ts';
import { type Destination, type Protocol, portsAllow } from './port-rule.ts';
import { type Selected, selects } from './selector.ts';

/** One end of a connection: a pod, or an address outside the cluster. */
export type Endpoint =
  | { readonly kind: 'pod'; readonly pod: Pod }
  | { readonly kind: 'address'; readonly address: AddressRange };

export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly port: number;
  readonly protocol: Protocol;
}

/** A policy that had a say: `rule` is the entry that lets the connection through, null where none of its entries does. */
export interface Reason {
  readonly policy: Policy;
  readonly direction: Direction;
  readonly rule: number | null;
}

export interface Decision {
  readonly allowed: boolean;
  /** True where no policy isolates the source, and where the source is outside. */
  readonly egress: boolean;
  readonly ingress: boolean;
  /** For each direction: the policies that let it through, or where none does, all that isolate. */
  readonly by: readonly Reason[];
  /** A namespace's labels decide that nothing at hand defines; such a peer counts as not matched. */
  readonly depends: boolean;
}

/** Decides a connection. A pod always reaches itself. */
export function decide(cluster: Network, connection: Connection): Decision {
  const { from, to, port, protocol } = connection;
  if (from.kind === 'pod' && to.kind === 'pod' && from.pod === to.pod) {
    return { allowed: true, egress: true, ingress: true, by: [], depends: false };
  }
  const destination: Destination = { port, protocol, named: to.kind === 'pod' ? to.pod.ports : [] };
  const leaving = decideSide(cluster, 'egress', from, to, destination);
  const entering = decideSide(cluster, 'ingress', to, from, destination);
  return {
    allowed: leaving.allowed && entering.allowed,
    egress: leaving.allowed,
    ingress: entering.allowed,
    by: [...leaving.by, ...entering.by],
    depends: (leaving.depends && !leaving.allowed) || (entering.depends && !entering.allowed),
  };
}

/** The verdict of the policies that isolate one end, in one direction. */
export interface Side {
  readonly allowed: boolean;
  readonly by: readonly Reason[];
  readonly depends: boolean;
}

const OPEN: Side = { allowed: true, by: [], depends: false };

export function decideSide(
  cluster: Network,
  direction: Direction,
  isolated: Endpoint,
  other: Endpoint,
  destination: Destination,
): Side {
  if (isolated.kind === 'address') return OPEN;
  const policies = cluster.isolating(isolated.pod, direction);
  if (policies.length === 0) return OPEN;
  const letting: Reason[] = [];
  let depends = false;
  for (const policy of policies) {
    for (const [rule, { peers, ports }] of (policy[direction] ?? []).entries()) {
      if (!portsAllow(ports, destination)) continue;
      const met = peers === null ? 'yes' : meets(cluster, policy, peers, other);
      if (met === 'yes') letting.push({ policy, direction, rule });
      else if (met === 'depends') depends = true;
    }
  }
  if (letting.length > 0) return { allowed: true, by: letting, depends: false };
  return { allowed: false, by: policies.map((policy) => ({ policy, direction, rule: null })), depends };
}

function meets(cluster: Network, policy: Policy, peers: readonly Peer[], other: Endpoint): Selected {
  let depends = false;
  for (const peer of peers) {
    const met = meetsPeer(cluster, policy, peer, other);
    if (met === 'yes') return 'yes';
    if (met === 'depends') depends = true;
  }
  return depends ? 'depends' : 'no';
}

/** Whether a peer of a policy stands for the other end. */
export function meetsPeer(cluster: Network, policy: Policy, peer: Peer, other: Endpoint): Selected {
  if (peer.kind === 'block') {
    const addresses = other.kind === 'pod' ? other.pod.addresses : [other.address];
    return addresses.some((address) => blockHolds(peer, address)) ? 'yes' : 'no';
  }
  if (other.kind === 'address' || other.pod.hostNetwork) return 'no';
  const { pod } = other;
  if (peer.pods !== null && selects(peer.pods, pod.labels) === 'no') return 'no';
  if (peer.namespaces !== null) return selectsNamespace(peer.namespaces, cluster.namespace(pod.namespace));
  return pod.namespace === policy.namespace ? 'yes' : 'no';
}

function blockHolds({ range, except }: Extract<Peer, { kind: 'block' }>, address: AddressRange): boolean {
  return holds(range, address) && !except.some((one) => holds(one, address));
}

function holds(range: AddressRange, address: AddressRange): boolean {
  return range.family === address.family && range.first <= address.first && address.last <= range.last;
}
