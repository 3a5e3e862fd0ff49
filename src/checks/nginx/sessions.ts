/**
 * TLS sessions of a name. OpenSSL keeps them with the context that the handshake began in, which is the default server's:
 * it decides on cache, timeout and the keys of tickets. A ticket is of use only where both servers allow it (measured).
 */
import { atBlock, type Level } from './levels.ts';
import type { Reach, Scope } from './scope.ts';
import { flagSetting, type Setting, textSetting, timeSetting } from './setting.ts';
import type { Server } from './structure.ts';
import { ticketKeys } from './tickets.ts';

export interface Sessions {
  readonly tickets: Setting<boolean>;
  /** Seconds. */
  readonly timeout: Setting<number>;
  readonly cache: Setting<string>;
  /** Where the keys of tickets come from. */
  readonly keys: Setting<string>;
}

export function sessionsOf(server: Server, scope: Scope, reach: Reach): Sessions {
  const decider = deciderOf(server, scope, reach);
  if (typeof decider === 'string') {
    const unknown = { kind: 'unknown', reason: decider, at: atBlock(server.level) } as const;
    return { tickets: unknown, timeout: unknown, cache: unknown, keys: unknown };
  }
  const { level } = decider;
  const tickets = flagSetting(server.level, 'ssl_session_tickets', true);
  const cache = textSetting(level, 'ssl_session_cache', 'none');
  return {
    tickets: decider === server ? tickets : together(tickets, level),
    timeout: timeSetting(level, 'ssl_session_timeout', 300),
    cache,
    keys: tickets.kind === 'unsaid' ? tickets : ticketKeys(level, cache, scope.version),
  };
}

/** Tickets need both servers; where both allow them, the default server is where one turns them off for all. */
function together(own: Setting<boolean>, level: Level): Setting<boolean> {
  if (own.kind === 'known' && !own.value) return own;
  const decided = flagSetting(level, 'ssl_session_tickets', true);
  return own.kind === 'unknown' && !(decided.kind === 'known' && !decided.value) ? own : decided;
}

/** The default server of the first TLS socket; why it cannot be told; the server itself where it has no such socket. */
function deciderOf(server: Server, scope: Scope, reach: Reach): Server | string {
  for (const { key } of reach.listens) {
    const socket = scope.sockets.get(key);
    if (socket === undefined || !socket.ssl) continue;
    if (!socket.defaultIsExplicit && socket.defaultServer !== server) {
      const missing = server.level.parent?.unresolved ?? null;
      if (missing !== null) return missing;
    }
    return socket.defaultServer;
  }
  return server;
}
