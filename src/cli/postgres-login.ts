/**
 * How a person says as whom to enter a PostgreSQL server: a DSN in an environment variable, libpq's variables, its service
 * file. Never the repository, never the command line. Parsed as libpq does (PostgreSQL documentation 34.1.1, 34.15, 34.17).
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { PostgresLogin, SslMode } from '../checks/postgres/live/login.ts';
import { type Diagnostic, InputError } from '../source/diagnostic.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Settings = ReadonlyMap<string, string>;

const VARIABLES: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  port: 'PGPORT',
  dbname: 'PGDATABASE',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  service: 'PGSERVICE',
};

const SSL_MODES: readonly SslMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

/**
 * The login that a DSN and the environment give. `dsn` is null for a target whose address is declared: then `host` and
 * `port` are the target's. Throws `InputError` without a word of the DSN itself.
 */
export function postgresLogin(
  dsn: { readonly variable: string; readonly text: string } | null,
  declared: { readonly host: string; readonly port: string; readonly database: string } | null,
  environment: Environment,
): PostgresLogin {
  const said = dsn === null ? new Map<string, string>() : parseDsn(dsn.variable, dsn.text);
  if (declared !== null) {
    said.set('host', declared.host);
    if (declared.port !== '') said.set('port', declared.port);
    if (declared.database !== '') said.set('dbname', declared.database);
  }
  const service = said.get('service') ?? environment.PGSERVICE;
  const inService = service === undefined ? new Map<string, string>() : serviceSettings(service, environment);
  const of = (key: string): string | undefined =>
    said.get(key) ?? inService.get(key) ?? environment[VARIABLES[key] ?? ''];
  const user = of('user') ?? 'postgres';
  const sslmode = of('sslmode');
  if (sslmode !== undefined && !SSL_MODES.some((mode) => mode === sslmode)) {
    throw usage('the sslmode is none that PostgreSQL knows', `there are ${SSL_MODES.join(', ')}`);
  }
  const root = of('sslrootcert');
  return {
    host: of('host') ?? 'localhost',
    port: Number(of('port') ?? 5432),
    database: of('dbname') ?? user,
    user,
    password: of('password') ?? null,
    sslMode: SSL_MODES.find((mode) => mode === sslmode) ?? 'verify-full',
    authorities: root === undefined || root === 'system' ? null : readCertificates(root),
  };
}

function parseDsn(variable: string, text: string): Map<string, string> {
  if (/^postgres(ql)?:\/\//.test(text)) return parseUrl(variable, text);
  const settings = new Map<string, string>();
  const pair = /\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\]|\\.)*))(?=\s|$)\s*/gy;
  while (pair.lastIndex < text.length) {
    const match = pair.exec(text);
    if (match === null) throw usage(`$${variable} is neither a URL nor a list of key=value`);
    settings.set(match[1] ?? '', (match[2] ?? match[3] ?? '').replaceAll(/\\(.)/g, '$1'));
  }
  return settings;
}

function parseUrl(variable: string, text: string): Map<string, string> {
  if (!URL.canParse(text)) throw usage(`$${variable} is no URL that can be read`);
  const url = new URL(text);
  const settings = new Map<string, string>(url.searchParams);
  const put = (key: string, value: string): void => {
    if (value !== '') settings.set(key, decodeURIComponent(value));
  };
  put('host', url.hostname);
  put('port', url.port);
  put('user', url.username);
  put('password', url.password);
  put('dbname', url.pathname.slice(1));
  return settings;
}

function serviceSettings(service: string, environment: Environment): Settings {
  const file = environment.PGSERVICEFILE ?? join(homedir(), '.pg_service.conf');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw usage(`the service file for PGSERVICE=${service} cannot be read`, 'PGSERVICEFILE names it');
  }
  const settings = new Map<string, string>();
  let isInside = false;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[(.*)\]\s*$/.exec(line);
    if (section !== null) isInside = section[1] === service;
    const pair = /^\s*([a-z_]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (isInside && pair !== null && !line.trim().startsWith('#')) settings.set(pair[1] ?? '', pair[2] ?? '');
  }
  if (settings.size === 0) throw usage(`the service file has no service ${service}`);
  return settings;
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw usage(`the root certificate of sslrootcert cannot be read: ${path}`);
  }
}

function usage(message: string, hint?: string): InputError {
  const diagnostic: Diagnostic = hint === undefined ? { message } : { message, hint };
  return new InputError([diagnostic]);
}
