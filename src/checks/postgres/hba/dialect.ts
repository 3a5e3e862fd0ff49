/** What a version of the server understands in pg_hba.conf. */

export interface HbaDialect {
  readonly version: number;
  /** `include`, `include_if_exists`, `include_dir`. */
  readonly includes: boolean;
  /** Databases and users that begin with `/` are regular expressions. */
  readonly expressions: boolean;
  readonly methods: ReadonlySet<string>;
  /** Bytes of the longest word. */
  readonly longestWord: number;
}

const METHODS = [
  ...['trust', 'reject', 'scram-sha-256', 'md5', 'password', 'gss', 'sspi', 'ident', 'peer', 'ldap'],
  ...['radius', 'cert', 'pam', 'bsd'],
];

/** Includes and regular expressions came with 16, oauth with 18 (release notes of these versions). */
export function hbaDialect(version: number): HbaDialect {
  return {
    version,
    includes: version >= 16,
    expressions: version >= 16,
    // MAX_TOKEN of hba.c, gone since 16.
    longestWord: version >= 16 ? Number.POSITIVE_INFINITY : 10_239,
    methods: new Set(version >= 18 ? [...METHODS, 'oauth'] : METHODS),
  };
}
