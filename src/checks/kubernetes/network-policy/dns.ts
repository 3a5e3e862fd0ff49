/** Whether a pod that is isolated for egress can still ask its cluster's DNS, over UDP and over TCP. */
import { isWide } from './internet.ts';
import { type Network, namespaceOf, type Pod } from './network.ts';
import type { Peer, Policy, Rule } from './policy.ts';
import { type ContainerPort, type Destination, portsAllow } from './port-rule.ts';
import type { RuleRef } from './rule-ref.ts';
import { selectorWords, selects } from './selector.ts';

export type DnsProtocol = 'UDP' | 'TCP';

export interface Dns {
  /** Protocols over which a name server answers. */
  readonly open: readonly DnsProtocol[];
  readonly missing: readonly DnsProtocol[];
  /** The entries that speak of DNS or open it. */
  readonly by: readonly RuleRef[];
  /** A selector on labels of the name servers' namespace that nothing at hand says it carries; null where none decides. */
  readonly depends: { readonly words: string; readonly ref: RuleRef } | null;
  /** Something is let out that is found by its name, or DNS in part. */
  readonly wanted: boolean;
  /** The first entry that lets something out that is found by its name. */
  readonly named: RuleRef | null;
  /** An entry for port 53 that opens more than name servers. */
  readonly wide: { readonly to: string; readonly ref: RuleRef } | null;
}

/** Where name servers run: the labels that kubeadm, the clouds and OpenShift give them, perhaps among others. */
const SERVERS: readonly {
  readonly namespace: string;
  readonly label: readonly [string, string];
  readonly port: number;
}[] = [
  { namespace: 'kube-system', label: ['k8s-app', 'kube-dns'], port: 53 },
  { namespace: 'openshift-dns', label: ['dns.operator.openshift.io/daemonset-dns', 'default'], port: 5353 },
];

/** DNS itself, DNS over TLS, and the port to which OpenShift's name servers listen. */
const DNS_PORTS: ReadonlySet<number> = new Set([53, 853, 5353]);

export function dnsOf(cluster: Network, servers: readonly NameServer[], pod: Pod): Dns {
  const open = new Set<DnsProtocol>();
  const by: RuleRef[] = [];
  let depends: Dns['depends'] = null;
  let wide: Dns['wide'] = null;
  let named: RuleRef | null = null;
  for (const policy of cluster.isolating(pod, 'egress')) {
    for (const [index, rule] of (policy.egress ?? []).entries()) {
      const ref: RuleRef = { policy, direction: 'egress', rule: index };
      if (isFoundByName(rule)) named ??= ref;
      const before = by.length;
      for (const protocol of ['UDP', 'TCP'] as const) {
        const met = reaches({ cluster, servers, policy }, rule, protocol);
        if (met === 'yes') open.add(protocol);
        else if (met !== 'no') depends ??= { words: met.depends, ref };
        if (met === 'yes' && by.length === before) by.push(ref);
      }
      const to = speaksOfDns(rule) ? widest(rule) : null;
      if (to !== null) wide ??= { to, ref };
    }
  }
  const missing = (['UDP', 'TCP'] as const).filter((protocol) => !open.has(protocol));
  return {
    open: [...open],
    missing,
    by,
    depends: missing.length > 0 ? depends : null,
    wanted: named !== null || open.size > 0,
    named,
    wide,
  };
}

type Reached = 'yes' | 'no' | { readonly depends: string };

interface Scene {
  readonly cluster: Network;
  readonly servers: readonly NameServer[];
  readonly policy: Policy;
}

function reaches(scene: Scene, { peers, ports }: Rule, protocol: DnsProtocol): Reached {
  if (peers === null) return portsAllow(ports, destination(53, protocol)) ? 'yes' : 'no';
  let depends: string | null = null;
  for (const peer of peers) {
    const met =
      peer.kind === 'block'
        ? reachesBlock(peer, ports, protocol)
        : reachesServer(scene, peer, ports, protocol);
    if (met === 'yes') return 'yes';
    if (met !== 'no') depends ??= met.depends;
  }
  return depends === null ? 'no' : { depends };
}

