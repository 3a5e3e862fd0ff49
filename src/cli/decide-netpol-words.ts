/** `decide netpol` with flags: one question of a person, answered in sentences. */
import {
  type Connection,
  type Decision,
  decide,
  type Endpoint,
  type Reason,
} from '../checks/kubernetes/network-policy/decide.ts';
import type { Direction } from '../checks/kubernetes/network-policy/policy.ts';
import { isProtocol } from '../checks/kubernetes/network-policy/port-rule.ts';
import { type FindPod, isPort, typedEndpoint } from '../checks/kubernetes/network-policy/question.ts';
import { visible } from '../report/escape.ts';
import { InputError } from '../source/diagnostic.ts';
import { lineOf } from '../source/text.ts';
import type { ReadNetwork } from './decide-netpol.ts';

export interface NetpolFlags {
  /** `10.0.0.1` or `shop/web`. */
  readonly from?: string;
  readonly to?: string;
  readonly port?: string;
  readonly protocol?: string;
}

export interface NetpolQuestion {
  readonly connection: Connection;
  readonly words: string;
}

/** What the flags ask; null where there are none. */
export function questionOfFlags(flags: NetpolFlags, find: FindPod): NetpolQuestion | null {
  const { from, to, port, protocol = 'TCP' } = flags;
  if (from === undefined && to === undefined && port === undefined) return null;
  if (from === undefined || to === undefined || port === undefined) {
    throw new InputError([{ message: 'a question needs --from, --to and --port' }]);
  }
  const number = Number(port);
  if (!/^\d+$/.test(port) || !isPort(number)) {
    throw new InputError([{ message: '--port is not a number from 1 to 65535' }]);
  }
  if (!isProtocol(protocol)) throw new InputError([{ message: '--protocol is not TCP, UDP or SCTP' }]);
  const connection = { from: end('--from', from, find), to: end('--to', to, find), port: number, protocol };
  return {
    connection,
    words: `${nameOf(connection.from, from)} to ${nameOf(connection.to, to)} on ${port}/${protocol}`,
  };
}

function end(flag: string, typed: string, find: FindPod): Endpoint {
  const endpoint = typedEndpoint(typed, find);
  if (typeof endpoint === 'string') throw new InputError([{ message: `${flag}: ${endpoint}` }]);
  return endpoint;
}

function nameOf(endpoint: Endpoint, typed: string): string {
  return endpoint.kind === 'address' ? typed : `${endpoint.pod.namespace}/${endpoint.pod.name}`;
}

/** The verdict on a first line, and what decides on each end. */
export function answerInWords(network: ReadNetwork, { connection, words }: NetpolQuestion): string {
  const decision = decide(network.cluster, connection);
  const lines = [
    `${words}: ${decision.allowed ? 'allowed' : 'refused'}`,
    `  egress   ${sideWords(network, decision, 'egress', connection.from)}`,
    `  ingress  ${sideWords(network, decision, 'ingress', connection.to)}`,
    ...(decision.depends
      ? ['  a label of a namespace that no file defines decides; such a peer counts as not meant']
      : []),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

function sideWords(
  network: ReadNetwork,
  decision: Decision,
  direction: Direction,
  endpoint: Endpoint,
): string {
  if (endpoint.kind === 'address') return 'not asked: policies are about pods';
  const { pod } = endpoint;
  if (pod.hostNetwork) return `not asked: ${pod.name} is on the network of its node`;
  const reasons = decision.by.filter((reason) => reason.direction === direction);
  if (reasons.length === 0) {
    const isItself = decision.allowed && network.cluster.isolating(pod, direction).length > 0;
    return isItself ? 'allowed: a pod always reaches itself' : `allowed: no policy isolates ${pod.name}`;
  }
  const isAllowed = direction === 'egress' ? decision.egress : decision.ingress;
  const list = reasons.map((reason) => reasonWords(network, reason)).join(', ');
  return isAllowed ? `allowed by ${list}` : `refused: no entry of ${list} lets it through`;
}

function reasonWords({ placeOf }: ReadNetwork, reason: Reason): string {
  const place = placeOf(reason);
  const where = place === null ? '' : ` (${place.source.path}:${lineOf(place.source, place.start)})`;
  return `${reason.policy.namespace}/${reason.policy.name}${where}`;
}
