/** The fixed queries of a run: few, read-only, and each of them one that any role may try. */

import type { HbaRow } from './hba-text.ts';

export const ABOUT = `SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS number,
  current_user AS role,
  current_setting('is_superuser') = 'on' AS superuser`;

export interface AboutRow {
  readonly version: string;
  readonly number: number;
  readonly role: string;
  readonly superuser: boolean;
}

export const SETTINGS = `SELECT name, setting, unit, vartype, source, context, pending_restart, boot_val
  FROM pg_catalog.pg_settings`;

export interface SettingRow {
  readonly name: string;
  readonly setting: string | null;
  readonly unit: string | null;
  readonly vartype: string;
  readonly source: string;
  readonly context: string;
  readonly pending_restart: boolean;
  readonly boot_val: string | null;
}

/** Overrides by role and database, which settings of user context obey. */
export const OVERRIDES = `SELECT coalesce(d.datname, '') AS database, coalesce(r.rolname, '') AS role, s.setconfig AS settings
  FROM pg_catalog.pg_db_role_setting s
  LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole`;

export interface OverrideRow {
  readonly database: string;
  readonly role: string;
  readonly settings: readonly string[];
}

export const HBA_RULES = `SELECT to_jsonb(r) AS rule FROM pg_catalog.pg_hba_file_rules r`;

export interface HbaRuleRow {
  readonly rule: HbaRow;
}

export const ROLES = `SELECT rolname AS name, rolsuper AS superuser, rolreplication AS replication,
  rolbypassrls AS "bypassRls", rolcreaterole AS "createRole",
  rolvaliduntil IS NOT NULL AND rolvaliduntil < 'infinity' AS expires
  FROM pg_catalog.pg_roles WHERE rolcanlogin`;

/** For who may read verifiers; only their kind leaves the server. */
export const ROLES_WITH_VERIFIERS = `SELECT rolname AS name, rolsuper AS superuser, rolreplication AS replication,
  rolbypassrls AS "bypassRls", rolcreaterole AS "createRole",
  rolvaliduntil IS NOT NULL AND rolvaliduntil < 'infinity' AS expires,
  CASE WHEN rolpassword IS NULL THEN 'none' WHEN rolpassword LIKE 'SCRAM-SHA-256%' THEN 'scram-sha-256'
    WHEN rolpassword LIKE 'md5%' THEN 'md5' ELSE 'other' END AS verifier
  FROM pg_catalog.pg_authid WHERE rolcanlogin`;

export interface RoleRow {
  readonly name: string;
  readonly superuser: boolean;
  readonly replication: boolean;
  readonly bypassRls: boolean;
  readonly createRole: boolean;
  readonly expires: boolean;
  readonly verifier?: string;
}

export const SESSIONS = `SELECT coalesce(a.usename, '') AS role, coalesce(a.datname, '') AS database,
  host(a.client_addr) AS address, s.ssl AS tls, count(*)::int AS count
  FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_stat_ssl s USING (pid)
  WHERE a.client_addr IS NOT NULL AND a.pid <> pg_backend_pid()
  GROUP BY 1, 2, 3, 4`;

export interface SessionRow {
  readonly role: string;
  readonly database: string;
  readonly address: string;
  readonly tls: boolean | null;
  readonly count: number;
}
