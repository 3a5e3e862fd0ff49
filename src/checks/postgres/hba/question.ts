/** A question about one connection, as scripts write it. */
import { parseAddress } from './address.ts';
import type { Connection, Transport } from './match.ts';

export const TRANSPORTS: readonly Transport[] = ['local', 'ssl', 'nossl', 'gss'];

/**
 * One JSON object: `type` (local, ssl, nossl, gss), `address` (not for local), `database`, `user`, and perhaps
 * `replication` and `groups`. What is wrong with it comes back as a text.
 */
export function questionOf(line: string): Connection | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not an object';
  const {
    type,
    address,
    database,
    user,
    replication = false,
    groups = [],
  } = value as Record<string, unknown>;
  const transport = TRANSPORTS.find((one) => one === type);
  if (transport === undefined) return `\`type\` is one of ${TRANSPORTS.join(', ')}`;
  if (typeof user !== 'string') return '`user` must be a text';
  if (typeof replication !== 'boolean') return '`replication` must be true or false';
  if (typeof database !== 'string' && !(replication && database === undefined)) {
    return '`database` must be a text';
  }
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string')) {
    return '`groups` must be a list of texts';
  }
  const from = typeof address === 'string' ? parseAddress(address) : null;
  if (transport !== 'local' && from === null) return '`address` must be an IPv4 or IPv6 address';
  return {
    transport,
    address: transport === 'local' ? null : from,
    database: typeof database === 'string' ? database : '',
    user,
    replication,
    groups,
  };
}
