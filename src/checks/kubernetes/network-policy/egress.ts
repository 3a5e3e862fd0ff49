/** What a pod may connect to that nobody picked: the internet, and the metadata of the machine it runs on. */
import { decideSide } from './decide.ts';
import { METADATA, publicAddress } from './internet.ts';
import type { Network, Pod } from './network.ts';
import type { Rule } from './policy.ts';
import { portWords } from './port-rule.ts';
import type { RuleRef } from './rule-ref.ts';

export interface Opening {
  /** An address that can be reached: `8.8.8.8`. */
  readonly witness: string;
  /** `every port`, or the ports: `443/TCP`. */
  readonly ports: string;
  /** The entry that lets it through; null where no policy isolates the pod. */
  readonly ref: RuleRef | null;
}

/** How an isolated pod reaches the internet; every entry that opens it. Empty where none does. */
export function internetOpenings(cluster: Network, pod: Pod): readonly Opening[] {
  const policies = cluster.isolating(pod, 'egress');
  if (policies.length === 0) return [{ witness: '8.8.8.8', ports: EVERY_PORT, ref: null }];
  return policies.flatMap((policy) =>
    (policy.egress ?? []).flatMap((rule, index): readonly Opening[] => {
      const found = publicOf(rule);
      if (found === null) return [];
      const { witness, peer } = found;
      const ref: RuleRef = { policy, direction: 'egress', rule: index, ...(peer === null ? {} : { peer }) };
      return [{ witness, ports: portsWords(rule), ref }];
    }),
  );
}

const EVERY_PORT = 'every port';

function publicOf({ peers }: Rule): { readonly witness: string; readonly peer: number | null } | null {
  if (peers === null) return { witness: '8.8.8.8', peer: null };
  for (const [peer, one] of peers.entries()) {
    const witness = one.kind === 'block' ? publicAddress(one) : null;
    if (witness !== null) return { witness, peer };
  }
  return null;
}

/** The ports of a rule in words. */
export function portsWords({ ports }: Rule): string {
  return ports === null ? EVERY_PORT : ports.map(portWords).join(', ');
}

/** How a pod reaches the metadata service over HTTP; null where it does not. */
export function metadataOpening(cluster: Network, pod: Pod): Opening | null {
  for (const { text, address } of METADATA) {
    const side = decideSide(cluster, 'egress', { kind: 'pod', pod }, { kind: 'address', address }, HTTP);
    if (!side.allowed) continue;
    const [reason] = side.by;
    const ref: RuleRef | null =
      reason?.rule == null ? null : { policy: reason.policy, direction: 'egress', rule: reason.rule };
    return { witness: text, ports: '80/TCP', ref };
  }
  return null;
}

const HTTP = { port: 80, protocol: 'TCP', named: [] } as const;
