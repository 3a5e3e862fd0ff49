/** NetworkPolicies: from objects to facts about workloads, namespaces and the policies themselves. */
import type { Fact } from '../../../engine/fact.ts';
import type { Confidence } from '../../../engine/severity.ts';
import type { NotAnalysed } from '../../../source/span.ts';
import { lineOf } from '../../../source/text.ts';
import type { KubernetesObject } from '../objects.ts';
import { coverages } from './coverage.ts';
import { type Covered, coverageFact } from './coverage-facts.ts';
import { type Database, DEFAULT_PORTS } from './databases.ts';
import type { ForeignPolicies } from './foreign.ts';
import type { NamespaceObject, PolicyObject, Workload } from './members.ts';
import { namespaceFacts } from './namespace-facts.ts';
import { type Network, network, type Pod } from './network.ts';
import { placeOfRules } from './places.ts';
import { policyFact } from './policy-facts.ts';
import type { Databases } from './reversed.ts';
import { sortObjects } from './sort-objects.ts';

export interface NetworkObjects {
  readonly namespaces: readonly NamespaceObject[];
  readonly policies: readonly PolicyObject[];
  readonly workloads: readonly Workload[];
  readonly foreign: ForeignPolicies;
}

/** The network of the objects; policies that the API server refuses are not in force. */
export function networkOf({ namespaces, policies, workloads }: NetworkObjects): Network {
  return network({
    namespaces: namespaces.map(({ namespace }) => namespace),
    pods: workloads.map(({ pod }) => pod),
    policies: policies.filter(({ faults }) => faults.length === 0).map(({ policy }) => policy),
  });
}

export interface CollectedPolicies {
  readonly facts: readonly Fact[];
  readonly notAnalysed: readonly NotAnalysed[];
}

/** All facts; `confidence` caps them, since there may be more than what could be read. */
export function networkPolicies(
  objects: readonly KubernetesObject[],
  confidence: Confidence,
): CollectedPolicies {
  const sorted = sortObjects(objects);
  return { facts: factsOf(sorted, confidence), notAnalysed: notEvaluated(sorted) };
}

function factsOf(objects: NetworkObjects, confidence: Confidence): readonly Fact[] {
  const cluster = networkOf(objects);
  const placeOf = placeOfRules(objects.policies);
  const coverageOf = coverages(cluster);
  const databases = databasesOf(objects.workloads);
  const covered = objects.workloads
    .filter(({ pod }) => !objects.foreign.covers(pod.namespace))
    .map((workload): Covered => ({ workload, coverage: coverageOf(workload.pod, workload.database) }));
  const byName = new Map(objects.namespaces.toReversed().map((one) => [one.namespace.name, one]));
  const scene = { cluster, placeOf, confidence };
  return [
    ...covered.map((one) => coverageFact(cluster, one, placeOf, confidence)),
    ...namespaceFacts({ ...scene, objects: byName }, covered),
    ...objects.policies
      .filter(({ faults }) => faults.length === 0)
      .map((object) => policyFact({ ...scene, databases }, object)),
  ];
}

function databasesOf(workloads: readonly Workload[]): Databases {
  const byPod = new Map<Pod, Database | null>(workloads.map(({ pod, database }) => [pod, database]));
  const ports = workloads.flatMap(({ database }) => database?.port ?? []);
  return { of: (pod) => byPod.get(pod) ?? null, ports: new Set([...DEFAULT_PORTS, ...ports]) };
}

/** What the API server refuses is in force nowhere, and what other engines read is not read here. */
export function notEvaluated({ policies, foreign }: NetworkObjects): readonly NotAnalysed[] {
  const refused = policies.flatMap(({ faults, policy, object }): readonly NotAnalysed[] => {
    const [fault] = faults;
    if (fault === undefined) return [];
    const { source } = object.root;
    const line = lineOf(source, object.root.nameAnchor().start);
    const more = faults.length > 1 ? `, and ${faults.length - 1} more` : '';
    return [
      {
        path: source.path,
        line,
        reason: `the API server refuses policy ${policy.name}: spec.${fault.path} ${fault.what}${more}`,
      },
    ];
  });
  return [...refused, ...foreign.notAnalysed];
}
