/**
 * Values of variables for a plain request: a GET of a page without cookies, arguments or an Origin. `map` is followed,
 * because whether a header is sent at all may hang on one.
 */
import { type Level, own } from './levels.ts';
import { matchesRegex } from './regex.ts';
import type { Server, Structure } from './structure.ts';
import type { Directive } from './tree.ts';

/** The request that variables are evaluated for. */
export interface RequestView {
  readonly structure: Structure;
  readonly server: Server;
  readonly tls: boolean;
  readonly port: number | null;
  readonly status: number;
}

export interface Evaluated {
  /** Variables that are not known stand in it as they are written. */
  readonly text: string;
  /** False where a variable, or an expression of a map, could not be decided. */
  readonly isKnown: boolean;
}

/** Variables looked at for one value: maps that refer to each other twice would otherwise double without end. */
const MOST_STEPS = 100;
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;

/** One evaluation: what it is for, and how many more variables it may look at. */
interface Walk {
  readonly view: RequestView;
  left: number;
}

/** A value with its variables replaced, as seen from `level`. */
export function evaluate(text: string, level: Level, view: RequestView): Evaluated {
  return text.includes('$') ? replace(text, level, { view, left: MOST_STEPS }) : { text, isKnown: true };
}

function replace(text: string, level: Level, walk: Walk): Evaluated {
  let isKnown = true;
  const replaced = text.replaceAll(
    VARIABLE,
    (written, braced: string | undefined, bare: string | undefined) => {
      walk.left--;
      const value = walk.left < 0 ? null : variableValue(braced ?? bare ?? '', level, walk);
      if (value === null || !value.isKnown) isKnown = false;
      return value === null ? written : value.text;
    },
  );
  return { text: replaced, isKnown };
}

function variableValue(name: string, level: Level, walk: Walk): Evaluated | null {
  const set = lastSet(name, level);
  if (set !== null) return replace(set.directive.args[1]?.text ?? '', set.level, walk);
  const block = declarations(walk.view.structure).get(name);
  if (block?.name === 'map') return mapValue(block, level, walk);
  if (block?.name === 'geo') {
    const fallback = block.block?.find((entry) => entry.name === 'default')?.args[0]?.text;
    return { text: fallback ?? '', isKnown: true };
  }
  if (block !== undefined) return null;
  const value = requestVariable(name, walk.view);
  return value === null ? null : { text: value, isKnown: true };
}

const setsByLevel = new WeakMap<Level, ReadonlyMap<string, Directive>>();

/** The last unconditional `set` of the nearest level. */
function lastSet(
  name: string,
  level: Level,
): { readonly directive: Directive; readonly level: Level } | null {
  for (let at: Level | null = level; at !== null; at = at.parent) {
    const sets = own(at, 'set');
    if (sets.length === 0) continue;
    let byName = setsByLevel.get(at);
    if (byName === undefined) {
      byName = new Map(
        sets.map((directive) => [(directive.args[0]?.text ?? '').replace(/^\$/, ''), directive]),
      );
      setsByLevel.set(at, byName);
    }
    const directive = byName.get(name);
    if (directive !== undefined) return { directive, level: at };
  }
  return null;
}

const declarationsByStructure = new WeakMap<Structure, ReadonlyMap<string, Directive>>();

/** The `map`, `geo` and `split_clients` blocks by the variable that they make. */
export function declarations(structure: Structure): ReadonlyMap<string, Directive> {
  let byName = declarationsByStructure.get(structure);
  if (byName === undefined) {
    const { http } = structure;
    const blocks = http === null ? [] : ['split_clients', 'geo', 'map'].flatMap((kind) => own(http, kind));
    byName = new Map(blocks.map((block) => [(block.args.at(-1)?.text ?? '').replace(/^\$/, ''), block]));
    declarationsByStructure.set(structure, byName);
  }
  return byName;
}

