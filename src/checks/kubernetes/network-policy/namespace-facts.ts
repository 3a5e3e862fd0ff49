/** `k8s.namespaceIsolation`: one fact for each namespace with workloads, so that what is missing is said once. */
import type { Fact } from '../../../engine/fact.ts';
import type { Confidence } from '../../../engine/severity.ts';
import type { Anchor } from '../../../source/span.ts';
import { fileFact } from '../../file-fact.ts';
import { denyingPolicy } from './coverage.ts';
import type { Covered } from './coverage-facts.ts';
import type { NamespaceObject } from './members.ts';
import type { Network } from './network.ts';
import type { PlaceOf } from './places.ts';
import type { Direction } from './policy.ts';
import type { RuleRef } from './rule-ref.ts';

export interface NamespaceScene {
  readonly cluster: Network;
  /** By name. */
  readonly objects: ReadonlyMap<string, NamespaceObject>;
  readonly placeOf: PlaceOf;
  readonly confidence: Confidence;
}

/** `covered` are all workloads of the project. */
export function namespaceFacts(scene: NamespaceScene, covered: readonly Covered[]): readonly Fact[] {
  const byNamespace = new Map<string, Covered[]>();
  for (const one of covered) {
    const { hostNetwork, namespace } = one.workload.pod;
    if (hostNetwork) continue;
    const list = byNamespace.get(namespace);
    if (list === undefined) byNamespace.set(namespace, [one]);
    else list.push(one);
  }
  const foreign = [...byNamespace.values()].map(([first]) => first);
  return [...byNamespace].map(([name, members]) =>
    namespaceFact(scene, name, members, foreign.find((one) => one?.workload.pod.namespace !== name) ?? null),
  );
}

function namespaceFact(
  { cluster, objects, placeOf, confidence }: NamespaceScene,
  name: string,
  members: readonly Covered[],
  foreigner: Covered | null,
): Fact {
  const policies = cluster.policiesIn(name);
  const ingress = sideOf(members, 'ingress');
  const egress = sideOf(members, 'egress');
  const own = objects.get(name)?.object ?? null;
  const place = (among: readonly Covered[]): Anchor | null =>
    own?.root.nameAnchor() ?? (among[0] ?? members[0])?.workload.place.object.root.nameAnchor() ?? null;
  const at = place(ingress.open.length > 0 ? ingress.open : egress.open);
  const stranger =
    foreigner === null
      ? 'any pod of any namespace'
      : `pod ${foreigner.workload.pod.name} of namespace ${foreigner.workload.pod.namespace}`;
  return fileFact({
    fact: 'k8s.namespaceIsolation',
    subject: `namespace ${name}`,
    link: `Namespace ${name}`,
    at: at ?? NOWHERE,
    confidence,
    value: {
      namespace: name,
      workloads: members.length,
      policies: policies.length,
      openIngress: namesOf(ingress.open),
      openEgress: namesOf(egress.open),
      unfilteredIngress: namesOf(ingress.unfiltered),
      unfilteredEgress: namesOf(egress.unfiltered),
      openIngressWords: namesWords(namesOf(ingress.open)),
      openEgressWords: namesWords(namesOf(egress.open)),
      unfilteredIngressWords: namesWords(namesOf(ingress.unfiltered)),
      unfilteredEgressWords: namesWords(namesOf(egress.unfiltered)),
      ingressAllowing: namesWords(ingress.policies),
      egressAllowing: namesWords(egress.policies),
      openIngressWitness: ingressWitness(ingress.open, stranger),
      openEgressWitness: egressWitness(egress.open),
      unfilteredIngressWitness: ingressWitness(ingress.unfiltered, stranger),
      unfilteredEgressWitness: egressWitness(egress.unfiltered),
      denyIngress: denyingPolicy(policies, name, 'ingress') !== null,
      denyEgress: denyingPolicy(policies, name, 'egress') !== null,
    },
    positions: () => ({
      openIngress: place(ingress.open),
      openEgress: place(egress.open),
      unfilteredIngress: ingress.allowing === null ? null : placeOf(ingress.allowing),
      unfilteredEgress: egress.allowing === null ? null : placeOf(egress.allowing),
      denyIngress: place(members),
      denyEgress: place(members),
    }),
  });
}

const NOWHERE: Anchor = { path: '', start: 0, end: 0 };

/** The workloads of a namespace that one direction is open for. */
interface OpenSide {
  /** No policy isolates them. */
  readonly open: readonly Covered[];
  /** A policy isolates them, and one allows everything. */
  readonly unfiltered: readonly Covered[];
  /** Those policies, by name, and the first entry of them. */
  readonly policies: readonly string[];
  readonly allowing: RuleRef | null;
}

function sideOf(members: readonly Covered[], direction: Direction): OpenSide {
  const open: Covered[] = [];
  const unfiltered: Covered[] = [];
  const allowing: RuleRef[] = [];
  for (const member of members) {
    const openness = member.coverage[direction];
    if (openness.kind === 'not isolated') open.push(member);
    if (openness.kind !== 'all allowed') continue;
    unfiltered.push(member);
    allowing.push(openness.ref);
  }
  const policies = [...new Set(allowing.map(({ policy }) => policy.name))];
  return { open, unfiltered, policies, allowing: allowing[0] ?? null };
}

function ingressWitness([first]: readonly Covered[], stranger: string): string | null {
  if (first === undefined) return null;
  const { pod, database } = first.workload;
  // A port that it declares, since nobody wonders at one that nothing listens to.
  const port = pod.ports[0]?.port ?? database?.port;
  return `${stranger} reaches ${pod.name} on ${port === undefined ? 'every port' : `port ${port}`}`;
}

function egressWitness([first]: readonly Covered[]): string | null {
  return first === undefined ? null : `${first.workload.pod.name} reaches 8.8.8.8 on every port`;
}

function namesOf(covered: readonly Covered[]): readonly string[] {
  return [...new Set(covered.map(({ workload }) => workload.pod.name))];
}

const MOST_NAMED = 3;

/** `web`, `web and api`, `web, api, db and 4 others`. */
function namesWords(names: readonly string[]): string {
  const shown = names.length > MOST_NAMED + 1 ? names.slice(0, MOST_NAMED) : names;
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} others`] : shown;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
