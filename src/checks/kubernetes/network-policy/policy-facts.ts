/** `k8s.networkPolicy`: one fact for each policy, about whom its selectors mean. */
import type { Fact } from '../../../engine/fact.ts';
import type { Confidence } from '../../../engine/severity.ts';
import { fileFact } from '../../file-fact.ts';
import { subjectOf } from '../objects.ts';
import type { PolicyObject } from './members.ts';
import type { Network, Pod } from './network.ts';
import type { PlaceOf } from './places.ts';
import type { Direction, Policy } from './policy.ts';
import { type Databases, peerWords, reversals } from './reversed.ts';
import type { RuleRef } from './rule-ref.ts';
import { type Selector, selectorWords } from './selector.ts';

export interface PolicyScene {
  readonly cluster: Network;
  readonly databases: Databases;
  readonly placeOf: PlaceOf;
  readonly confidence: Confidence;
}

export function policyFact(scene: PolicyScene, { policy, object }: PolicyObject): Fact {
  const { cluster, placeOf, confidence } = scene;
  const selected = cluster.selectedBy(policy);
  const candidates = cluster.podsOf(policy.namespace);
  const peers = peersOf(scene, policy);
  return fileFact({
    fact: 'k8s.networkPolicy',
    subject: subjectOf(object),
    link: object.link,
    at: object.root.nameAnchor(),
    confidence,
    value: {
      namespace: policy.namespace,
      name: policy.name,
      selector: selectorWords(policy.pods),
      selected: selected.length,
      candidates: candidates.length,
      hint: selected.length > 0 ? null : labelsInstead(policy.pods, candidates),
      peers: peers.map(({ peer }) => peer),
    },
    positions: () => ({
      selected: object.root.get('spec', 'podSelector')?.anchor() ?? null,
      ...Object.fromEntries(peers.map(({ ref }, index) => [`peers.${index}`, placeOf(ref)])),
    }),
  });
}

/** A peer of pods, as rules see it. */
interface PeerValue {
  readonly direction: Direction;
  readonly selector: string;
  readonly matched: boolean | null;
  readonly reversed: string | null;
  readonly port: number | null;
  readonly database: string | null;
  readonly client: string | null;
}

function peersOf(
  { cluster, databases }: PolicyScene,
  policy: Policy,
): readonly { readonly peer: PeerValue; readonly ref: RuleRef }[] {
  const reversed = reversals(cluster, policy, databases);
  const isKnown = cluster.podsOf(policy.namespace).length > 0;
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    (policy[direction] ?? []).flatMap(({ peers }, rule) =>
      (peers ?? []).flatMap((one, index) => {
        if (one.kind === 'block') return [];
        const ref: RuleRef = { policy, direction, rule, peer: index };
        const wrong = reversed.find(({ ref: other }) => isSame(other, ref)) ?? null;
        // What other namespaces hold may be known to other repositories, and a reversed peer is told as such.
        const isTold = one.namespaces !== null || one.pods === null || wrong !== null || !isKnown;
        const peer: PeerValue = {
          direction,
          selector: peerWords(one),
          matched: isTold ? null : cluster.peersOf(one, policy).length > 0,
          reversed: wrong?.product ?? null,
          port: wrong?.port ?? null,
          database: wrong?.database ?? null,
          client: wrong?.client ?? null,
        };
        return [{ peer, ref }];
      }),
    ),
  );
}

function isSame(a: RuleRef, b: RuleRef): boolean {
  return a.direction === b.direction && a.rule === b.rule && a.peer === b.peer;
}

const MOST_SHOWN = 4;

/** The values that pods carry under the keys that a selector asks for: `app=web, app=api`. */
function labelsInstead({ requirements }: Selector, pods: readonly Pod[]): string | null {
  const keys = new Set(requirements.map(({ key }) => key));
  const found = new Set<string>();
  for (const { labels } of pods) {
    for (const [key, value] of labels) if (keys.has(key)) found.add(`${key}=${value}`);
  }
  const shown = [...found].slice(0, MOST_SHOWN);
  if (shown.length === 0) return null;
  return found.size > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}
