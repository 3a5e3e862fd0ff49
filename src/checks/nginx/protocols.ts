/**
 * TLS versions: what a block allows, and what its sockets offer. Before the first byte of HTTP the name of the server
 * is not known, so the default server of the socket decides (nginx.org, "Configuring HTTPS servers"; measured); since
 * 1.29.2 the versions of the server that is named apply.
 */
import type { ProvenanceStep } from '../../engine/fact.ts';
import type { Anchor } from '../../source/span.ts';
import { atArgument, atArguments, atBlock, type Level, nearest } from './levels.ts';
import type { Listen, Socket } from './listeners.ts';
import {
  defaultSetting,
  known,
  placed,
  placeholderIn,
  type Setting,
  stepsOf,
  unknownSetting,
} from './setting.ts';
import type { Server } from './structure.ts';
import { CHANGED, isBefore } from './version.ts';

/** nginx's spellings, oldest first. */
export const TLS_VERSIONS: readonly string[] = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** Place in the order of age, -1 for what is no version. */
const age = (version: string): number => TLS_VERSIONS.indexOf(version);

const OLD_DEFAULT = ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const;
const NEW_DEFAULT = ['TLSv1.2', 'TLSv1.3'] as const;

/** The versions of nginx between which protocols differ, and which of them is meant. */
export interface ProtocolEra {
  readonly oldDefault: boolean;
  /** The named server's versions apply, not those of the default server. */
  readonly virtual: boolean;
}

const TODAY: ProtocolEra = { oldDefault: false, virtual: false };

/** The era of a pinned version; without one, today's default list and the default server's rule. */
export function eraOf(version: string | null): ProtocolEra {
  if (version === null) return TODAY;
  return {
    oldDefault: isBefore(version, CHANGED.modernProtocols),
    virtual: !isBefore(version, CHANGED.virtualProtocols),
  };
}

/** What `ssl_protocols` and `ssl_conf_command` of a block allow, set, inherited or by default. `elements` has their places. */
export function allowedProtocols(
  level: Level,
  era: ProtocolEra,
  directive = 'ssl_protocols',
): Setting<readonly string[]> {
  if (directive !== 'ssl_protocols') return listedProtocols(level, era, directive);
  const kept = era.oldDefault ? withOldDefault : withNewDefault;
  let allowed = kept.get(level);
  if (allowed === undefined) {
    const listed = listedProtocols(level, era, directive);
    allowed = listed.kind === 'known' ? applyCommands(level, listed) : listed;
    kept.set(level, allowed);
  }
  return allowed;
}

/** What a block allows, for every socket and era that asks; of an era only its default matters. */
const withOldDefault = new WeakMap<Level, Setting<readonly string[]>>();
const withNewDefault = new WeakMap<Level, Setting<readonly string[]>>();

function listedProtocols(level: Level, era: ProtocolEra, name: string): Setting<readonly string[]> {
  const found = nearest(level, name);
  if (found.kind === 'unsaid') return found;
  if (found.kind === 'unknown') return unknownSetting(found.reason, level);
  if (found.kind === 'default') {
    const versions = era.oldDefault ? OLD_DEFAULT : NEW_DEFAULT;
    const setting = defaultSetting<readonly string[]>(versions, level);
    return placed(
      setting,
      setting.at,
      versions.map(() => setting.at),
    );
  }
  const [first] = found.directives;
  const values: string[] = [];
  const elements: Anchor[] = [];
  for (const directive of found.directives) {
    for (const argument of directive.args) {
      const version = TLS_VERSIONS.find((one) => one.toLowerCase() === argument.text.toLowerCase());
      if (version === undefined) {
        const reason = placeholderIn(argument.text) ?? `${name} names a version that nginx does not know`;
        return { kind: 'unknown', reason, at: atArgument(directive, argument, found.level) };
      }
      if (values.includes(version)) continue;
      values.push(version);
      elements.push(atArgument(directive, argument, found.level));
    }
  }
  const at = atArguments(first, found.level);
  return placed(
    known<readonly string[]>(values, at, () => stepsOf(first, found.level, level)),
    at,
    elements,
  );
}

/**
 * `ssl_conf_command` works on OpenSSL after `ssl_protocols` has: MinProtocol and MaxProtocol cut, Protocol switches
 * single versions on and off (SSL_CONF_cmd(3); measured).
 */
