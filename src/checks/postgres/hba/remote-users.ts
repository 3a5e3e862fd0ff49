/** The users that a rule asks for, with each entry that certainly lets them in over the network. */
import type { Analysis } from './analysis.ts';

export interface RemoteUser {
  readonly user: string;
  /** Index of the entry. */
  readonly entry: number;
  readonly ranges: readonly string[];
  readonly names: readonly string[];
}

/** Once for each user, entry and origin, whatever the transports. */
export function remoteUsersOf({ exposures }: Analysis): readonly RemoteUser[] {
  const seen = new Set<string>();
  const found: RemoteUser[] = [];
  for (const { entry, transport, replication, askedUsers, ranges, names } of exposures) {
    if (askedUsers.length === 0 || transport === 'local' || replication) continue;
    for (const user of askedUsers) {
      const one = { user, entry, ranges, names };
      const key = JSON.stringify(one);
      if (!seen.has(key)) found.push(one);
      seen.add(key);
    }
  }
  return found;
}
