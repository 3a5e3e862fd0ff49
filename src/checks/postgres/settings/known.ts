/**
 * The settings that rules know, as pg_settings describes them. Names, units, bounds and defaults are those of
 * https://www.postgresql.org/docs/current/runtime-config.html; a test holds them against real servers.
 */

export type Unit = 'ms' | 's';

/** When a change takes effect: only after a restart, or after a reload; `user` settings may be overridden anywhere. */
export type Context = 'postmaster' | 'sighup' | 'backend' | 'superuser' | 'user';

export interface KnownSetting {
  readonly name: string;
  readonly type: 'boolean' | 'integer' | 'enum' | 'text';
  readonly unit: Unit | null;
  readonly minimum: number;
  readonly maximum: number;
  /** Of an enum. */
  readonly options: readonly string[];
  /** As the server shows it: a number in the base unit, `on` or `off`. */
  readonly fallback: string | number;
  readonly context: Context;
}

const INT_MAX = 2_147_483_647;
const NOTHING = { unit: null, minimum: 0, maximum: 0, options: [] } as const;

function flag(name: string, fallback: 'on' | 'off', context: Context): KnownSetting {
  return { ...NOTHING, name, type: 'boolean', fallback, context };
}

function time(
  name: string,
  unit: Unit,
  [minimum, maximum]: readonly [number, number],
  fallback: number,
  context: Context,
): KnownSetting {
  return { ...NOTHING, name, type: 'integer', unit, minimum, maximum, fallback, context };
}

function choice(name: string, options: readonly string[], fallback: string, context: Context): KnownSetting {
  return { ...NOTHING, name, type: 'enum', options, fallback, context };
}

function text(name: string, fallback: string, context: Context): KnownSetting {
  return { ...NOTHING, name, type: 'text', fallback, context };
}

/** Every setting that a rule asks for, of a major version. */
export function knownSettings(version: number): ReadonlyMap<string, KnownSetting> {
  const known = byVersion.get(version) ?? make(version);
  byVersion.set(version, known);
  return known;
}

const byVersion = new Map<number, ReadonlyMap<string, KnownSetting>>();

const TLS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

function make(version: number): ReadonlyMap<string, KnownSetting> {
  const list = [
    flag('ssl', 'off', 'sighup'),
    choice('ssl_min_protocol_version', TLS, version >= 13 ? 'TLSv1.2' : 'TLSv1', 'sighup'),
    time('statement_timeout', 'ms', [0, INT_MAX], 0, 'user'),
    time('idle_in_transaction_session_timeout', 'ms', [0, INT_MAX], 0, 'user'),
    time('lock_timeout', 'ms', [0, INT_MAX], 0, 'user'),
    time('authentication_timeout', 's', [1, 600], 60, 'sighup'),
    // Since 18 a list of what is logged of a connection; on and off still mean all and nothing.
    version >= 18 ? text('log_connections', 'off', 'backend') : flag('log_connections', 'off', 'backend'),
    flag('log_disconnections', 'off', 'backend'),
    choice('log_statement', ['none', 'ddl', 'mod', 'all'], 'none', 'superuser'),
    text('log_line_prefix', '%m [%p] ', 'sighup'),
    choice('password_encryption', ['md5', 'scram-sha-256'], version >= 14 ? 'scram-sha-256' : 'md5', 'user'),
    text('listen_addresses', 'localhost', 'postmaster'),
    text('hba_file', 'pg_hba.conf', 'postmaster'),
    flag('row_security', 'on', 'user'),
    flag('fsync', 'on', 'sighup'),
  ];
  return new Map(list.map((setting) => [setting.name, setting]));
}
