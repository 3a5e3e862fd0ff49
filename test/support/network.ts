/** Small clusters for tests of NetworkPolicies. */
import {
  type Namespace,
  type Network,
  namespaceOf,
  network,
  type Pod,
} from '../../src/checks/kubernetes/network-policy/network.ts';
import { type Policy, policyOf } from '../../src/checks/kubernetes/network-policy/policy.ts';
import { type AddressRange, parseRange } from '../../src/engine/cidr.ts';

type Text = Readonly<Record<string, string>>;

export function address(text: string): AddressRange {
  const range = parseRange(text);
  if (range === null) throw new Error(`not an address: ${text}`);
  return range;
}

/** `shop/web` with its labels. */
export function pod(name: string, labels: Text = {}, more: Partial<Pod> = {}): Pod {
  const [namespace = '', own = ''] = name.split('/');
  return {
    namespace,
    name: own,
    labels: new Map(Object.entries(labels)),
    addresses: [],
    ports: [],
    hostNetwork: false,
    ...more,
  };
}

export function namespace(name: string, labels: Text = {}): Namespace {
  return namespaceOf(name, new Map(Object.entries(labels)), false);
}

/** A policy that the API server takes. */
export function policy(namespaceName: string, spec: Readonly<Record<string, unknown>>, name = 'p'): Policy {
  const read = policyOf({ metadata: { namespace: namespaceName, name }, spec });
  if (read.faults.length > 0) throw new Error(JSON.stringify(read.faults));
  return read.policy;
}

export function cluster(
  pods: readonly Pod[],
  policies: readonly Policy[],
  namespaces: readonly Namespace[] = [],
): Network {
  return network({ pods, policies, namespaces });
}
