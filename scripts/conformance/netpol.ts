/** Random clusters with NetworkPolicies, and what another evaluator says of connections in them. */
import { decide, type Endpoint } from '../../src/checks/kubernetes/network-policy/decide.ts';
import {
  type Network,
  namespaceOf,
  network,
  type Pod,
} from '../../src/checks/kubernetes/network-policy/network.ts';
import { policyOf } from '../../src/checks/kubernetes/network-policy/policy.ts';
import type { Protocol } from '../../src/checks/kubernetes/network-policy/port-rule.ts';
import { parseRange } from '../../src/engine/cidr.ts';
import { type Agreement, jsonLines } from './agreement.ts';

export interface ClusterCase {
  readonly id: string;
  readonly namespaces: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  readonly pods: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly ip: string;
    readonly ports: Readonly<Record<string, number>>;
  }[];
  readonly policies: readonly Readonly<Record<string, unknown>>[];
  readonly probes: readonly {
    readonly from: string;
    readonly to: string;
    readonly port: number;
    readonly proto: Protocol;
    readonly allowed: boolean;
    readonly egress: boolean;
    readonly ingress: boolean;
  }[];
}

export function clusterCases(folder: string): readonly ClusterCase[] {
  return jsonLines(`${folder}/clusters-600.jsonl.gz`) as readonly ClusterCase[];
}

/** Every connection on which all three verdicts agree. */
export function netpolAgreement(folder: string): Agreement {
  let agreed = 0;
  let total = 0;
  for (const one of clusterCases(folder)) {
    const cluster = networkOf(one);
    const pods = new Map(cluster.pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
    for (const { from, to, port, proto, ...expected } of one.probes) {
      const decision = decide(cluster, {
        from: endpointOf(from, pods),
        to: endpointOf(to, pods),
        port,
        protocol: proto,
      });
      total++;
      if (
        decision.allowed === expected.allowed &&
        decision.egress === expected.egress &&
        decision.ingress === expected.ingress
      ) {
        agreed++;
      }
    }
  }
  return { agreed, total };
}

function networkOf({ namespaces, pods, policies }: ClusterCase): Network {
  return network({
    namespaces: namespaces.map(({ name, labels }) =>
      namespaceOf(name, new Map(Object.entries(labels)), false),
    ),
    pods: pods.map(({ name, namespace, labels, ip, ports }) => ({
      name,
      namespace,
      labels: new Map(Object.entries(labels)),
      addresses: [rangeOf(ip)],
      ports: Object.entries(ports).map(([portName, port]) => ({ name: portName, port, protocol: 'TCP' })),
      hostNetwork: false,
    })),
    policies: policies.map((object) => {
      const { policy, faults } = policyOf(object);
      if (faults.length > 0)
        throw new Error(`a policy that the API server would refuse: ${JSON.stringify(faults)}`);
      return policy;
    }),
  });
}

function endpointOf(text: string, pods: ReadonlyMap<string, Pod>): Endpoint {
  const pod = pods.get(text);
  return pod === undefined ? { kind: 'address', address: rangeOf(text) } : { kind: 'pod', pod };
}

function rangeOf(ip: string) {
  const range = parseRange(ip);
  if (range === null) throw new Error(`neither a pod nor an address: ${ip}`);
  return range;
}
