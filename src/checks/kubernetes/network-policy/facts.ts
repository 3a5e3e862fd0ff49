/** The facts about what NetworkPolicies let through. */
import type { FactKind } from '../../../engine/fact.ts';
import { flag, flagOrNull, list, number, numberOrNull, text, textOrNull, texts } from '../../shape.ts';

export const networkPolicyCoverage: FactKind = {
  fact: 'k8s.networkPolicyCoverage',
  about: 'What the NetworkPolicies of the project let one workload do, and others do to it.',
  fields: {
    namespace: text('default where none is written'),
    workload: text('Its name'),
    kind: text('Deployment, StatefulSet, …'),
    hostNetwork: flag("On its node's network, where no policy applies"),
    policies: texts('Names of the policies that select it'),
    ingressIsolated: flag('A policy isolates it for ingress'),
    egressIsolated: flag('A policy isolates it for egress'),
    ingressOpen: flag('Everybody reaches every port: no policy isolates it, or one allows everything'),
    egressOpen: flag('It reaches everybody on every port'),
    dns: flag("Its cluster's DNS answers over UDP and over TCP"),
    dnsMissing: texts('UDP, TCP: over which DNS does not answer'),
    dnsWanted: flag('Something is let out that is found by its name, or DNS in part'),
    dnsDepends: textOrNull(
      "A selector that decides on DNS, on labels that no file gives to the name servers' namespace",
    ),
    dnsWide: textOrNull('Whom an entry for port 53 opens beyond name servers, in words'),
    metadataReachable: flag('169.254.169.254 or fd00:ec2::254 answers on port 80'),
    metadataWitness: textOrNull('The address'),
    internetReachable: flag('A block as wide as the internet, or no peer at all, is open'),
    internetPorts: textOrNull('On which ports, in words'),
    internetEveryPort: flag('On every port'),
    internetWitness: textOrNull('A public address that is reached'),
    database: textOrNull('The database that it runs: PostgreSQL, …'),
    databasePort: numberOrNull('Where its clients connect'),
    databaseReach: textOrNull(
      'Who reaches it there: everybody; cluster: every pod; namespace: every pod of its namespace; picked',
    ),
    databaseWitness: textOrNull('Somebody who does and whom nobody picked'),
  },
};

export const namespaceIsolation: FactKind = {
  fact: 'k8s.namespaceIsolation',
  about: 'Which workloads of a namespace no policy keeps anything from.',
  fields: {
    namespace: text(''),
    workloads: number('How many the project has'),
    policies: number('How many policies the project has for it'),
    openIngress: texts('Workloads that no policy isolates for ingress'),
    openEgress: texts('Workloads that no policy isolates for egress'),
    unfilteredIngress: texts(
      'Workloads that policies isolate for ingress, one of which then allows everything',
    ),
    unfilteredEgress: texts(
      'Workloads that policies isolate for egress, one of which then allows everything',
    ),
    openIngressWords: text('openIngress, the first few by name'),
    openEgressWords: text('openEgress, the first few by name'),
    unfilteredIngressWords: text('unfilteredIngress, the first few by name'),
    unfilteredEgressWords: text('unfilteredEgress, the first few by name'),
    ingressAllowing: text('The policies that allow all ingress, the first few by name'),
    egressAllowing: text('The policies that allow all egress, the first few by name'),
    openIngressWitness: textOrNull('One connection to one of openIngress: from, to, port'),
    openEgressWitness: textOrNull('One connection of one of openEgress: from, to, port'),
    unfilteredIngressWitness: textOrNull('One connection to one of unfilteredIngress: from, to, port'),
    unfilteredEgressWitness: textOrNull('One connection of one of unfilteredEgress: from, to, port'),
    denyIngress: flag(
      'A policy isolates every pod for ingress, those to come too, and allows nothing itself',
    ),
    denyEgress: flag('A policy isolates every pod for egress, those to come too, and allows nothing itself'),
  },
};

export const networkPolicy: FactKind = {
  fact: 'k8s.networkPolicy',
  about: 'One NetworkPolicy, and whom its selectors mean.',
  fields: {
    namespace: text('default where none is written'),
    name: text(''),
    selector: text('Its podSelector in words'),
    selected: number('Workloads that it selects'),
    candidates: number('Workloads that its namespace has'),
    hint: textOrNull('Labels that the workloads of its namespace have in place of what it selects'),
    peers: list('Those that are pods', {
      direction: text('ingress or egress'),
      selector: text('In words'),
      matched: flagOrNull(
        'A workload of its own namespace is meant; null where it is about other namespaces',
      ),
      reversed: textOrNull(
        'The product of the database that connects to its own port at others here: PostgreSQL, …',
      ),
      port: numberOrNull('That port'),
      database: textOrNull('The pods of that database, in words'),
      client: textOrNull('The others, in words'),
    }),
  },
};

export const networkPolicyKinds: readonly FactKind[] = [
  networkPolicyCoverage,
  namespaceIsolation,
  networkPolicy,
];
