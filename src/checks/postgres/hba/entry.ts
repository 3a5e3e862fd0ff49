/** One entry: from the fields of a line to type, names, address, method and options, or to what is wrong with it. */
import type { Anchor } from '../../../source/span.ts';
import { BITS, type HbaAddress, parseAddress, prefixMask } from './address.ts';
import type { HbaDialect } from './dialect.ts';
import { expressionFault } from './expression.ts';
import { combinationFault, optionFault } from './options.ts';
import type { Fault, Field, Token, TokenLine } from './read.ts';

export type ConnectionType = 'local' | 'host' | 'hostssl' | 'hostnossl' | 'hostgssenc' | 'hostnogssenc';

const TYPES: readonly ConnectionType[] = [
  ...(['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'] as const),
];

export interface HbaEntry {
  readonly path: string;
  /** The first physical line, from 1. */
  readonly line: number;
  /** From the first to the last word. */
  readonly at: Anchor;
  readonly type: ConnectionType;
  readonly databases: readonly Token[];
  readonly users: readonly Token[];
  /** Null for `local`. */
  readonly address: HbaAddress | null;
  /** As written, with the mask: `10.0.0.0 255.0.0.0`. Null for `local`. */
  readonly addressText: string | null;
  /** As it works: `ident` of a `local` entry is `peer`. */
  readonly method: string;
  readonly options: ReadonlyMap<string, string>;
  readonly places: EntryPlaces;
}

export interface EntryPlaces {
  readonly type: Anchor;
  readonly databases: Anchor;
  readonly users: Anchor;
  readonly address: Anchor | null;
  readonly method: Anchor;
}

export type EntryOutcome =
  | { readonly kind: 'entry'; readonly entry: HbaEntry }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Reads one line that is no include. The first fault ends it, as it does in the server. */
export function parseEntry(line: TokenLine, dialect: HbaDialect): EntryOutcome {
  if (line.fault !== null) return { kind: 'fault', fault: line.fault };
  const fields = line.fields.values();
  const fault = (message: string, at: Anchor): EntryOutcome => ({ kind: 'fault', fault: { message, at } });
  const ended = (before: string): EntryOutcome => fault(`the entry ends before the ${before}`, line.at);

  const typeField = fields.next().value;
  if (typeField === undefined) return ended('connection type');
  const type = TYPES.find((one) => one === typeField.words[0].text);
  if (typeField.words.length > 1) return fault('only one connection type may be given', typeField.at);
  if (type === undefined) return fault(typeFault(typeField.words[0].text, dialect), typeField.at);

  const databases = fields.next().value;
  if (databases === undefined) return ended('database');
  const users = fields.next().value;
  if (users === undefined) return ended('user');
  for (const name of [...databases.words, ...users.words]) {
    const wrong = name.isExpression ? expressionFault(name.text) : null;
    if (wrong !== null) return fault(wrong, name.at);
  }

  const address = type === 'local' ? null : readAddress(fields, line);
  if (address !== null && 'message' in address) return { kind: 'fault', fault: address };

  const methodField = fields.next().value;
  if (methodField === undefined) return ended('method');
  if (methodField.words.length > 1) return fault('only one method may be given', methodField.at);
  const written = methodField.words[0].text;
  const method = written === 'ident' && type === 'local' ? 'peer' : written;
  const wrongMethod = methodFault(method, type, dialect);
  if (wrongMethod !== null) return fault(wrongMethod, methodField.at);

  let options: Map<string, string> | null = null;
  for (const { words } of fields) {
    for (const { text, at } of words) {
      const equals = text.indexOf('=');
      if (equals < 0) return fault(`${shown(text)} is not an option: options are written name=value`, at);
      const [name, value] = [text.slice(0, equals), text.slice(equals + 1)];
      const wrong = optionFault(name, value, { type, method, dialect });
      if (wrong !== null) return fault(wrong, at);
      options ??= new Map();
      options.set(name, value);
    }
  }
  const wrong = combinationFault(method, options ?? NO_OPTIONS);
  if (wrong !== null) return fault(wrong, methodField.at);

  const places = {
    type: typeField.at,
    databases: databases.at,
    users: users.at,
    address: address?.at ?? null,
    method: methodField.at,
  };
  const { path, number, at } = line;
  const entry: HbaEntry = {
    path,
    line: number,
    at,
    type,
    databases: databases.words,
    users: users.words,
    address: address?.address ?? null,
    addressText: address?.text ?? null,
    method,
    options: options ?? NO_OPTIONS,
    places,
  };
  return { kind: 'entry', entry };
}

