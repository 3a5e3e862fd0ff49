/** What the policies of a cluster mean for each workload, and for each namespace as a whole. */
import type { Database } from './databases.ts';
import { type Dns, dnsOf, type NameServer, nameServers } from './dns.ts';
import { internetOpenings, metadataOpening, type Opening } from './egress.ts';
import { type Reach, reachOf } from './ingress.ts';
import type { Network, Pod } from './network.ts';
import { type Openness, opennessOf } from './openness.ts';
import type { Direction, Policy } from './policy.ts';

/** What one kind of pod may do; thousands of pods with the same policies share it. */
export interface Coverage {
  readonly ingressIsolated: boolean;
  readonly egressIsolated: boolean;
  readonly ingress: Openness;
  readonly egress: Openness;
  readonly dns: Dns;
  readonly metadata: Opening | null;
  readonly internet: readonly Opening[];
  /** Who reaches the port of the database that the pod runs; null for others. */
  readonly databaseReach: Reach | null;
}

export type Covering = (pod: Pod, database: Database | null) => Coverage;

/** Gives the coverage of each pod. */
export function coverages(cluster: Network): Covering {
  const servers = nameServers(cluster);
  const egress = new Map<string, Pick<Coverage, 'egress' | 'dns' | 'metadata' | 'internet'>>();
  const numbers = new Map(cluster.policies.map((policy, index) => [policy, index]));
  return (pod, database) => {
    const leaving = cluster.isolating(pod, 'egress');
    const key = leaving.map((policy) => numbers.get(policy)).join();
    let shared = egress.get(key);
    if (shared === undefined) {
      shared = egressOf(cluster, servers, pod);
      egress.set(key, shared);
    }
    return {
      ...shared,
      ingressIsolated: cluster.isolating(pod, 'ingress').length > 0,
      egressIsolated: leaving.length > 0,
      ingress: opennessOf(cluster, pod, 'ingress'),
      databaseReach: database === null ? null : reachOf(cluster, pod, database.port),
    };
  };
}

/** None of this depends on the pod itself, but on the policies that isolate it. */
function egressOf(cluster: Network, servers: readonly NameServer[], pod: Pod) {
  return {
    egress: opennessOf(cluster, pod, 'egress'),
    dns: dnsOf(cluster, servers, pod),
    metadata: metadataOpening(cluster, pod),
    internet: internetOpenings(cluster, pod),
  };
}

/** The policy that isolates every pod of a namespace, those to come too, and allows nothing by itself; null without one. */
export function denyingPolicy(
  policies: readonly Policy[],
  namespace: string,
  direction: Direction,
): Policy | null {
  return (
    policies.find(
      (policy) =>
        policy.namespace === namespace &&
        policy.pods.requirements.length === 0 &&
        policy[direction]?.length === 0,
    ) ?? null
  );
}
