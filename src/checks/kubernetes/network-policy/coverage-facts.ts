/** `k8s.networkPolicyCoverage`: one fact for each workload. */
import type { Fact } from '../../../engine/fact.ts';
import type { Confidence } from '../../../engine/severity.ts';
import type { Anchor } from '../../../source/span.ts';
import { fileFact } from '../../file-fact.ts';
import { podAnchor, podLink, podSubject } from '../pod-facts.ts';
import type { Coverage } from './coverage.ts';
import type { Workload } from './members.ts';
import type { Network } from './network.ts';
import type { PlaceOf } from './places.ts';
import type { RuleRef } from './rule-ref.ts';

export interface Covered {
  readonly workload: Workload;
  readonly coverage: Coverage;
}

export function coverageFact(
  cluster: Network,
  { workload, coverage }: Covered,
  placeOf: PlaceOf,
  confidence: Confidence,
): Fact {
  const { place, pod, database } = workload;
  const { object } = place;
  const { dns, metadata, internet, databaseReach } = coverage;
  const everyPort = internet.find(({ ports }) => ports === 'every port');
  const shown = everyPort ?? internet[0] ?? null;
  const policies = new Set(
    [...cluster.isolating(pod, 'ingress'), ...cluster.isolating(pod, 'egress')].map(({ name }) => name),
  );
  return fileFact({
    fact: 'k8s.networkPolicyCoverage',
    subject: podSubject(place),
    link: podLink(place),
    at: podAnchor(place),
    confidence,
    value: {
      namespace: pod.namespace,
      workload: pod.name,
      kind: object.kind,
      hostNetwork: pod.hostNetwork,
      policies: [...policies],
      ingressIsolated: coverage.ingressIsolated,
      egressIsolated: coverage.egressIsolated,
      ingressOpen: coverage.ingress.kind !== 'restricted',
      egressOpen: coverage.egress.kind !== 'restricted',
      dns: !coverage.egressIsolated || dns.missing.length === 0,
      dnsMissing: coverage.egressIsolated ? dns.missing : [],
      dnsWanted: dns.wanted,
      dnsDepends: dns.depends?.words ?? null,
      dnsWide: dns.wide?.to ?? null,
      metadataReachable: metadata !== null,
      metadataWitness: metadata?.witness ?? null,
      internetReachable: shown !== null,
      internetPorts: shown === null ? null : internetPorts(coverage),
      internetEveryPort: everyPort !== undefined,
      internetWitness: shown?.witness ?? null,
      database: database?.product ?? null,
      databasePort: database?.port ?? null,
      databaseReach: databaseReach?.circle ?? null,
      databaseWitness: databaseReach?.witness ?? null,
    },
    positions: () => {
      const at = (ref: RuleRef | null | undefined): Anchor | null => (ref == null ? null : placeOf(ref));
      return {
        dnsMissing: at(dns.by[0] ?? dns.named),
        dnsDepends: at(dns.depends?.ref),
        dnsWide: at(dns.wide?.ref),
        metadataReachable: at(metadata?.ref),
        internetReachable: at(shown?.ref),
        databaseReach: at(databaseReach?.ref),
      };
    },
  });
}

function internetPorts({ internet }: Coverage): string {
  const ports = [...new Set(internet.map(({ ports: words }) => words))];
  return ports.includes('every port') ? 'every port' : ports.join(', ');
}
