/** Random clusters with NetworkPolicies, and what another evaluator says of connections in them. */
import { stringify } from 'yaml';
import { networkOf } from '../../src/checks/kubernetes/network-policy/collect.ts';
import { decide, type Endpoint } from '../../src/checks/kubernetes/network-policy/decide.ts';
import type { Pod } from '../../src/checks/kubernetes/network-policy/network.ts';
import type { Protocol } from '../../src/checks/kubernetes/network-policy/port-rule.ts';
import { sortObjects } from '../../src/checks/kubernetes/network-policy/sort-objects.ts';
import { kubernetesFiles } from '../../src/checks/kubernetes/objects.ts';
import { parseRange } from '../../src/engine/cidr.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
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
    const cluster = networkOf(
      sortObjects(kubernetesFiles(memoryProject({ 'all.yaml': manifests(one) })).objects),
    );
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

/** The cluster as a person would write it down: what is asked goes through the reader of manifests too. */
function manifests({ namespaces, pods, policies }: ClusterCase): string {
  const objects = [
    ...namespaces.map((metadata) => ({ apiVersion: 'v1', kind: 'Namespace', metadata })),
    ...pods.map(({ name, namespace, labels, ip, ports }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: { containers: [{ name: 'c', image: 'i', ports: Object.entries(ports).map(portOf) }] },
      status: { podIP: ip },
    })),
    ...policies,
  ];
  return stringifyAll(objects);
}

function stringifyAll(objects: readonly object[]): string {
  return objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n');
}

function portOf([name, containerPort]: readonly [string, number]) {
  return { name, containerPort };
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
