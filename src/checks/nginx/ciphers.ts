/**
 * OpenSSL cipher strings, evaluated as `ssl_create_cipher_list` does (ssl/ssl_ciph.c of OpenSSL 3; documented in
 * openssl-ciphers(1)): rules from left to right over one ordered list, in which deleting and adding again moves.
 */
import { ALIASES, MASKS, type Masks, type Suite, suites } from './cipher-names.ts';

/** What a rule does with the suites that it matches. */
type Action = 'add' | 'delete' | 'order' | 'kill';

interface Entry {
  readonly suite: Suite;
  active: boolean;
}

const DEFAULT_LIST = 'ALL:!COMPLEMENTOFDEFAULT:!eNULL';
const ACTIONS: Readonly<Record<string, Action>> = { '-': 'delete', '+': 'order', '!': 'kill' };

/**
 * The TLS 1.2 and older suites that a cipher string selects, in order of preference, or null where OpenSSL refuses the
 * string (a command it cannot read, or nothing selected). The security level is not applied. `legacy` takes suites in
 * that only old or special builds of OpenSSL have.
 */
export function selectSuites(text: string, legacy: boolean): readonly Suite[] | null {
  let list: Entry[] = suites()
    .filter((suite) => legacy || !suite.legacy)
    .map((suite) => ({ suite, active: false }));
  let rest = suiteB(text) ?? text;
  if (rest.startsWith('DEFAULT')) {
    list = applyRules(list, DEFAULT_LIST) ?? list;
    rest = rest.slice(rest[7] === ':' ? 8 : 7);
  }
  const applied = applyRules(list, rest);
  if (applied === null) return null;
  const selected = applied.filter((entry) => entry.active).map((entry) => entry.suite);
  return selected.length === 0 ? null : selected;
}

/** NSA Suite B keywords replace the whole string. */
function suiteB(text: string): string | null {
  if (!text.startsWith('SUITEB')) return null;
  if (/^SUITEB128ONLY/.test(text)) return 'ECDHE-ECDSA-AES128-GCM-SHA256';
  if (/^SUITEB(128C2|192)/.test(text)) return 'ECDHE-ECDSA-AES256-GCM-SHA384';
  if (/^SUITEB128/.test(text)) return 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384';
  return null;
}

const isSeparator = (character: string | undefined): boolean =>
  character === ':' || character === ' ' || character === ';' || character === ',';

function applyRules(initial: Entry[], text: string): Entry[] | null {
  let list = initial;
  let at = 0;
  while (at < text.length) {
    if (isSeparator(text[at])) {
      at++;
      continue;
    }
    const sign = text[at] ?? '';
    if (sign === '@') {
      const command = nameAt(text, at + 1);
      if (command === 'STRENGTH') list = byStrength(list);
      else if (!/^SECLEVEL=[0-5]$/.test(command)) return null;
      at = nextSeparator(text, at + 1 + command.length);
      continue;
    }
    const action = ACTIONS[sign];
    const rule = readPattern(text, action === undefined ? at : at + 1);
    if (rule.kind === 'refused') return null;
    if (rule.kind === 'unknown') {
      at = nextSeparator(text, rule.end);
      continue;
    }
    list = apply(list, action ?? 'add', rule);
    at = rule.end;
  }
  return list;
}

function nameAt(text: string, from: number): string {
  let end = from;
  while (/[A-Za-z0-9_.=-]/.test(text[end] ?? '')) end++;
  return text.slice(from, end);
}

function nextSeparator(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isSeparator(text[at])) at++;
  return at;
}

type Pattern =
  | { readonly kind: 'refused' }
  /** A name that this OpenSSL does not have, or parts that exclude each other: the rule is skipped. */
  | { readonly kind: 'unknown'; readonly end: number }
  | {
      readonly kind: 'pattern';
      readonly end: number;
      readonly masks: Masks;
      readonly suite: string | null;
    };

/**
 * Reads `NAME+NAME…`: each name narrows the masks; the protocol of a named suite is not part of the pattern. IANA's
 * names are taken as newer releases of OpenSSL take them; 3.0 does not know them.
 */
