/** Versions of nginx as people pin them, compared by number: `1.9.15` is older than `1.10.0`. */

/** The nginx versions at which the meaning of a configuration changed, from nginx's CHANGES. */
export const CHANGED = {
  /** `ssl_protocols` defaults to TLSv1.2 TLSv1.3 instead of TLSv1 TLSv1.1 TLSv1.2. */
  modernProtocols: '1.23.4',
  /** Ticket keys are rotated where the session cache is shared. */
  rotatedTicketKeys: '1.23.2',
  /** The `ssl` directive was removed. */
  sslDirectiveRemoved: '1.25.1',
  /** `ssl_protocols` of a virtual server works beside that of the default server (OpenSSL 1.1.1 or newer). */
  virtualProtocols: '1.29.2',
  /** `add_header_inherit` appeared. */
  headerInheritance: '1.29.3',
} as const;

/** True where `version` (`X.Y.Z`) is older than `bound`. */
export function isBefore(version: string, bound: string): boolean {
  const left = version.split('.').map(Number);
  const right = bound.split('.').map(Number);
  for (let at = 0; at < 3; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