function applyCommands(level: Level, listed: Setting<readonly string[]>): Setting<readonly string[]> {
  const found = nearest(level, 'ssl_conf_command', true);
  if (found.kind === 'unknown') return unknownSetting(found.reason, level);
  if (found.kind !== 'found' || listed.kind !== 'known') return listed;
  let offered = listed.value.map((version, at) => ({ version, at: listed.elements?.[at] ?? listed.at }));
  for (const directive of found.directives) {
    const [command, value] = directive.args;
    if (command === undefined || value === undefined) continue;
    const at = atArgument(directive, value, found.level);
    switch (command.text.toLowerCase()) {
      case 'minprotocol':
        offered = offered.filter((one) => age(one.version) >= age(value.text));
        break;
      case 'maxprotocol':
        if (age(value.text) >= 0) {
          offered = offered.filter((one) => age(one.version) <= age(value.text));
        }
        break;
      case 'protocol':
        for (const part of value.text.split(',')) {
          const [, sign = '', name = ''] = /^\s*([-+]?)(.*?)\s*$/.exec(part) ?? [];
          const hits = TLS_VERSIONS.filter(
            (one) =>
              age(one) >= 1 && (name.toUpperCase() === 'ALL' || one.toLowerCase() === name.toLowerCase()),
          );
          offered = offered.filter((one) => sign !== '-' || !hits.includes(one.version));
          if (sign === '-') continue;
          for (const hit of hits) {
            if (!offered.some((one) => one.version === hit)) offered.push({ version: hit, at });
          }
        }
        break;
      default:
    }
  }
  return {
    ...listed,
    value: offered.map((one) => one.version),
    elements: offered.map((one) => one.at),
  };
}

export interface Offer {
  readonly protocols: Setting<readonly string[]>;
  /** The default server whose older versions this block gets besides its own, with the place of the oldest. */
  readonly weakenedBy: { readonly server: Server; readonly at: Anchor | null } | null;
}

/** What the TLS sockets of a server offer, in the order in which their deciding servers list them. */
export function offeredProtocols(
  server: Server,
  listens: readonly Listen[],
  sockets: ReadonlyMap<string, Socket>,
  era: ProtocolEra,
): Offer {
  const values: string[] = [];
  const elements: (Anchor | null)[] = [];
  const steps: ProvenanceStep[] = [];
  let at: Anchor | null = null;
  let weakenedBy: Offer['weakenedBy'] = null;
  let isDefault = false;
  const own = allowedProtocols(server.level, era);
  for (const listen of listens) {
    const socket = sockets.get(listen.key);
    if (socket === undefined || !socket.ssl || socket.quic) continue;
    const reason = doubt(server, socket, era);
    if (reason !== null) {
      return { protocols: { kind: 'unknown', reason, at: atBlock(server.level) }, weakenedBy: null };
    }
    const decider = era.virtual ? server : socket.defaultServer;
    const allowed = allowedProtocols(decider.level, era);
    if (allowed.kind !== 'known') return { protocols: allowed, weakenedBy: null };
    at ??= allowed.at;
    isDefault ||= allowed.isDefault;
    if (steps.length === 0) steps.push(...allowed.steps());
    allowed.value.forEach((version, index) => {
      if (values.includes(version)) return;
      values.push(version);
      elements.push(allowed.elements?.[index] ?? allowed.at);
    });
    if (decider !== server && weakenedBy === null && own.kind === 'known') {
      const weak = oldestAdded(own.value, allowed.value);
      if (weak >= 0) weakenedBy = { server: decider, at: allowed.elements?.[weak] ?? allowed.at };
    }
  }
  const quicOnly = values.length === 0 && listens.some((listen) => listen.quic);
  if (quicOnly) {
    at = listens.find((listen) => listen.quic)?.at ?? null;
    values.push('TLSv1.3');
    elements.push(at);
  }
  return {
    protocols: { kind: 'known', value: values, at, elements, steps: () => steps, isDefault },
    weakenedBy,
  };
}

/** Index of the oldest version in `offered` that is older than all that `own` allows, or -1. */
function oldestAdded(own: readonly string[], offered: readonly string[]): number {
  const oldest = Math.min(...offered.map(age));
  return own.length > 0 && oldest < Math.min(...own.map(age))
    ? offered.findIndex((one) => age(one) === oldest)
    : -1;
}

/** Why the default server of a socket cannot be told: a server that is not there could be it. */
function doubt(server: Server, socket: Socket, era: ProtocolEra): string | null {
  if (era.virtual || socket.defaultIsExplicit) return null;
  return server.level.parent?.unresolved ?? null;
}