function readPattern(text: string, from: number): Pattern {
  let masks: Masks = MASKS.any;
  let at = from;
  for (;;) {
    const name = nameAt(text, at);
    if (name === '') return { kind: 'refused' };
    at += name.length;
    const isMulti = text[at] === '+';
    if (isMulti) at++;
    const suite = suites().find((candidate) => candidate.name === name || candidate.standardName === name);
    const operand = suite === undefined ? ALIASES.get(name) : { ...suite.masks, version: '' };
    const narrowed = operand === undefined ? null : intersect(masks, operand);
    if (narrowed === null) return { kind: 'unknown', end: at };
    masks = narrowed;
    if (!isMulti) return { kind: 'pattern', end: at, masks, suite: suite?.name ?? null };
  }
}

/** Null where a part of both excludes everything. A mask of 0, or an empty version, says nothing. */
function intersect(a: Masks, b: Masks): Masks | null {
  const both = (left: number, right: number): number | null => {
    if (left === 0 || right === 0) return left | right;
    return (left & right) === 0 ? null : left & right;
  };
  const exchange = both(a.exchange, b.exchange);
  const authentication = both(a.authentication, b.authentication);
  const encryption = both(a.encryption, b.encryption);
  const mac = both(a.mac, b.mac);
  const strength = both(a.strength, b.strength);
  if (exchange === null || authentication === null || encryption === null || mac === null) return null;
  if (strength === null || (a.version !== '' && b.version !== '' && a.version !== b.version)) return null;
  // OpenSSL overwrites "not in DEFAULT" with the first strength that comes after it.
  const isForgotten = a.strength === 0 && b.strength !== 0;
  return {
    exchange,
    authentication,
    encryption,
    mac,
    strength,
    notDefault: (a.notDefault && !isForgotten) || b.notDefault,
    version: a.version === '' ? b.version : a.version,
  };
}

function isMatch(suite: Suite, masks: Masks, name: string | null): boolean {
  const own = suite.masks;
  const fits = (pattern: number, value: number): boolean => pattern === 0 || (pattern & value) !== 0;
  return (
    (name === null || name === suite.name) &&
    (masks.version === '' || masks.version === own.version) &&
    fits(masks.exchange, own.exchange) &&
    fits(masks.authentication, own.authentication) &&
    fits(masks.encryption, own.encryption) &&
    fits(masks.mac, own.mac) &&
    fits(masks.strength, own.strength) &&
    (!masks.notDefault || own.notDefault)
  );
}

function apply(
  list: Entry[],
  action: Action,
  pattern: { readonly masks: Masks; readonly suite: string | null },
): Entry[] {
  const isHit = (entry: Entry): boolean => isMatch(entry.suite, pattern.masks, pattern.suite);
  switch (action) {
    case 'kill':
      return list.filter((entry) => !isHit(entry));
    case 'add': {
      const [moved, kept] = split(list, (entry) => !entry.active && isHit(entry));
      for (const entry of moved) entry.active = true;
      return [...kept, ...moved];
    }
    case 'order': {
      const [moved, kept] = split(list, (entry) => entry.active && isHit(entry));
      return [...kept, ...moved];
    }
    case 'delete': {
      const [moved, kept] = split(list, (entry) => entry.active && isHit(entry));
      for (const entry of moved) entry.active = false;
      return [...moved, ...kept];
    }
    default:
      return action satisfies never;
  }
}

function split(list: Entry[], isMoved: (entry: Entry) => boolean): readonly [Entry[], Entry[]] {
  const moved: Entry[] = [];
  const kept: Entry[] = [];
  for (const entry of list) (isMoved(entry) ? moved : kept).push(entry);
  return [moved, kept];
}

/** `@STRENGTH`: selected suites by key length, longest first, otherwise in the order they have. */
function byStrength(list: Entry[]): Entry[] {
  const [active, kept] = split(list, (entry) => entry.active);
  return [...kept, ...active.sort((a, b) => b.suite.bits - a.suite.bits)];
}
