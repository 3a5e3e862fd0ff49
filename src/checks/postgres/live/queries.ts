/**
 * The queries of a run: four SELECTs, whatever the role may read. Parts that any role may ask are one of them, parts that
 * need a right another; each part yields rows of one kind.
 */
import { knownSettings } from '../settings/known.ts';

/** Who we are, and which of the views that need a right may be read. */
export const ABOUT = `SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS number,
  current_user::text AS role,
  current_setting('is_superuser') = 'on' AS superuser,
  coalesce(has_table_privilege(to_regclass('pg_catalog.pg_hba_file_rules'), 'SELECT')
    AND has_function_privilege(to_regprocedure('pg_catalog.pg_hba_file_rules()'), 'EXECUTE'), false) AS "readsHba",
  coalesce(has_table_privilege(to_regclass('pg_catalog.pg_file_settings'), 'SELECT')
    AND has_function_privilege(to_regprocedure('pg_catalog.pg_show_all_file_settings()'), 'EXECUTE'), false) AS "readsFiles",
  coalesce(has_column_privilege(to_regclass('pg_catalog.pg_authid'), 'rolpassword', 'SELECT')
    AND has_column_privilege(to_regclass('pg_catalog.pg_authid'), 'rolname', 'SELECT')
    AND has_column_privilege(to_regclass('pg_catalog.pg_authid'), 'rolcanlogin', 'SELECT')
    AND has_column_privilege(to_regclass('pg_catalog.pg_authid'), 'rolsuper', 'SELECT'), false) AS "readsVerifiers",
  CASE WHEN to_regrole('pg_read_all_stats') IS NULL THEN current_setting('is_superuser') = 'on'
    ELSE pg_has_role('pg_read_all_stats', 'USAGE') END AS "readsSessions"`;

export interface AboutRow {
  readonly version: string;
  readonly number: number;
  readonly role: string;
  readonly superuser: boolean;
  readonly readsHba: boolean;
  readonly readsFiles: boolean;
  readonly readsVerifiers: boolean;
  readonly readsSessions: boolean;
}

/** Rows of one kind of thing that are asked for; a server may have any number of some. */
export const MOST_ROWS = 1_000;
const LIMIT = `LIMIT ${MOST_ROWS + 1}`;

/** Settings that rules know, and no others: some hold passwords. A version has all names of those before it. */
const NAMES = [...knownSettings(18).keys(), 'data_directory'].map((name) => `'${name}'`).join(', ');

/** Asked before this session sets anything for itself, so that it sees what others get. */
export const SETTINGS = `SELECT name, setting, source, pending_restart FROM pg_catalog.pg_settings
  WHERE name IN (${NAMES}) OR pending_restart`;

export interface SettingRow {
  readonly name: string;
  readonly setting: string | null;
  /** Where the session has it from: `configuration file`, `user`, `database`, `client`, `default`, … */
  readonly source: string;
  readonly pending_restart: boolean;
}

/** A SELECT with the columns `kind` and `row`, which may stand between UNION ALL and others. */
export type Part = string;

const OVERRIDES: Part = `SELECT 'override' AS kind, jsonb_build_object('database', d.datname, 'role', r.rolname,
    'settings', to_jsonb(s.setconfig)) AS row
  FROM pg_catalog.pg_db_role_setting s
  LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole`;

const ROLES: Part = `(SELECT 'role' AS kind, jsonb_build_object('name', rolname, 'superuser', rolsuper,
    'replication', rolreplication, 'bypassRls', rolbypassrls, 'createRole', rolcreaterole,
    'expires', rolvaliduntil IS NOT NULL AND rolvaliduntil < 'infinity') AS row
  FROM pg_catalog.pg_roles WHERE rolcanlogin ORDER BY rolsuper DESC, rolname ${LIMIT})`;

const EXTENSIONS: Part = `(SELECT 'extension' AS kind, jsonb_build_object('name', extname) AS row
  FROM pg_catalog.pg_extension ORDER BY extname ${LIMIT})`;

/** Rights on schemas beyond those of their owners. The role 0 is PUBLIC, and no role may be called so. */
const GRANTS: Part = `(SELECT 'grant' AS kind, jsonb_build_object('schema', n.nspname,
    'grantee', CASE WHEN a.grantee = 0 THEN 'public' ELSE pg_get_userbyid(a.grantee) END,
    'privileges', jsonb_agg(DISTINCT lower(a.privilege_type))) AS row
  FROM pg_catalog.pg_namespace n,
    LATERAL aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
  WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND a.grantee <> n.nspowner
  GROUP BY n.nspname, a.grantee ORDER BY a.grantee <> 0, n.nspname <> 'public', n.nspname ${LIMIT})`;