/** What a variable holds in a plain request, null where nobody can say. */
function requestVariable(name: string, view: RequestView): string | null {
  switch (name) {
    case 'scheme':
      return view.tls ? 'https' : 'http';
    case 'https':
      return view.tls ? 'on' : '';
    case 'ssl_protocol':
      return view.tls ? 'TLSv1.3' : '';
    case 'server_port':
      return view.port === null ? null : String(view.port);
    case 'status':
      return String(view.status);
    case 'request_method':
      return 'GET';
    case 'server_protocol':
      return 'HTTP/1.1';
    case 'sent_http_content_type':
      return 'text/html';
    case 'args':
    case 'query_string':
    case 'is_args':
    case 'content_length':
    case 'content_type':
      return '';
    default:
      return /^(http|arg|cookie|upstream|sent_http|sent_trailer|trailer)_/.test(name) && name !== 'http_host'
        ? ''
        : null;
  }
}

const ENTRY_WORDS = new Set(['default', 'hostnames', 'include', 'volatile']);

/** Exact keys first (letter case aside), then names with `*.`, then expressions in file order, then the default. */
function mapValue(block: Directive, level: Level, walk: Walk): Evaluated {
  const { view } = walk;
  const source = mapSource(block, level, walk);
  const entries = (block.block ?? []).filter((entry) => !ENTRY_WORDS.has(entry.name));
  const result = (entry: Directive | undefined, isKnown: boolean): Evaluated => {
    const value = replace(entry?.args[0]?.text ?? '', level, walk);
    return { text: value.text, isKnown: value.isKnown && isKnown };
  };
  const isMissing = view.structure.unresolved.size > 0 && hasMissing(block, view.structure);
  const wanted = source.toLowerCase();
  const exact = entries.find((entry) => entry.name.replace(/^\\/, '').toLowerCase() === wanted);
  if (exact !== undefined) return result(exact, true);
  const masked = entries.find((entry) => isHostMask(entry.name, wanted));
  if (masked !== undefined) return result(masked, !isMissing);
  let isKnown = !isMissing;
  for (const entry of entries) {
    if (!entry.name.startsWith('~')) continue;
    const ignoreCase = entry.name.startsWith('~*');
    const matches = matchesRegex(entry.name.slice(ignoreCase ? 2 : 1), ignoreCase, source);
    if (matches === null) isKnown = false;
    if (matches === true) return result(entry, isKnown);
  }
  return result(
    (block.block ?? []).find((entry) => entry.name === 'default'),
    isKnown,
  );
}

/** What the map looks up. A server's own name stands for the host; what cannot be known counts as empty. */
function mapSource(block: Directive, level: Level, walk: Walk): string {
  const written = block.args[0]?.text ?? '';
  const host = walk.view.server.names[0] ?? '';
  const named = written.replaceAll(/\$\{?(host|server_name|ssl_server_name|http_host)\b\}?/g, host);
  const value = replace(named, level, walk);
  return value.text.replaceAll(VARIABLE, '');
}

function isHostMask(key: string, host: string): boolean {
  const name = key.toLowerCase();
  if (name.startsWith('*.')) return host.endsWith(name.slice(1));
  if (name.endsWith('.*')) return host.startsWith(name.slice(0, -1));
  return name.startsWith('.') && (host.endsWith(name) || host === name.slice(1));
}

function hasMissing(block: Directive, structure: Structure): boolean {
  return (block.block ?? []).some((entry) => structure.unresolved.has(entry));
}

/**
 * Whether the condition of an `if` holds for every request of this view, for none, or for some (null): only what the
 * listener decides is decided.
 */
export function conditionHolds(condition: readonly string[], view: RequestView): boolean | null {
  const text = condition.join(' ').trim().replace(/^\(/, '').replace(/\)$/, '').trim();
  const match = /^\$\{?(scheme|https|server_port|ssl_protocol)\}?(?:\s*(!?=|!?~\*?)\s*([\s\S]*))?$/.exec(
    text,
  );
  if (match === null) return null;
  const value = requestVariable(match[1] ?? '', view);
  if (value === null) return null;
  const operator = match[2];
  const operand = (match[3] ?? '').trim().replace(/^(["'])(.*)\1$/, '$2');
  if (operator === undefined) return value !== '' && value !== '0';
  if (operator === '=' || operator === '!=') return (value === operand) === (operator === '=');
  const matches = matchesRegex(operand, operator.endsWith('*'), value);
  return matches === null ? null : matches === !operator.startsWith('!');
}
