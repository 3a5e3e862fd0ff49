/**
 * Whom the scanner may talk to. The scanned repository is data: only a person who runs the command can name a host, on
 * the command line or in a configuration outside the root (docs/adr/0005).
 */
import { isIP } from 'node:net';
import { kindOfAddress } from './address.ts';

export interface Consent {
  /** Hosts and addresses that a person named, lower case, without brackets. */
  readonly hosts: ReadonlySet<string>;
}

/** A host as it is compared: lower case, without brackets, zone or final dot. */
export function normalHost(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
    .replace(/(?<=[^.])\.$/, '');
}

export function consentTo(hosts: Iterable<string>): Consent {
  return { hosts: new Set([...hosts].map(normalHost)) };
}

/** Why this host may not be probed; null where a person named it. */
export function hostRefusal(consent: Consent, host: string): string | null {
  if (consent.hosts.has(normalHost(host))) return null;
  return `nobody named ${normalHost(host)}: --allow-host ${normalHost(host)} would`;
}

/**
 * Why an address that a named host resolved to may not be connected to; null where it may. Naming a host allows its
 * private and loopback addresses; link-local and metadata addresses must be named themselves.
 */
export function addressRefusal(consent: Consent, address: string): string | null {
  const kind = kindOfAddress(address);
  switch (kind) {
    case 'ordinary':
    case 'private':
    case 'loopback':
      return null;
    case 'none':
      return `${address} is no address of a single host`;
    case 'link-local':
    case 'metadata': {
      const bare = normalHost(address);
      if (isIP(bare) !== 0 && consent.hosts.has(bare)) return null;
      const what = kind === 'metadata' ? "a cloud's metadata service" : 'a link-local address';
      return `${bare} is ${what}: --allow-host ${bare} would allow it`;
    }
  }
}
