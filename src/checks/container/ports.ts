/** Published ports: `[[address:]published:]target[/protocol]`, as Compose and `docker run -p` write them. */
import { databaseOnPort } from '../kubernetes/network-policy/databases.ts';

export interface PublishedPort {
  /** Null where none is written: all addresses of the host. */
  readonly address: string | null;
  /** A port or range; null for one that Docker chooses. */
  readonly published: string | null;
  readonly target: string;
  readonly protocol: string;
  /** Reachable from other machines: no address, or one that stands for all. */
  readonly public: boolean;
  /** The database that usually listens on the target. */
  readonly database: string | null;
}

const SHORT = /^(?:(?:\[([^\]]*)\]|([^:]*)):)?(?:([^:]*):)?([^:/]+)(?:\/(\w+))?$/;

/** Null for what is no port. An IPv6 address stands in brackets. */
export function parsePort(text: string): PublishedPort | null {
  const match = SHORT.exec(text.trim());
  if (match === null) return null;
  const [, bracketed, plain, middle, target = '', protocol = 'tcp'] = match;
  // One colon: `published:target`; two: `address:published:target`.
  const hasAddress = bracketed !== undefined || middle !== undefined;
  const address = hasAddress ? (bracketed ?? plain ?? '') : '';
  const published = hasAddress ? (middle ?? '') : (plain ?? '');
  return publishedPort(address, published, target, protocol.toLowerCase());
}

export function publishedPort(
  address: string,
  published: string,
  target: string,
  protocol: string,
): PublishedPort {
  return {
    address: address === '' ? null : address,
    published: published === '' ? null : published,
    target,
    protocol,
    public: isPublic(address),
    database: databaseIn(target) ?? databaseIn(published),
  };
}

/** Addresses of one network are somebody's decision; those that stand for all are not. */
function isPublic(address: string): boolean {
  return /^(?:|\*|0(?:\.0){0,3}|::|0:0:0:0:0:0:0:0|::ffff:0\.0\.0\.0)$/i.test(address);
}

/** The database on the first known port of a range of at most a few hundred. */
function databaseIn(ports: string): string | null {
  const [from = Number.NaN, to = from] = ports
    .split('-')
    .map((port) => (/^\d{1,5}$/.test(port) ? Number(port) : Number.NaN));
  if (Number.isNaN(from) || Number.isNaN(to)) return null;
  for (let port = from; port <= Math.min(to, from + 500); port++) {
    const found = databaseOnPort(port);
    if (found !== null) return found;
  }
  return null;
}

/** Stands for a variable that nothing sets, so that what is around it can be told; no file holds it. */
export const HOLE = '\u{10ffff}';

/** A port in which a variable may be missing: `doubt` where that decides who reaches it. */
export function portWithHoles(
  port: PublishedPort,
  doubt: string,
): { readonly port: PublishedPort; readonly doubt: string | null } {
  const clean = (text: string): string => text.replaceAll(HOLE, '?');
  return {
    port: {
      ...port,
      address: port.address === null ? null : clean(port.address),
      published: port.published === null ? null : clean(port.published),
      target: clean(port.target),
    },
    doubt: port.address?.includes(HOLE) === true ? doubt : null,
  };
}
