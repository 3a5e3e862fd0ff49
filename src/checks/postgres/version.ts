/** Versions of PostgreSQL, and what changed between them in the files that are read here. */

/** The newest major version whose documentation and server this was held against. */
const NEWEST = 18;

/** The major version of `18` or `15.4`; the newest known where nothing is pinned. */
export function majorVersion(version: string | null): number {
  return version === null ? NEWEST : Number.parseInt(version, 10);
}
