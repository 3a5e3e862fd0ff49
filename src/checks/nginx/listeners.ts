/**
 * Listening sockets: what `listen` says, and what all servers on one socket settle together. The default server of a
 * socket is the one with `default_server`, else the first in file order; TLS is on where any server asks for it.
 */
import type { Anchor } from '../../source/span.ts';
import { atArguments, atBlock, own } from './levels.ts';
import { placeholderIn } from './setting.ts';
import type { Server } from './structure.ts';
import type { Directive } from './tree.ts';
import { CHANGED, isBefore } from './version.ts';

export interface Listen {
  readonly server: Server;
  /** `*` for all IPv4 addresses, `[::]` for all IPv6 ones, `unix:/path`. */
  readonly address: string;
  readonly port: number | null;
  readonly sslFlag: boolean;
  readonly defaultFlag: boolean;
  readonly quic: boolean;
  /** Servers with equal keys share a socket. */
  readonly key: string;
  readonly at: Anchor | null;
}

export interface Socket {
  readonly key: string;
  readonly listens: readonly Listen[];
  readonly defaultServer: Server;
  /** True where `default_server` says so, and not file order. */
  readonly defaultIsExplicit: boolean;
  readonly ssl: boolean;
  readonly quic: boolean;
}

export type Listens =
  | { readonly kind: 'known'; readonly listens: readonly Listen[] }
  | { readonly kind: 'unknown'; readonly reason: string; readonly at: Anchor | null };

const MOST_PORTS = 256;

/** The `listen` directives of a server; port 80 on all addresses where an http server has none. */
export function listensOf(server: Server): Listens {
  let listens = listensByServer.get(server);
  if (listens === undefined) {
    listens = readListens(server);
    listensByServer.set(server, listens);
  }
  return listens;
}

const listensByServer = new WeakMap<Server, Listens>();

function readListens(server: Server): Listens {
  const directives = own(server.level, 'listen');
  const listens: Listen[] = [];
  for (const directive of directives) {
    const parsed = parseListen(server, directive);
    if (parsed === null) {
      const text = directive.args.map((argument) => argument.text).join(' ');
      const reason = placeholderIn(text) ?? 'nginx refuses this listen directive';
      return { kind: 'unknown', reason, at: atArguments(directive, server.level) };
    }
    listens.push(...parsed);
  }
  if (directives.length === 0 && server.level.unresolved !== null) {
    return { kind: 'unknown', reason: server.level.unresolved, at: atBlock(server.level) };
  }
  if (directives.length === 0 && server.layer === 'http') {
    listens.push(makeListen(server, '*', 80, new Set(), atBlock(server.level)));
  }
  return { kind: 'known', listens };
}

function parseListen(server: Server, directive: Directive): readonly Listen[] | null {
  const [first, ...rest] = directive.args;
  if (first === undefined || placeholderIn(first.text) !== null) return null;
  const flags = new Set(rest.map((argument) => argument.text.toLowerCase()));
  const at = atArguments(directive, server.level);
  if (/^unix:/i.test(first.text)) return [makeListen(server, first.text, null, flags, at)];
  const parts = /^(?:(\[[^\]]*\]|[^:[\]]*):)?(\d+)(?:-(\d+))?$/.exec(first.text);
  if (parts === null) {
    if (!/^(\[[^\]]*\]|[A-Za-z0-9.*_-]+)$/.test(first.text)) return null;
    return [makeListen(server, first.text, 80, flags, at)];
  }
  const from = Number(parts[2]);
  const to = Math.min(Number(parts[3] ?? parts[2]), from + MOST_PORTS - 1);
  if (from < 1 || to > 65535) return null;
  const listens: Listen[] = [];
  for (let port = from; port <= to; port++)
    listens.push(makeListen(server, parts[1] ?? '*', port, flags, at));
  return listens;
}

function makeListen(
  server: Server,
  text: string,
  port: number | null,
  flags: ReadonlySet<string>,
  at: Anchor | null,
): Listen {
  const address = text === '' || text === '0.0.0.0' ? '*' : text;
  const quic = flags.has('quic');
  const transport = quic || flags.has('udp') ? '/udp' : '';
  return {
    server,
    address,
    port,
    sslFlag: flags.has('ssl'),
    defaultFlag: flags.has('default_server') || flags.has('default'),
    quic,
    key: `${server.layer} ${address.toLowerCase()} ${port}${transport}`,
    at,
  };
}

/** The sockets of a configuration by key. Servers whose `listen` cannot be read take no part. */
export function socketsOf(servers: readonly Server[], version: string | null): ReadonlyMap<string, Socket> {
  const byKey = new Map<string, Listen[]>();
  for (const server of servers) {
    const listens = listensOf(server);
    if (listens.kind === 'unknown') continue;
    for (const listen of listens.listens) {
      const same = byKey.get(listen.key);
      if (same === undefined) byKey.set(listen.key, [listen]);
      else same.push(listen);
    }
  }
  const sockets = new Map<string, Socket>();
  for (const [key, listens] of byKey) {
    const explicit = listens.find((listen) => listen.defaultFlag);
    const first = explicit ?? listens[0];
    if (first === undefined) continue;
    const quic = listens.some((listen) => listen.quic);
    const ssl = quic || listens.some((listen) => listen.sslFlag) || hasSslDirective(first.server, version);
    sockets.set(key, {
      key,
      listens,
      defaultServer: first.server,
      defaultIsExplicit: explicit !== undefined,
      ssl,
      quic,
    });
  }
  return sockets;
}

/** `ssl on;`, gone since 1.25.1, makes every socket of which the server is the default speak TLS; mail has STARTTLS too. */
function hasSslDirective(server: Server, version: string | null): boolean {
  if (server.layer === 'mail') {
    const starttls = settingText(server, 'starttls');
    if (starttls === 'on' || starttls === 'only') return true;
  }
  if (version !== null && !isBefore(version, CHANGED.sslDirectiveRemoved)) return false;
  return settingText(server, 'ssl') === 'on';
}

function settingText(server: Server, name: string): string | null {
  for (const level of [server.level, server.level.parent]) {
    const text = level === null ? undefined : own(level, name)[0]?.args[0]?.text;
    if (text !== undefined) return text.toLowerCase();
  }
  return null;
}
