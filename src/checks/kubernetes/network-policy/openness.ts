/** Whether policies that isolate a pod keep anything out at all: one that allows everything is as good as none. */
import type { Network, Pod } from './network.ts';
import type { Direction, Rule } from './policy.ts';
import { PROTOCOLS } from './port-rule.ts';
import type { RuleRef } from './rule-ref.ts';

export type Openness =
  | { readonly kind: 'not isolated' }
  | { readonly kind: 'all allowed'; readonly ref: RuleRef }
  | { readonly kind: 'restricted' };

export function opennessOf(cluster: Network, pod: Pod, direction: Direction): Openness {
  const policies = cluster.isolating(pod, direction);
  if (policies.length === 0) return { kind: 'not isolated' };
  for (const policy of policies) {
    const rule = (policy[direction] ?? []).findIndex(allowsAll);
    if (rule >= 0) return { kind: 'all allowed', ref: { policy, direction, rule } };
  }
  return { kind: 'restricted' };
}

/** Everybody, on every port of every protocol. */
function allowsAll({ peers, ports }: Rule): boolean {
  const isEveryPort =
    ports === null ||
    PROTOCOLS.every((protocol) =>
      ports.some(
        (one) =>
          one.protocol === protocol &&
          (one.kind === 'any' || (one.kind === 'range' && one.first === 1 && one.last === 65_535)),
      ),
    );
  return isEveryPort && (peers === null || peers.some(isEverybody));
}

/** `0.0.0.0/0` and `::/0`: they hold every address, that of every pod among them. */
function isEverybody(peer: NonNullable<Rule['peers']>[number]): boolean {
  return (
    peer.kind === 'block' &&
    peer.range.first === 0n &&
    peer.except.length === 0 &&
    peer.range.last >= 0xffff_ffffn
  );
}
