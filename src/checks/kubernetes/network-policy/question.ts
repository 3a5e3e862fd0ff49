/** Questions about connections, as scripts ask them, and whom they mean in a network. */
import { type AddressRange, parseRange } from '../../../engine/cidr.ts';
import { didYouMean } from '../../../source/suggest.ts';
import type { Connection, Endpoint } from './decide.ts';
import type { Workload } from './members.ts';
import { isProtocol } from './port-rule.ts';
import { isFields } from './shape.ts';

/** Finds the pod of a name, or of the workload that makes pods and has this name. Says what is wrong where there is none. */
export type FindPod = (namespace: string, name: string) => Endpoint | string;

export function podFinder(workloads: readonly Workload[]): FindPod {
  const byName = new Map<string, Workload[]>();
  for (const workload of workloads) {
    const key = keyOf(workload.pod.namespace, workload.pod.name);
    const list = byName.get(key);
    if (list === undefined) byName.set(key, [workload]);
    else list.push(workload);
  }
  return (namespace, name) => {
    const found = byName.get(keyOf(namespace, name)) ?? [];
    const pods = found.filter(({ place }) => place.object.kind === 'Pod');
    const [first, second] = pods.length > 0 ? pods : found;
    if (first === undefined)
      return `there is no pod ${name} in namespace ${namespace}${hintFor(namespace, name)}`;
    if (second !== undefined) return `more than one file defines ${name} in namespace ${namespace}`;
    return { kind: 'pod', pod: first.pod };
  };

  function hintFor(namespace: string, name: string): string {
    const hint = didYouMean(keyOf(namespace, name), [...byName.keys()]).hint;
    return hint === undefined ? '' : ` (${hint})`;
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** A question as the contract has it: one JSON object a line. Says in words what is wrong with any other text. */
export function connectionOf(line: string, find: FindPod): Connection | string {
  let question: unknown;
  try {
    question = JSON.parse(line);
  } catch {
    return 'it is not JSON';
  }
  if (!isFields(question)) return 'it is not an object';
  const from = endpointOf(question.from, 'from', find);
  if (typeof from === 'string') return from;
  const to = endpointOf(question.to, 'to', find);
  if (typeof to === 'string') return to;
  const { port, protocol = 'TCP' } = question;
  if (typeof port !== 'number' || !isPort(port)) return 'its `port` is not a number from 1 to 65535';
  if (!isProtocol(protocol)) return 'its `protocol` is not TCP, UDP or SCTP';
  return { from, to, port, protocol };
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function endpointOf(value: unknown, name: string, find: FindPod): Endpoint | string {
  const { namespace, pod, ip } = isFields(value) ? value : {};
  if (typeof ip === 'string' && pod === undefined) {
    const address = addressOf(ip);
    return address === null ? `its \`${name}\` is not an address` : { kind: 'address', address };
  }
  if (typeof pod !== 'string' || (namespace !== undefined && typeof namespace !== 'string')) {
    return `its \`${name}\` is neither {"namespace", "pod"} nor {"ip"}`;
  }
  return find(namespace ?? 'default', pod);
}

/** An address, not a range. */
export function addressOf(text: string): AddressRange | null {
  return text.includes('/') ? null : parseRange(text);
}

/** An end as a person types it: `10.0.0.1`, `shop/web`, or `web` of the namespace default. */
export function typedEndpoint(text: string, find: FindPod): Endpoint | string {
  const address = addressOf(text);
  if (address !== null) return { kind: 'address', address };
  const [namespace, name, ...rest] = text.split('/');
  if (namespace === undefined || namespace === '' || rest.length > 0 || name === '') {
    return `${text} is neither an address nor NAMESPACE/POD`;
  }
  return name === undefined ? find('default', namespace) : find(namespace, name);
}