const NO_OPTIONS: ReadonlyMap<string, string> = new Map();

function typeFault(text: string, { includes }: HbaDialect): string {
  if (/^include(_dir|_if_exists)?$/.test(text)) {
    return includes ? `${text} takes exactly one file` : `${text} is known since PostgreSQL 16`;
  }
  const known = TYPES.find((type) => type === text.toLowerCase());
  const hint = known === undefined ? TYPES.join(', ') : `case counts: ${known}`;
  return `${shown(text)} is no connection type (${hint})`;
}

function methodFault(method: string, type: ConnectionType, { methods }: HbaDialect): string | null {
  if (!methods.has(method)) {
    const known = methods.has(method.toLowerCase()) ? ` (case counts: ${method.toLowerCase()})` : '';
    return `${shown(method)} is no authentication method${known}`;
  }
  if (method === 'sspi') return 'only servers on Windows know the method sspi';
  if (method === 'bsd') return 'only servers on OpenBSD know the method bsd';
  if (method === 'gss' && type === 'local') return 'the method gss does not work over Unix sockets';
  if (method === 'peer' && type !== 'local') return 'the method peer works over Unix sockets only (local)';
  if (method === 'cert' && type !== 'hostssl') return 'the method cert needs a hostssl entry';
  return null;
}

interface AddressField {
  readonly address: HbaAddress;
  readonly text: string;
  readonly at: Anchor;
}

/** The address, with a second field for its mask where it has no prefix length. */
function readAddress(fields: Iterator<Field>, line: TokenLine): AddressField | Fault {
  const field: Field | undefined = fields.next().value;
  if (field === undefined) return { message: 'the entry ends before the address', at: line.at };
  const { at } = field;
  if (field.words.length > 1) return { message: 'only one address may be given', at };
  const { text, quoted } = field.words[0];
  if (!quoted && (text === 'all' || text === 'samehost' || text === 'samenet')) {
    return { address: { kind: text }, text, at };
  }
  const slash = text.indexOf('/');
  const base = slash < 0 ? text : text.slice(0, slash);
  const parsed = parseAddress(base);
  if (parsed === null) {
    if (slash < 0) return { address: { kind: 'host', name: text }, text, at };
    return { message: `${shown(base)} is no address, and a host name takes no prefix length`, at };
  }
  const { family, value } = parsed;
  if (slash >= 0) {
    const mask = prefixMask(text.slice(slash + 1), family);
    if (mask !== null) return { address: { kind: 'range', family, value, mask }, text, at };
    return { message: `${shown(text)} has no valid prefix length`, at };
  }
  const maskField: Field | undefined = fields.next().value;
  const example = `${text}/${BITS[family]}`;
  if (maskField === undefined)
    return { message: `the address lacks a prefix length (${example}) or a mask`, at };
  if (maskField.words.length > 1) return { message: 'only one mask may be given', at: maskField.at };
  const maskText = maskField.words[0].text;
  const mask = parseAddress(maskText);
  if (mask === null) {
    const message = `${shown(maskText)} stands where the mask of ${text} must be (or write ${example})`;
    return { message, at: maskField.at };
  }
  if (mask.family !== family)
    return { message: 'address and mask are of different families', at: maskField.at };
  return {
    address: { kind: 'range', family, value, mask: mask.value },
    text: `${text} ${maskText}`,
    at: { ...at, end: Math.max(at.end, maskField.at.path === at.path ? maskField.at.end : at.end) },
  };
}

/** A word of the file in a message: short, since anything may stand there. */
function shown(text: string): string {
  return `\`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\``;
}
