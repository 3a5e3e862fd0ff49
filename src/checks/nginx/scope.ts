/** What all facts of one configuration are made from: its structure, sockets and zones, and the version of nginx. */
import type { Confidence } from '../../engine/severity.ts';
import type { Anchor } from '../../source/span.ts';
import type { Purpose } from './draft.ts';
import { atBlock, own } from './levels.ts';
import { type Zones, zonesOf } from './limits.ts';
import { type Listen, listensOf, type Socket, socketsOf } from './listeners.ts';
import { allLocations, type Location, type Server, type Structure } from './structure.ts';
import type { RequestView } from './variables.ts';

export interface Scope {
  readonly structure: Structure;
  readonly version: string | null;
  readonly sockets: ReadonlyMap<string, Socket>;
  readonly zones: Zones;
  readonly confidence: Confidence;
  readonly purpose: Purpose;
}

export function scopeOf(
  structure: Structure,
  version: string | null,
  confidence: Confidence,
  purpose: Purpose,
): Scope {
  return {
    structure,
    version,
    purpose,
    sockets: socketsOf(structure.servers, version),
    zones: zonesOf(structure),
    confidence,
  };
}

/** How a server is reached: over TLS, over plain HTTP, both, or (where its sockets cannot be read) nobody knows. */
export interface Reach {
  readonly listens: readonly Listen[];
  readonly tls: boolean;
  readonly plain: boolean;
  readonly plainPort: number | null;
  readonly tlsPort: number | null;
  /** Why it cannot be told. */
  readonly unknown: string | null;
  /** True where a snippet's surroundings settle it. */
  readonly isUnsaid: boolean;
  readonly at: Anchor | null;
}

export function reachOf(server: Server, scope: Scope): Reach {
  let reach = reachByServer.get(server);
  if (reach === undefined) {
    reach = findReach(server, scope);
    reachByServer.set(server, reach);
  }
  return reach;
}

/** A server belongs to one scope, so its reach is found once. */
const reachByServer = new WeakMap<Server, Reach>();

function findReach(server: Server, scope: Scope): Reach {
  const at = atBlock(server.level);
  if (server.isAssumed) return nobody(null, true, at);
  const listens = listensOf(server);
  if (listens.kind === 'unknown') return nobody(listens.reason, false, listens.at);
  const isTls = (listen: Listen): boolean => scope.sockets.get(listen.key)?.ssl === true;
  const tls = listens.listens.filter(isTls);
  const plain = listens.listens.filter((listen) => !isTls(listen));
  return {
    listens: listens.listens,
    tls: tls.length > 0,
    plain: plain.length > 0,
    plainPort: plain[0]?.port ?? null,
    tlsPort: tls[0]?.port ?? null,
    unknown: null,
    isUnsaid: false,
    at: tls[0]?.at ?? listens.listens[0]?.at ?? at,
  };
}

function nobody(unknown: string | null, isUnsaid: boolean, at: Anchor | null): Reach {
  return { listens: [], tls: false, plain: false, plainPort: null, tlsPort: null, unknown, isUnsaid, at };
}

/** A request for the server over one of the ways that reach it. Where nobody knows, over TLS. */
export function viewOf(server: Server, scope: Scope, reach: Reach, tls: boolean): RequestView {
  const port = tls ? reach.tlsPort : reach.plainPort;
  return { structure: scope.structure, server, tls, port, status: 200 };
}

/** The way that facts about locations speak of: TLS where there is any. */
export function mainView(server: Server, scope: Scope, reach: Reach): RequestView {
  return viewOf(server, scope, reach, reach.tls || !reach.plain);
}

/** True where some location of the server, `if` blocks included, has a limit of its own. */
export function anyLocationLimits(server: Server): boolean {
  let does = limiting.get(server);
  if (does === undefined) {
    const has = (location: Location): boolean =>
      own(location.level, 'limit_req').length > 0 ||
      own(location.level, 'limit_conn').length > 0 ||
      location.conditions.some(has);
    does = allLocations(server).some(has);
    limiting.set(server, does);
  }
  return does;
}

const limiting = new WeakMap<Server, boolean>();
