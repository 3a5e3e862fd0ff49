/** What answers in a location once the early phases have let a request through. Handlers are not inherited, save by `if`. */

import { own } from './levels.ts';
import type { Location } from './structure.ts';
import type { Directive } from './tree.ts';
import { evaluate, type RequestView } from './variables.ts';

export interface Handler {
  readonly name: string;
  /** Answered by a program. */
  readonly isDynamic: boolean;
  readonly directive: Directive | null;
}

const SCRIPTS: ReadonlySet<string> = new Set([
  'content_by_lua',
  'content_by_lua_block',
  'content_by_lua_file',
  'js_content',
  'perl',
  'passenger_enabled',
]);

const PASSES = ['proxy', 'grpc', 'fastcgi', 'uwsgi', 'scgi', 'memcached'] as const;

/** True where the location itself has a `proxy_pass` or one of its kin. */
export function passesOn(location: Location): boolean {
  return PASSES.some((name) => own(location.level, `${name}_pass`).length > 0);
}

const handlers = new WeakMap<Location, Handler>();

export function handlerOf(location: Location): Handler {
  let handler = handlers.get(location);
  if (handler === undefined) {
    handler = findHandler(location);
    handlers.set(location, handler);
  }
  return handler;
}

function findHandler(location: Location): Handler {
  const { level } = location;
  for (const name of PASSES) {
    const directive = own(level, `${name}_pass`)[0];
    if (directive !== undefined) return { name, isDynamic: true, directive };
  }
  for (const name of ['stub_status', 'api', 'status', 'upstream_conf']) {
    const directive = own(level, name)[0];
    if (directive !== undefined) return { name: 'stub_status', isDynamic: false, directive };
  }
  const script = level.directives.find((one) => SCRIPTS.has(one.name));
  if (script !== undefined) return { name: 'lua', isDynamic: true, directive: script };
  if (location.modifier === 'if' && location.parent !== null) return handlerOf(location.parent);
  if (location.modifier === 'implicit' && location.children.length === 0 && own(level, 'root').length === 0) {
    return { name: 'none', isDynamic: false, directive: null };
  }
  return { name: 'static', isDynamic: false, directive: null };
}

/** http or https where a proxy, gRPC or similar server stands behind; null where none does, undefined where a variable hides it. */
export function upstreamScheme(location: Location, view: RequestView): string | null | undefined {
  const { name, directive } = handlerOf(location);
  if (directive === null || (name !== 'proxy' && name !== 'grpc')) return null;
  const address = directive.args[0]?.text ?? '';
  const text = evaluate(address, location.level, view).text.toLowerCase();
  if (/^(https|grpcs):\/\//.test(text)) return 'https';
  if (/^(http|grpc):\/\//.test(text) || name === 'grpc') return 'http';
  return undefined;
}

/** Parts of a `^(GET|POST)$` expression, null where it is something else. */
function alternatives(pattern: string): readonly string[] | null {
  const match = /^\^?\(?(?:\?:)?([A-Z|]+)\)?\$?$/i.exec(pattern);
  return match === null ? null : (match[1] ?? '').split('|').map((method) => method.toUpperCase());
}

/** Methods that an `if ($request_method !~ …) { return 4xx; }` of the level lets through; null where none restricts. */
function methodsByCondition(
  location: Location,
): { readonly methods: readonly string[]; readonly directive: Directive } | null {
  for (const condition of location.conditions) {
    const match = /^\(\s*\$request_method\s+(!~\*?|!=)\s+([\s\S]+?)\s*\)$/.exec(condition.pattern);
    const status = Number(own(condition.level, 'return')[0]?.args[0]?.text);
    const directive = condition.level.block;
    if (match === null || directive === null || !(status >= 400)) continue;
    const methods = alternatives((match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2'));
    if (methods !== null) return { methods, directive };
  }
  return null;
}

export interface Methods {
  readonly methods: readonly string[];
  readonly directive: Directive;
  readonly owner: Location;
}

/**
 * Methods that get through: by `limit_except` with something that refuses the others (GET means HEAD too, and nested
 * locations do not inherit it; measured), or by an `if` in the location or the server. Null where all do.
 */
export function methodsOf(location: Location): Methods | null {
  const except = own(location.level, 'limit_except').find((block) =>
    (block.block ?? []).some((inner) => inner.name === 'deny' || /^auth_/.test(inner.name)),
  );
  if (except !== undefined) {
    const named = except.args.map((argument) => argument.text.toUpperCase());
    const methods = named.includes('GET') && !named.includes('HEAD') ? [...named, 'HEAD'] : named;
    return { methods, directive: except, owner: location };
  }
  const owner = location.modifier === 'if' ? location.parent : location;
  for (const place of [owner, location.server.implicit]) {
    const found = place === null ? null : methodsByCondition(place);
    if (found !== null && place !== null) return { ...found, owner: place };
  }
  return null;
}
