/** What a role may not read, with the statements by which an administrator would let it. */
import type { AboutRow, Reserved } from './queries.ts';

/** A name as SQL wants it. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

interface Right {
  /** What is not known without it. */
  readonly what: string;
  /** Behind which the role's name goes. */
  readonly statements: readonly string[];
}

const RIGHTS: Readonly<Record<Reserved, Right>> = {
  readsHba: {
    what: 'pg_hba_file_rules',
    statements: ['GRANT SELECT ON pg_hba_file_rules TO', 'GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO'],
  },
  readsFiles: {
    what: 'pg_file_settings',
    statements: [
      'GRANT SELECT ON pg_file_settings TO',
      'GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO',
    ],
  },
  readsVerifiers: {
    what: 'pg_authid, which says how passwords are stored',
    statements: ['GRANT SELECT (rolname, rolcanlogin, rolsuper, rolpassword) ON pg_authid TO'],
  },
  readsSessions: {
    what: 'pg_stat_ssl of others',
    statements: ['GRANT pg_monitor TO'],
  },
};

/** Why something is unknown, and what would change that. */
export function refusal(right: Reserved, { role }: AboutRow): string {
  const { what, statements } = RIGHTS[right];
  const grants = statements.map((statement) => `${statement} ${identifier(role)}`).join('; ');
  return `${role} may not read ${what}; ${grants} would allow it`;
}
