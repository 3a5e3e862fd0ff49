/** What SQL does to settings, rights on schemas, extensions and functions; everything else is nobody's here. */
import { type SqlToken, statements } from './sql-lex.ts';

export type SqlEffect =
  | SettingEffect
  | { readonly kind: 'reload' }
  | {
      readonly kind: 'grant';
      readonly privileges: readonly string[];
      readonly schemas: readonly string[];
      readonly grantees: readonly string[];
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'extension'; readonly name: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly securityDefiner: boolean;
      readonly searchPath: boolean;
      readonly start: number;
      readonly end: number;
    };

export interface SettingEffect {
  readonly kind: 'setting';
  readonly name: string;
  /** Null for a variable that is filled in by who runs the script. */
  readonly raw: string | null;
  readonly by: 'system' | 'role' | 'database';
  readonly role: string | null;
  readonly database: string | null;
  readonly start: number;
  readonly end: number;
}

/** The effects of a script, in order. */
export function sqlEffects(text: string): readonly SqlEffect[] {
  const effects: SqlEffect[] = [];
  for (const tokens of statements(text)) {
    const effect = effectOf(tokens);
    if (effect !== null) effects.push(effect);
  }
  return effects;
}

function effectOf(tokens: readonly SqlToken[]): SqlEffect | null {
  switch (wordAt(tokens, 0)) {
    case 'alter':
      return alter(tokens);
    case 'grant':
      return grant(tokens);
    case 'create':
      return create(tokens);
    case 'select':
      return tokens.some(({ text, quoted }) => !quoted && text === 'pg_reload_conf')
        ? { kind: 'reload' }
        : null;
    default:
      return null;
  }
}

/** A word that was not quoted, as keywords are. */
function wordAt(tokens: readonly SqlToken[], at: number): string | null {
  const token = tokens[at];
  return token?.kind === 'name' && !token.quoted ? token.text : null;
}

function alter(tokens: readonly SqlToken[]): SqlEffect | null {
  switch (wordAt(tokens, 1)) {
    case 'system':
      return setting(tokens, 2, { by: 'system', role: null, database: null });
    case 'role':
    case 'user': {
      const isAll = wordAt(tokens, 2) === 'all';
      const role = isAll ? null : (tokens[2]?.text ?? null);
      if (wordAt(tokens, 3) !== 'in' || wordAt(tokens, 4) !== 'database') {
        return setting(tokens, 3, { by: 'role', role, database: null });
      }
      return setting(tokens, 6, { by: 'role', role, database: tokens[5]?.text ?? null });
    }
    case 'database':
      return setting(tokens, 3, { by: 'database', role: null, database: tokens[2]?.text ?? null });
    default:
      return null;
  }
}

/** `SET name { TO | = } value`, the value perhaps a list; `DEFAULT` and `RESET` take a value away. */
function setting(
  tokens: readonly SqlToken[],
  from: number,
  scope: Pick<SettingEffect, 'by' | 'role' | 'database'>,
): SqlEffect | null {
  if (wordAt(tokens, from) !== 'set') return null;
  const name = tokens[from + 1];
  const separator = tokens[from + 2];
  const isSet = separator?.text === '=' || (separator?.text === 'to' && !separator.quoted);
  const values = tokens.slice(from + 3);
  const [first] = values;
  const last = values.at(-1);
  if (name?.kind !== 'name' || !isSet || first === undefined || last === undefined) return null;
  if (wordAt(values, 0) === 'default') return null;
  return {
    kind: 'setting',
    name: name.text.toLowerCase(),
    raw: rawOf(values),
    ...scope,
    start: first.start,
    end: last.end,
  };
}

function rawOf(values: readonly SqlToken[]): string | null {
  const [first, second] = values;
  if (first?.kind === 'other' && (first.text === '-' || first.text === '+') && second?.kind === 'number') {
    return first.text + second.text;
  }
  const parts = values.filter(({ text, kind }) => kind !== 'other' || text !== ',');
  // `:value`, `:'value'`, `$1`, `{{ value }}`
  if (parts.some(({ kind }) => kind === 'other')) return null;
  return parts.map(({ text }) => text).join(', ');
}

/** `GRANT CREATE, USAGE ON SCHEMA a, b TO c, PUBLIC`. */
function grant(tokens: readonly SqlToken[]): SqlEffect | null {
  const on = indexOf(tokens, 'on', 1);
  if (on < 0 || wordAt(tokens, on + 1) !== 'schema') return null;
  const to = indexOf(tokens, 'to', on);
  if (to < 0) return null;
  const privileges = names(tokens.slice(1, on)).filter((word) => word !== 'privileges');
  const grantees = tokens.slice(to + 1);
  const first = tokens[0];
  const last = tokens.at(-1);
  return {
    kind: 'grant',
    privileges: privileges.includes('all') ? ['create', 'usage'] : privileges,
    schemas: names(tokens.slice(on + 2, to)),
    grantees: names(grantees).filter((word) => word !== 'group'),
    start: first?.start ?? 0,
    end: last?.end ?? 0,
  };
}

function indexOf(tokens: readonly SqlToken[], word: string, from: number): number {
  return tokens.findIndex((_, at) => at >= from && wordAt(tokens, at) === word);
}

function names(tokens: readonly SqlToken[]): readonly string[] {
  return tokens.filter(({ kind }) => kind === 'name').map(({ text }) => text);
}

function create(tokens: readonly SqlToken[]): SqlEffect | null {
  if (wordAt(tokens, 1) === 'extension') {
    const at = wordAt(tokens, 2) === 'if' ? 5 : 2;
    const name = tokens[at];
    if (name?.kind !== 'name') return null;
    return { kind: 'extension', name: name.text, start: name.start, end: name.end };
  }
  const at = wordAt(tokens, 1) === 'or' && wordAt(tokens, 2) === 'replace' ? 3 : 1;
  const kind = wordAt(tokens, at);
  return kind === 'function' || kind === 'procedure' ? functionEffect(tokens, at + 1) : null;
}

function functionEffect(tokens: readonly SqlToken[], at: number): SqlEffect | null {
  const name = tokens[at];
  if (name === undefined) return null;
  let end = at + 1;
  while (tokens[end]?.text === '.' && tokens[end + 1] !== undefined) end += 2;
  const rest = tokens.slice(end);
  const body = rest.findIndex(
    (_, index) => wordAt(rest, index) === 'begin' && wordAt(rest, index + 1) === 'atomic',
  );
  const head = body < 0 ? rest : rest.slice(0, body);
  const has = (first: string, second: string): boolean =>
    head.some((_, index) => wordAt(head, index) === first && wordAt(head, index + 1) === second);
  return {
    kind: 'function',
    name: tokens
      .slice(at, end)
      .map(({ text }) => text)
      .join(''),
    securityDefiner: has('security', 'definer'),
    searchPath: has('set', 'search_path'),
    start: name.start,
    end: tokens[end - 1]?.end ?? name.end,
  };
}
