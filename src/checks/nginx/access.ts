/**
 * Who may come: allow and deny (the first that matches decides, ngx_http_access_module), authentication, and how
 * `satisfy` joins them.
 */
import type { Anchor } from '../../source/span.ts';
import { atArgument, atBlock, type Found, type Level, nearest, own } from './levels.ts';
import { known, placed, type Setting } from './setting.ts';
import type { Location } from './structure.ts';

export interface AccessRule {
  readonly allow: string | null;
  readonly deny: string | null;
}

interface AddressList {
  readonly setting: Setting<readonly AccessRule[]>;
  /** What an arbitrary client, on no list by its address, meets first. */
  readonly verdict: 'allowed' | 'denied' | 'no rule';
  readonly allowsSome: boolean;
}

const listsByLevel = new WeakMap<Level, AddressList>();

/** The effective allow and deny rules in order; a level with rules of its own inherits none. Long lists are read once. */
function addressList(level: Level): AddressList {
  let list = listsByLevel.get(level);
  if (list === undefined) {
    const isInherited =
      level.parent !== null &&
      level.unresolved === null &&
      own(level, 'allow').length === 0 &&
      own(level, 'deny').length === 0;
    list = isInherited && level.parent !== null && !level.open ? addressList(level.parent) : readList(level);
    listsByLevel.set(level, list);
  }
  return list;
}

function readList(level: Level): AddressList {
  const found = nearest(level, ['allow', 'deny'], true);
  switch (found.kind) {
    case 'unsaid':
      return noRule(found);
    case 'unknown':
      return noRule({ kind: 'unknown', reason: found.reason, at: atBlock(level) });
    case 'default':
      return noRule({ ...known<readonly AccessRule[]>([], null), isDefault: true });
    case 'found':
      return listOf(found);
  }
}

function noRule(setting: AddressList['setting']): AddressList {
  return { verdict: 'no rule', allowsSome: false, setting };
}

function listOf(found: Extract<Found, { kind: 'found' }>): AddressList {
  const rules: AccessRule[] = [];
  const elements: (Anchor | null)[] = [];
  for (const directive of found.directives) {
    const [argument] = directive.args;
    if (argument === undefined) continue;
    const isAllow = directive.name === 'allow';
    rules.push({ allow: isAllow ? argument.text : null, deny: isAllow ? null : argument.text });
    elements.push(atArgument(directive, argument, found.level));
  }
  const at = elements[0] ?? null;
  const setting = placed(known<readonly AccessRule[]>(rules, at), at, elements);
  return { setting, verdict: addressVerdict(rules), allowsSome: rules.some((rule) => rule.allow !== null) };
}

function addressVerdict(rules: readonly AccessRule[]): AddressList['verdict'] {
  for (const rule of rules) {
    const address = (rule.allow ?? rule.deny ?? '').toLowerCase();
    if (address === 'all' || address === '0.0.0.0/0') return rule.allow === null ? 'denied' : 'allowed';
  }
  return rules.length === 0 ? 'no rule' : 'allowed';
}

const AUTHENTICATION = [
  'auth_basic',
  'auth_request',
  'auth_jwt',
  'auth_oidc',
  'auth_digest',
  'ssl_verify_client',
] as const;

interface Credentials {
  readonly demanded: boolean;
  readonly unknown: string | null;
  readonly unsaid: boolean;
}

const credentialsByLevel = new WeakMap<Level, Credentials>();

/** Whether a level demands credentials, inherited or not; asked of the level around it where it says nothing itself. */
function credentials(level: Level): Credentials {
  let found = credentialsByLevel.get(level);
  if (found === undefined) {
    const isSilent =
      level.unresolved === null && !level.open && !AUTHENTICATION.some((name) => level.byName.has(name));
    found = isSilent && level.parent !== null ? credentials(level.parent) : findCredentials(level);
    credentialsByLevel.set(level, found);
  }
  return found;
}

function findCredentials(level: Level): Credentials {
  let unknown: string | null = null;
  let unsaid = false;
  for (const name of AUTHENTICATION) {
    const found = nearest(level, name);
    if (found.kind === 'unknown') unknown ??= found.reason;
    if (found.kind === 'unsaid') unsaid = true;
    if (found.kind !== 'found') continue;
    const text = found.directives[0].args[0]?.text.toLowerCase();
    const demands = name === 'ssl_verify_client' ? text === 'on' : text !== undefined && text !== 'off';
    if (!demands) continue;
    // Without a file of users nginx asks for no password (measured).
    const users = name === 'auth_basic' ? nearest(level, 'auth_basic_user_file') : found;
    if (users.kind === 'unknown') unknown ??= users.reason;
    if (users.kind === 'unsaid') unsaid = true;
    if (users.kind === 'found') return { demanded: true, unknown: null, unsaid: false };
  }
  return { demanded: false, unknown, unsaid };
}

export interface Access {
  readonly rules: Setting<readonly AccessRule[]>;
  /** Nobody comes without credentials, whatever their address. */
  readonly authenticated: boolean;
  /** An arbitrary client comes in. */
  readonly open: boolean;
  /** Only listed addresses come in, and credentials help nobody else. */
  readonly restricted: boolean;
  /** Only the machine itself comes in. */
  readonly local: boolean;
  /** Nobody comes in at all: every address is denied, and credentials do not help. */
  readonly closed: boolean;
  readonly unknown: string | null;
  /** True where a snippet's surroundings could add a list or authentication. */
  readonly unsaid: boolean;
}

const accessByLocation = new WeakMap<Location, Access>();

/** Everything about access to a location. `internal` locations are not for clients, whatever the lists say. */
export function accessTo(location: Location): Access {
  let access = accessByLocation.get(location);
  if (access === undefined) {
    access = findAccess(location.level);
    accessByLocation.set(location, access);
  }
  return access;
}

function findAccess(level: Level): Access {
  const { setting, verdict, allowsSome } = addressList(level);
  const asked = credentials(level);
  const satisfy = nearest(level, 'satisfy');
  const isAny = satisfy.kind === 'found' && satisfy.directives[0].args[0]?.text.toLowerCase() === 'any';
  const authenticated = asked.demanded && !(isAny && verdict === 'allowed');
  const denied = verdict === 'denied' && !(isAny && asked.demanded);
  return {
    rules: setting.kind === 'known' && setting.isDefault ? placed(setting, atBlock(level), null) : setting,
    authenticated,
    open: !authenticated && !denied,
    restricted: denied,
    local: denied && allowed(setting).every(isLoopback),
    closed: denied && !allowsSome,
    unknown: setting.kind === 'unknown' ? setting.reason : asked.unknown,
    unsaid: setting.kind === 'unsaid' || asked.unsaid,
  };
}

const allowed = (setting: Setting<readonly AccessRule[]>): readonly string[] =>
  setting.kind === 'known' ? setting.value.flatMap(({ allow }) => allow ?? []) : [];

const isLoopback = (address: string): boolean => /^(127\.[\d./]+|::1(\/128)?|unix:)$/i.test(address);

/** True where only internal redirects and subrequests arrive; nested locations inherit `internal` (measured). */
export function isInternal(location: Location): boolean {
  return location.modifier === '@' || nearest(location.level, 'internal').kind === 'found';
}
