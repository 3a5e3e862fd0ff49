/**
 * A NetworkPolicy as the API server takes it, with its defaults settled
 * (https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/).
 */
import { type AddressRange, parseRange } from '../../../engine/cidr.ts';
import { type Fault, type Faults, newFaults } from './fault.ts';
import { type PortRule, portRulesOf } from './port-rule.ts';
import { type Selector, selectorOf } from './selector.ts';
import { type Fields, isFields, listOf, textOf } from './shape.ts';

export type Direction = 'ingress' | 'egress';

export type Peer =
  | { readonly kind: 'block'; readonly range: AddressRange; readonly except: readonly AddressRange[] }
  | {
      readonly kind: 'pods';
      /** Null: pods of the policy's own namespace. */
      readonly namespaces: Selector | null;
      /** Null: all pods of those namespaces. */
      readonly pods: Selector | null;
    };

/** What one entry of `ingress` or `egress` lets through; null stands for everybody, or for every port. */
export interface Rule {
  readonly peers: readonly Peer[] | null;
  readonly ports: readonly PortRule[] | null;
}

export interface Policy {
  readonly namespace: string;
  readonly name: string;
  readonly pods: Selector;
  /** Null where the policy does not isolate in this direction; an empty list lets nothing through. */
  readonly ingress: readonly Rule[] | null;
  readonly egress: readonly Rule[] | null;
}

export interface ReadPolicy {
  readonly policy: Policy;
  /** Not empty: the API server refuses the object. */
  readonly faults: readonly Fault[];
}

/** Reads a NetworkPolicy object (networking.k8s.io/v1). */
export function policyOf(object: Fields): ReadPolicy {
  const metadata = isFields(object.metadata) ? object.metadata : {};
  const faults = newFaults();
  const spec = isFields(object.spec) ? object.spec : {};
  const types = policyTypes(spec, faults);
  const rules = (direction: Direction, peers: 'from' | 'to'): readonly Rule[] | null => {
    const read = listOf(spec[direction]).map((one, index) =>
      ruleOf(one, peers, `${direction}.${index}`, faults),
    );
    return types.has(direction) ? read : null;
  };
  const policy: Policy = {
    namespace: textOf(metadata.namespace) ?? 'default',
    name: textOf(metadata.name) ?? '',
    pods: selectorOf(spec.podSelector, 'podSelector', faults),
    ingress: rules('ingress', 'from'),
    egress: rules('egress', 'to'),
  };
  return { policy, faults: faults.found };
}

/** Without policyTypes a policy isolates for ingress always, and for egress where it has rules for it. */
function policyTypes(spec: Fields, faults: Faults): ReadonlySet<Direction> {
  const written = listOf(spec.policyTypes);
  if (written.length === 0) {
    return new Set<Direction>(listOf(spec.egress).length > 0 ? ['ingress', 'egress'] : ['ingress']);
  }
  const types = new Set<Direction>();
  for (const one of written) {
    if (one === 'Ingress') types.add('ingress');
    else if (one === 'Egress') types.add('egress');
    else faults.add('policyTypes', 'holds something other than Ingress and Egress');
  }
  return types;
}

function ruleOf(value: unknown, key: 'from' | 'to', path: string, faults: Faults): Rule {
  if (value !== null && !isFields(value)) faults.add(path, 'is not a rule');
  const fields = isFields(value) ? value : {};
  const peers = listOf(fields[key]);
  return {
    peers:
      peers.length === 0
        ? null
        : peers.flatMap((one, index) => peerOf(one, `${path}.${key}.${index}`, faults) ?? []),
    ports: portRulesOf(fields.ports, `${path}.ports`, faults),
  };
}

function peerOf(value: unknown, path: string, faults: Faults): Peer | null {
  const { ipBlock, namespaceSelector, podSelector } = isFields(value) ? value : {};
  const isGiven = (part: unknown): boolean => part !== undefined && part !== null;
  if (isGiven(ipBlock)) {
    if (isGiven(namespaceSelector) || isGiven(podSelector))
      faults.add(path, 'has an ipBlock beside a selector');
    return blockOf(ipBlock, `${path}.ipBlock`, faults);
  }
  if (!isGiven(namespaceSelector) && !isGiven(podSelector)) {
    faults.add(path, 'names no peer');
    return null;
  }
  const selector = (part: unknown, name: string): Selector | null =>
    isGiven(part) ? selectorOf(part, `${path}.${name}`, faults) : null;
  return {
    kind: 'pods',
    namespaces: selector(namespaceSelector, 'namespaceSelector'),
    pods: selector(podSelector, 'podSelector'),
  };
}

function blockOf(value: unknown, path: string, faults: Faults): Peer | null {
  const { cidr, except } = isFields(value) ? value : {};
  const range = cidrOf(cidr);
  if (range === null) {
    faults.add(path, 'has no valid cidr');
    return null;
  }
  const excepted = listOf(except).flatMap((one, index): readonly AddressRange[] => {
    const inner = cidrOf(one);
    const isInside = inner?.family === range.family && range.first <= inner.first && inner.last <= range.last;
    if (inner === null || !isInside) faults.add(`${path}.except.${index}`, 'does not lie within the cidr');
    return inner === null ? [] : [inner];
  });
  return { kind: 'block', range, except: excepted };
}

/** The API server wants a prefix, also for single addresses. */
function cidrOf(value: unknown): AddressRange | null {
  return typeof value === 'string' && value.includes('/') ? parseRange(value) : null;
}
