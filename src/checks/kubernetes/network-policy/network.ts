/** Namespaces, pods and policies of one cluster, indexed by labels so that thousands of pods stay cheap. */
import type { AddressRange } from '../../../engine/cidr.ts';
import type { Direction, Peer, Policy } from './policy.ts';
import type { ContainerPort } from './port-rule.ts';
import { labelKey, type Selected, type Selector, selects, telltale } from './selector.ts';
import type { Labels } from './shape.ts';

export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
  /** Nothing at hand defines it: it may carry labels beyond those that are known. */
  readonly isOpen: boolean;
}

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** Status addresses; without one no ipBlock matches the pod. */
  readonly addresses: readonly AddressRange[];
  readonly ports: readonly ContainerPort[];
  /** Policies are about the pod network; a pod on its node's network is neither isolated nor selected. */
  readonly hostNetwork: boolean;
}

export interface Network {
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly pods: readonly Pod[];
  readonly policies: readonly Policy[];
  /** The namespace of that name; one that nothing defines carries the label with its name, like every namespace. */
  namespace(name: string): Namespace;
  /** The policies that isolate a pod in a direction, in the order given. */
  isolating(pod: Pod, direction: Direction): readonly Policy[];
  policiesIn(namespace: string): readonly Policy[];
  /** The pods of a namespace that policies can be about. */
  podsOf(namespace: string): readonly Pod[];
  /** The pods that a policy applies to. */
  selectedBy(policy: Policy): readonly Pod[];
  /** The pods that a peer of a policy stands for. */
  peersOf(peer: Peer, policy: Policy): readonly Pod[];
}

export const NAME_LABEL = 'kubernetes.io/metadata.name';

/** A namespace with the label that the API server gives to each. */
export function namespaceOf(name: string, labels: Labels, isOpen: boolean): Namespace {
  return { name, labels: new Map([...labels, [NAME_LABEL, name]]), isOpen };
}

export interface Members {
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly policies: readonly Policy[];
}

export function network({ namespaces, pods, policies }: Members): Network {
  const byName = new Map(namespaces.map((one) => [one.name, one]));
  const policiesIn = new Map<string, LabelIndex<Policy>>();
  const policiesByNamespace = new Map<string, Policy[]>();
  for (const policy of policies) {
    indexIn(policiesIn, policy.namespace).add(policy, telltaleKeys(policy.pods));
    const list = policiesByNamespace.get(policy.namespace);
    if (list === undefined) policiesByNamespace.set(policy.namespace, [policy]);
    else list.push(policy);
  }
  const podsIn = new Map<string, LabelIndex<Pod>>();
  for (const pod of pods) {
    byName.get(pod.namespace) ?? byName.set(pod.namespace, namespaceOf(pod.namespace, new Map(), true));
    if (!pod.hostNetwork) indexIn(podsIn, pod.namespace).add(pod, [ANY, ...keysOf(pod.labels)]);
  }
  const order = new Map(policies.map((policy, index) => [policy, index]));
  const applying = new Map<Pod, readonly Policy[]>();
  const namespace = (name: string): Namespace => byName.get(name) ?? namespaceOf(name, new Map(), true);

  const policiesOf = (pod: Pod): readonly Policy[] => {
    const known = applying.get(pod);
    if (known !== undefined) return known;
    const found = pod.hostNetwork ? [] : candidates(policiesIn.get(pod.namespace), pod);
    const sorted = found.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    applying.set(pod, sorted);
    return sorted;
  };
  const selected = (in_: string, selector: Selector | null): readonly Pod[] =>
    (podsIn.get(in_)?.under(selector === null ? ANY : (telltale(selector) ?? ANY)) ?? []).filter(
      (pod) => selector === null || selects(selector, pod.labels) === 'yes',
    );
  return {
    namespaces: byName,
    pods,
    policies,
    namespace,
    isolating: (pod, direction) => policiesOf(pod).filter((policy) => policy[direction] !== null),
    policiesIn: (name) => policiesByNamespace.get(name) ?? [],
    podsOf: (name) => podsIn.get(name)?.under(ANY) ?? [],
    selectedBy: (policy) => selected(policy.namespace, policy.pods),
    peersOf(peer, policy) {
      if (peer.kind === 'block') return [];
      if (peer.namespaces === null) return selected(policy.namespace, peer.pods);
      const { namespaces: which } = peer;
      return (namesIn(which) ?? [...podsIn.keys()])
        .filter((name) => selectsNamespace(which, namespace(name)) === 'yes')
        .flatMap((name) => selected(name, peer.pods));
    },
  };
}

/** The namespaces that a selector names itself, as most do; null where it does not, and all must be asked. */
function namesIn({ requirements }: Selector): readonly string[] | null {
  for (const requirement of requirements) {
    if (requirement.operator === 'In' && requirement.key === NAME_LABEL) return [...requirement.values];
  }
  return null;
}

export function selectsNamespace(selector: Selector, namespace: Namespace): Selected {
  return selects(selector, namespace.labels, namespace.isOpen);
}

function candidates(index: LabelIndex<Policy> | undefined, pod: Pod): readonly Policy[] {
  if (index === undefined) return [];
  return [ANY, ...keysOf(pod.labels)]
    .flatMap((key) => index.under(key))
    .filter((policy) => selects(policy.pods, pod.labels) === 'yes');
}

/** Stands for whatever has no label that tells it apart; no label reads like this, since keys are not empty. */
const ANY = '';

function telltaleKeys(selector: Selector): readonly string[] {
  return [telltale(selector) ?? ANY];
}

function keysOf(labels: Labels): readonly string[] {
  return [...labels].map(([key, value]) => labelKey(key, value));
}

interface LabelIndex<Item> {
  add(item: Item, keys: readonly string[]): void;
  under(key: string): readonly Item[];
}

function indexIn<Item>(indexes: Map<string, LabelIndex<Item>>, name: string): LabelIndex<Item> {
  const known = indexes.get(name);
  if (known !== undefined) return known;
  const made = labelIndex<Item>();
  indexes.set(name, made);
  return made;
}

function labelIndex<Item>(): LabelIndex<Item> {
  const byKey = new Map<string, Item[]>();
  return {
    add(item, keys) {
      for (const key of keys) {
        const list = byKey.get(key);
        if (list === undefined) byKey.set(key, [item]);
        else list.push(item);
      }
    },
    under: (key) => byKey.get(key) ?? [],
  };
}
