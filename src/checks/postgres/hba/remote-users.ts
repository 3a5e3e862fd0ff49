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
  return exposures
    .filter(({ transport, replication }) => transport !== 'local' && !replication)
    .flatMap(({ entry, askedUsers, ranges, names }) =>
      askedUsers.map((user) => ({ user, entry, ranges, names })),
    )
    .filter((found) => {
      const key = JSON.stringify(found);
      return seen.has(key) ? false : seen.add(key);
    });
}
