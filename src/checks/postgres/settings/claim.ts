/** Which files are postgresql.conf, a part of one, or SQL. */
import { ownName } from '../hba/claim.ts';

/** `main`: the whole configuration of a server; `part`: some settings; `possible`: looked into. */
export type ConfHint = 'main' | 'auto' | 'part' | 'possible' | null;

export function confHint(path: string): ConfHint {
  const name = ownName(path);
  if (/^postgresql\.conf$/i.test(name)) return 'main';
  if (/^postgresql\.auto\.conf$/i.test(name)) return 'auto';
  if (!/\.conf$/i.test(name) || /pg_?(?:hba|ident)|recovery/i.test(name)) return null;
  if (/^(?:postgres|postgresql|pgsql)(?:[-_.].*)?\.conf$/i.test(name)) return 'part';
  const inFolder = path
    .split('/')
    .slice(0, -1)
    .some((folder) => /^(?:.*[-_.])?(?:postgres|postgresql|pgsql|patroni)(?:[-_.].*)?$/i.test(folder));
  return inFolder ? 'possible' : null;
}

const TELLING =
  /^[ \t]*(?:shared_buffers|effective_cache_size|maintenance_work_mem|work_mem|wal_level|max_wal_size|wal_buffers|listen_addresses|max_wal_senders|log_line_prefix|log_min_duration_statement|statement_timeout|idle_in_transaction_session_timeout|lock_timeout|password_encryption|ssl_min_protocol_version|ssl_cert_file|shared_preload_libraries|log_statement|log_connections|log_disconnections|random_page_cost|hba_file|row_security|authentication_timeout|archive_command|hot_standby)[ \t]*[= \t]/m;

/** A line that sets what only PostgreSQL has. */
export function looksLikeConf(text: string): boolean {
  return TELLING.test(text);
}

const SQL = /\.(?:sql|psql|pgsql)(?:\.(?:in|tmpl|template|tpl|j2|erb))?$/i;
const SHELL = /\.(?:sh|bash)$/i;

export function isSql(path: string): boolean {
  return SQL.test(path);
}

export function isShell(path: string): boolean {
  return SHELL.test(path);
}

/** Scripts that may hold SQL. */
export function sqlConcerns(path: string): boolean {
  return isSql(path) || isShell(path);
}