/** Name servers have addresses that nobody here knows: an entry for port 53, or one for all ports of a wide block, is for them. */
function reachesBlock(
  block: Extract<Peer, { kind: 'block' }>,
  ports: Rule['ports'],
  protocol: DnsProtocol,
): Reached {
  return portsAllow(ports, destination(53, protocol)) && (ports !== null || isWide(block)) ? 'yes' : 'no';
}

function reachesServer(
  scene: Scene,
  peer: Extract<Peer, { kind: 'pods' }>,
  ports: Rule['ports'],
  protocol: DnsProtocol,
): Reached {
  for (const server of scene.servers) {
    if (server.ports.some((port) => portsAllow(ports, destination(port, protocol, server.named)))) {
      const met = meetsServer(scene, peer, server);
      if (met !== 'no') return met;
    }
  }
  return 'no';
}

export interface NameServer {
  readonly namespace: string;
  readonly labels: Pod['labels'];
  /** It may carry other labels. */
  readonly isOpen: boolean;
  readonly ports: readonly number[];
  readonly named: readonly ContainerPort[];
}

/** The usual name servers, and pods of the project that serve port 53. */
export function nameServers(cluster: Network): readonly NameServer[] {
  const usual = SERVERS.map(
    ({ namespace, label, port }): NameServer => ({
      namespace,
      labels: new Map([label]),
      isOpen: true,
      ports: [port],
      named: [
        { name: 'dns', port, protocol: 'UDP' },
        { name: 'dns-tcp', port, protocol: 'TCP' },
      ],
    }),
  );
  const own = cluster.pods
    .filter(({ ports }) => ports.some(({ port }) => port === 53))
    .map((pod): NameServer => ({ ...pod, isOpen: false, ports: [53], named: pod.ports }));
  return [...usual, ...own];
}

function meetsServer(
  { cluster, policy }: Scene,
  peer: Extract<Peer, { kind: 'pods' }>,
  { namespace, labels, isOpen }: NameServer,
): Reached {
  const onPods = peer.pods === null ? 'yes' : selects(peer.pods, labels, isOpen);
  if (onPods === 'no') return 'no';
  const { namespaces } = peer;
  if (namespaces === null) {
    if (policy.namespace !== namespace) return 'no';
    return onPods === 'yes' || peer.pods === null ? 'yes' : { depends: selectorWords(peer.pods) };
  }
  const known = cluster.namespace(namespace);
  const onNamespace = selects(namespaces, known.labels, known.isOpen);
  if (onNamespace === 'no') return 'no';
  if (onNamespace === 'depends') return { depends: selectorWords(namespaces) };
  return onPods === 'yes' || peer.pods === null ? 'yes' : { depends: selectorWords(peer.pods) };
}

function destination(port: number, protocol: DnsProtocol, named: readonly ContainerPort[] = []): Destination {
  return { port, protocol, named };
}

/** A rule lists port 53, and not as a part of nearly everything. */
function speaksOfDns({ ports }: Rule): boolean {
  return (ports ?? []).some(
    (port) => port.kind === 'range' && port.first <= 53 && port.last >= 53 && port.last - port.first < 1_000,
  );
}

/** A rule for pods or for everybody that is about more than DNS: its destinations are called by name. */
function isFoundByName({ peers, ports }: Rule): boolean {
  if (peers?.every(({ kind }) => kind === 'block')) return false;
  return ports === null || ports.some((port) => port.kind !== 'range' || !DNS_PORTS.has(port.first));
}

const STRANGER = { namespace: namespaceOf('elsewhere', new Map(), false), labels: new Map<string, string>() };

/** Whom a rule opens that is nobody's choice: null where its peers are picked. */
export function widest({ peers }: Rule): string | null {
  if (peers === null) return 'every address, the internet included';
  for (const peer of peers)
    if (peer.kind === 'block' && isWide(peer)) return 'a range as wide as the internet';
  for (const peer of peers) {
    if (peer.kind !== 'pods' || peer.namespaces === null) continue;
    const isAnyNamespace = selects(peer.namespaces, STRANGER.namespace.labels) === 'yes';
    if (isAnyNamespace && (peer.pods === null || selects(peer.pods, STRANGER.labels) === 'yes'))
      return 'every pod of every namespace';
  }
  return null;
}