/** Of functions with one name the worst counts. Those of extensions are their authors' business. */
const FUNCTIONS: Part = `(SELECT 'function' AS kind, jsonb_build_object('name', n.nspname || '.' || p.proname,
    'searchPath', bool_and(EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search\\_path=%'))) AS row
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE p.prosecdef AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
      WHERE e.classid = 'pg_catalog.pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
  GROUP BY n.nspname, p.proname
  ORDER BY bool_and(p.proconfig IS NOT NULL), n.nspname, p.proname ${LIMIT})`;

const SESSIONS: Part = `(SELECT 'session' AS kind, jsonb_build_object('role', coalesce(a.usename, ''),
    'database', coalesce(a.datname, ''), 'address', host(a.client_addr), 'tls', s.ssl, 'count', count(*)) AS row
  FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_stat_ssl s USING (pid)
  WHERE a.client_addr IS NOT NULL AND a.pid <> pg_backend_pid()
  GROUP BY a.usename, a.datname, a.client_addr, s.ssl ORDER BY s.ssl, a.client_addr ${LIMIT})`;

const HBA: Part = `SELECT 'hba' AS kind, to_jsonb(r) || jsonb_build_object('at', row_number() OVER ()) AS row
  FROM pg_catalog.pg_hba_file_rules r`;

/** Values of settings that rules know only. */
const FILES: Part = `SELECT 'file' AS kind, jsonb_build_object('path', sourcefile, 'line', sourceline, 'at', seqno,
    'name', name, 'applied', applied, 'error', error, 'value', CASE WHEN lower(name) IN (${NAMES}) THEN setting END) AS row
  FROM pg_catalog.pg_file_settings`;

/** Only the kind of a verifier leaves the server. */
const VERIFIERS: Part = `(SELECT 'verifier' AS kind, jsonb_build_object('name', rolname, 'verifier',
    CASE WHEN rolpassword IS NULL THEN 'none' WHEN rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'scram-sha-256'
      WHEN rolpassword LIKE 'md5%' THEN 'md5' ELSE 'other' END) AS row
  FROM pg_catalog.pg_authid WHERE rolcanlogin ORDER BY rolsuper DESC, rolname ${LIMIT})`;

/** What any role may read. */
export const OPEN: readonly Part[] = [OVERRIDES, ROLES, EXTENSIONS, GRANTS, FUNCTIONS];

/** What needs a right, by what of `ABOUT` says that this role has it. */
export const RESERVED = {
  readsHba: HBA,
  readsFiles: FILES,
  readsVerifiers: VERIFIERS,
  readsSessions: SESSIONS,
} as const satisfies Readonly<Record<string, Part>>;

export type Reserved = keyof typeof RESERVED;

export interface OverrideRow {
  readonly database: string | null;
  readonly role: string | null;
  /** `name=value` */
  readonly settings: readonly string[] | null;
}

export interface RoleRow {
  readonly name: string;
  readonly superuser: boolean;
  readonly replication: boolean;
  readonly bypassRls: boolean;
  readonly createRole: boolean;
  readonly expires: boolean;
}

export interface GrantRow {
  readonly schema: string;
  readonly grantee: string;
  readonly privileges: readonly string[];
}

export interface FunctionRow {
  readonly name: string;
  readonly searchPath: boolean;
}

export interface SessionRow {
  readonly role: string;
  readonly database: string;
  readonly address: string;
  readonly tls: boolean;
  readonly count: number;
}

/** A row of `pg_hba_file_rules`; `at` is its place in the view. */
export interface HbaRow {
  readonly at: number;
  /** Since 16. */
  readonly file_name?: string | null;
  readonly line_number: number | null;
  readonly type: string | null;
  readonly database: readonly string[] | null;
  readonly user_name: readonly string[] | null;
  readonly address: string | null;
  readonly netmask: string | null;
  readonly auth_method: string | null;
  readonly options: readonly string[] | null;
  readonly error: string | null;
}

/** A row of `pg_file_settings`. */
export interface FileSettingRow {
  readonly path: string | null;
  readonly line: number | null;
  readonly at: number | null;
  readonly name: string | null;
  readonly applied: boolean;
  readonly error: string | null;
  /** Null where no rule knows the setting. */
  readonly value: string | null;
}

/** What one part yields, by its kind. */
export interface RowKinds {
  readonly override: OverrideRow;
  readonly role: RoleRow;
  readonly extension: { readonly name: string };
  readonly grant: GrantRow;
  readonly function: FunctionRow;
  readonly session: SessionRow;
  readonly hba: HbaRow;
  readonly file: FileSettingRow;
  readonly verifier: { readonly name: string; readonly verifier: string };
}
