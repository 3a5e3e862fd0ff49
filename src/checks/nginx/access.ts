/**
 * Who may come: allow and deny (the first that matches decides, ngx_http_access_module), authentication, and how
 * `satisfy` joins them.
 */
import type { Anchor } from '../../source/span.ts';
import { atArgument, atBlock, type Level, nearest } from './levels.ts';
import type { Setting } from './setting.ts';
import type { Location } from './structure.ts';

export interface AccessRule {
  readonly allow: string | null;
  readonly deny: string | null;
}

/** The effective allow and deny rules in order; a level with rules of its own inherits none. */
export function accessRules(level: Level): Setting<readonly AccessRule[]> {
  const found = nearest(level, ['allow', 'deny'], true);
  if (found.kind === 'unsaid') return found;
  if (found.kind === 'unknown') return { ...found, at: atBlock(level) };
  if (found.kind === 'default') {
    return { kind: 'known', value: [], at: atBlock(level), elements: [], steps: [], isDefault: true };
  }
  const rules: AccessRule[] = [];
  const elements: (Anchor | null)[] = [];
  for (const directive of found.directives) {
    const [argument] = directive.args;
    if (argument === undefined) continue;
    const isAllow = directive.name === 'allow';
    rules.push({ allow: isAllow ? argument.text : null, deny: isAllow ? null : argument.text });
    elements.push(atArgument(directive, argument, found.level));
  }
  return { kind: 'known', value: rules, at: elements[0] ?? null, elements, steps: [], isDefault: false };
}

/** What an arbitrary client, on no list by its address, meets first. */
export function addressVerdict(rules: readonly AccessRule[]): 'allowed' | 'denied' | 'no rule' {
  for (const rule of rules) {
    const address = (rule.allow ?? rule.deny ?? '').toLowerCase();
    if (address === 'all' || address === '0.0.0.0/0') return rule.allow === null ? 'denied' : 'allowed';
  }
  return rules.length === 0 ? 'no rule' : 'allowed';
}

const AUTHENTICATION = ['auth_basic', 'auth_request', 'auth_jwt', 'auth_oidc', 'auth_digest'] as const;

/** Directives that demand credentials at this level, inherited ones too, with the reason where that cannot be told. */
function credentials(level: Level): {
  readonly demanded: boolean;
  readonly unknown: string | null;
  readonly unsaid: boolean;
} {
  let unknown: string | null = null;
  let unsaid = false;
  for (const name of [...AUTHENTICATION, 'ssl_verify_client']) {
    const found = nearest(level, name);
    if (found.kind === 'unknown') unknown ??= found.reason;
    if (found.kind === 'unsaid') unsaid = true;
    if (found.kind !== 'found') continue;
    const text = found.directives[0].args[0]?.text.toLowerCase();
    const demands = name === 'ssl_verify_client' ? text === 'on' : text !== undefined && text !== 'off';
    if (demands) return { demanded: true, unknown: null, unsaid: false };
  }
  return { demanded: false, unknown, unsaid };
}

export interface Access {
  readonly rules: Setting<readonly AccessRule[]>;
  /** Nobody comes without credentials, whatever their address. */
  readonly authenticated: boolean;
  /** An arbitrary client comes in. */
  readonly open: boolean;
  /** Nobody comes in at all: every address is denied, and credentials do not help. */
  readonly closed: boolean;
  readonly unknown: string | null;
  /** True where a snippet's surroundings could add a list or authentication. */
  readonly unsaid: boolean;
}

/** Everything about access to a location. `internal` locations are not for clients, whatever the lists say. */
export function accessTo(location: Location): Access {
  const { level } = location;
  const rules = accessRules(level);
  const list = rules.kind === 'known' ? rules.value : [];
  const verdict = addressVerdict(list);
  const asked = credentials(level);
  const satisfy = nearest(level, 'satisfy');
  const isAny = satisfy.kind === 'found' && satisfy.directives[0].args[0]?.text.toLowerCase() === 'any';
  const authenticated = asked.demanded && !(isAny && verdict === 'allowed');
  const denied = verdict === 'denied' && !(isAny && asked.demanded);
  return {
    rules,
    authenticated,
    open: !authenticated && !denied,
    closed: denied && list.every((rule) => rule.allow === null),
    unknown: rules.kind === 'unknown' ? rules.reason : asked.unknown,
    unsaid: rules.kind === 'unsaid' || asked.unsaid,
  };
}

/** True where only internal redirects and subrequests arrive; nested locations inherit `internal` (measured). */
export function isInternal(location: Location): boolean {
  return location.modifier === '@' || nearest(location.level, 'internal').kind === 'found';
}
