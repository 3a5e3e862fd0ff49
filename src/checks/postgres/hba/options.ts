/** Options of methods (`name=value`): which go with which method, and which values the server refuses. */
import type { HbaDialect } from './dialect.ts';
import type { ConnectionType } from './entry.ts';

export interface OptionContext {
  readonly type: ConnectionType;
  readonly method: string;
  readonly dialect: HbaDialect;
}

/** An option that only some methods take. */
const METHODS_OF: Readonly<Record<string, readonly string[]>> = {
  map: ['ident', 'peer', 'gss', 'sspi', 'cert', 'oauth'],
  pamservice: ['pam'],
  pam_use_hostname: ['pam'],
  ldapurl: ['ldap'],
  ldaptls: ['ldap'],
  ldapscheme: ['ldap'],
  ldapserver: ['ldap'],
  ldapport: ['ldap'],
  ldapbinddn: ['ldap'],
  ldapbindpasswd: ['ldap'],
  ldapsearchattribute: ['ldap'],
  ldapsearchfilter: ['ldap'],
  ldapbasedn: ['ldap'],
  ldapprefix: ['ldap'],
  ldapsuffix: ['ldap'],
  krb_realm: ['gss', 'sspi'],
  include_realm: ['gss', 'sspi'],
  compat_realm: ['sspi'],
  upn_username: ['sspi'],
  radiusservers: ['radius'],
  radiusports: ['radius'],
  radiussecrets: ['radius'],
  radiusidentifiers: ['radius'],
  issuer: ['oauth'],
  scope: ['oauth'],
  validator: ['oauth'],
  delegate_ident_mapping: ['oauth'],
};

/** What is wrong with one option, as a sentence fragment; null where the server takes it. */
export function optionFault(name: string, value: string, context: OptionContext): string | null {
  const { type, method, dialect } = context;
  if (name === 'clientcert' || name === 'clientname') {
    if (type !== 'hostssl') return `${name} can only be set for hostssl entries`;
    return name === 'clientcert' ? clientCertFault(value, method, dialect) : clientNameFault(value);
  }
  const methods = METHODS_OF[name]?.filter((one) => dialect.methods.has(one)) ?? [];
  if (methods.length === 0) return `there is no option ${name}`;
  if (!methods.includes(method)) return `the option ${name} is only for the methods ${methods.join(', ')}`;
  return valueFault(name, value);
}

function clientCertFault(value: string, method: string, { version }: HbaDialect): string | null {
  if (value === 'verify-full' || (value === 'verify-ca' && method !== 'cert')) return null;
  if (value === 'verify-ca') return 'with the method cert, clientcert can only be verify-full';
  if (version < 14 && ['0', '1', 'no-verify'].includes(value)) return null;
  return 'clientcert is either verify-ca or verify-full';
}

function clientNameFault(value: string): string | null {
  return value === 'CN' || value === 'DN' ? null : 'clientname is either CN or DN';
}

function valueFault(name: string, value: string): string | null {
  switch (name) {
    case 'ldapport':
      return leadingNumber(value) === 0 ? 'ldapport is not a port number' : null;
    case 'ldapurl':
      return /^ldaps?:\/\//i.test(value) ? null : 'ldapurl is not an LDAP URL (ldap:// or ldaps://)';
    case 'radiusports':
      return listOf(value).some((port) => leadingNumber(port) === 0)
        ? 'radiusports holds no port number'
        : null;
    default:
      return null;
  }
}

/** As C's atoi reads it. */
function leadingNumber(text: string): number {
  return Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0);
}

/** A list with commas, its parts perhaps in double quotes. */
function listOf(text: string): readonly string[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(',').map((part) => part.trim().replace(/^"(.*)"$/, '$1'));
}

type Options = ReadonlyMap<string, string>;

/** What a method lacks, or which of its options exclude each other; null where nothing is wrong. */
export function combinationFault(method: string, options: Options): string | null {
  switch (method) {
    case 'ldap':
      return ldapFault(options);
    case 'radius':
      return radiusFault(options);
    case 'oauth':
      return oauthFault(options);
    default:
      return null;
  }
}

const SEARCH = ['ldapbasedn', 'ldapbinddn', 'ldapbindpasswd', 'ldapsearchattribute', 'ldapsearchfilter'];

function ldapFault(options: Options): string | null {
  const prefix = ['ldapprefix', 'ldapsuffix'].find((name) => options.has(name));
  const url = options.get('ldapurl');
  const parts = url === undefined ? null : urlParts(url);
  if (prefix !== undefined) {
    const search = SEARCH.find((name) => options.has(name)) ?? (parts === null ? undefined : 'ldapurl');
    return search === undefined ? null : `${search} and ${prefix} exclude each other`;
  }
  if (!options.has('ldapbasedn') && parts?.base !== true) {
    return 'the method ldap needs ldapbasedn, ldapprefix or ldapsuffix';
  }
  const attribute = options.has('ldapsearchattribute') || parts?.attribute === true;
  const filter = options.has('ldapsearchfilter') || parts?.filter === true;
  return attribute && filter ? 'ldapsearchattribute and ldapsearchfilter exclude each other' : null;
}

/** Which parts an LDAP URL sets (RFC 4516): `ldap://host/base?attribute?scope?filter`. */
function urlParts(url: string): {
  readonly base: boolean;
  readonly attribute: boolean;
  readonly filter: boolean;
} {
  const [base = '', attribute = '', , filter = ''] = url.replace(/^ldaps?:\/\/[^/]*/i, '').split('?');
  return { base: base.length > 1, attribute: attribute !== '', filter: filter !== '' };
}

function radiusFault(options: Options): string | null {
  const count = (name: string): number => listOf(options.get(name) ?? '').length;
  const servers = count('radiusservers');
  for (const name of ['radiusservers', 'radiussecrets']) {
    if (count(name) === 0) return `the method radius needs ${name}`;
  }
  for (const name of ['radiussecrets', 'radiusports', 'radiusidentifiers']) {
    const given = count(name);
    if (given > 1 && given !== servers)
      return `${name} must hold one value, or one for each of radiusservers`;
  }
  return null;
}

function oauthFault(options: Options): string | null {
  for (const name of ['scope', 'issuer']) {
    if (!options.has(name)) return `the method oauth needs ${name}`;
  }
  if (options.has('map') && options.get('delegate_ident_mapping') === '1') {
    return 'map and delegate_ident_mapping exclude each other';
  }
  return null;
}
