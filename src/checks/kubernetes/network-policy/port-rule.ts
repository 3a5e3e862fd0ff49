/** Ports of a NetworkPolicy rule: numbers, ranges and names, by protocol. */
import type { Faults } from './fault.ts';
import { isFields, listOf } from './shape.ts';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A port that a container names, which policies may call by that name. */
export interface ContainerPort {
  readonly name: string | null;
  readonly port: number;
  readonly protocol: Protocol;
}

export type PortRule =
  | { readonly kind: 'any'; readonly protocol: Protocol }
  | { readonly kind: 'range'; readonly protocol: Protocol; readonly first: number; readonly last: number }
  | { readonly kind: 'named'; readonly protocol: Protocol; readonly name: string };

export const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

export function isProtocol(value: unknown): value is Protocol {
  return value === 'TCP' || value === 'UDP' || value === 'SCTP';
}

/** A destination port, with the ports that the destination names; an address names none. */
export interface Destination {
  readonly port: number;
  readonly protocol: Protocol;
  readonly named: readonly ContainerPort[];
}

/** An absent list (null) lets every port of every protocol through. */
export function portsAllow(rules: readonly PortRule[] | null, to: Destination): boolean {
  return rules === null || rules.some((rule) => portAllows(rule, to));
}

function portAllows(rule: PortRule, { port, protocol, named }: Destination): boolean {
  if (rule.protocol !== protocol) return false;
  switch (rule.kind) {
    case 'any':
      return true;
    case 'range':
      return rule.first <= port && port <= rule.last;
    case 'named':
      return named.some((one) => one.name === rule.name && one.port === port && one.protocol === protocol);
  }
}

/** `5432/TCP`, `1-1024/UDP`, `http/TCP`, `any TCP port`. */
export function portWords(rule: PortRule): string {
  switch (rule.kind) {
    case 'any':
      return `any ${rule.protocol} port`;
    case 'range':
      return `${rule.first === rule.last ? rule.first : `${rule.first}-${rule.last}`}/${rule.protocol}`;
    case 'named':
      return `${rule.name}/${rule.protocol}`;
  }
}

/** Reads `ports` of a rule; null where there are none. A missing protocol is TCP. */
export function portRulesOf(value: unknown, path: string, faults: Faults): readonly PortRule[] | null {
  const list = listOf(value);
  if (list.length === 0) return null;
  return list.flatMap((one, index) => portRuleOf(one, `${path}.${index}`, faults) ?? []);
}

function portRuleOf(value: unknown, path: string, faults: Faults): PortRule | null {
  if (value !== null && !isFields(value)) {
    faults.add(path, 'is not a port');
    return null;
  }
  const { port, endPort, protocol: written } = value ?? {};
  const protocol = written ?? 'TCP';
  if (!isProtocol(protocol)) {
    faults.add(path, 'has a protocol other than TCP, UDP and SCTP');
    return null;
  }
  const hasEnd = endPort !== undefined && endPort !== null;
  if (port === undefined || port === null) {
    if (hasEnd) faults.add(path, 'has an endPort without a port');
    return { kind: 'any', protocol };
  }
  if (typeof port === 'string') {
    if (hasEnd) faults.add(path, 'has an endPort beside a named port');
    if (!isPortName(port)) faults.add(path, 'has a port that is neither a number nor a name');
    return { kind: 'named', protocol, name: port };
  }
  if (!isPort(port)) {
    faults.add(path, 'has a port outside 1 to 65535');
    return null;
  }
  if (hasEnd && !(isPort(endPort) && endPort >= port)) {
    faults.add(path, 'has an endPort below its port or above 65535');
    return null;
  }
  return { kind: 'range', protocol, first: port, last: isPort(endPort) ? endPort : port };
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** RFC 6335 section 5.1: letters, digits and single hyphens, at least one letter, at most 15. */
function isPortName(name: string): boolean {
  return /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name);
}

/** Reads `ports` of a container: what can be called by its name. */
export function containerPortsOf(value: unknown): readonly ContainerPort[] {
  return listOf(value).flatMap((one): readonly ContainerPort[] => {
    if (!isFields(one) || !isPort(one.containerPort)) return [];
    const protocol = isProtocol(one.protocol) ? one.protocol : 'TCP';
    return [{ name: typeof one.name === 'string' ? one.name : null, port: one.containerPort, protocol }];
  });
}
