/**
 * SQL as PostgreSQL's lexer cuts it, as far as statements about settings and rights need it: words, strings of every
 * kind, and where a statement ends. https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */

export interface SqlToken {
  /** `name` may have been quoted; `other` is a sign, a parameter or a variable of psql. */
  readonly kind: 'name' | 'string' | 'number' | 'other';
  /** Names without quotes, those that were not quoted in lower case; strings without quotes. */
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

/** Words of one statement that are kept; what follows is the body of something else. */
const MOST_TOKENS = 2_000;

const SPACE = /[\s]+/y;
const LINE_COMMENT = /--[^\n]*/y;
const NAME = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const DOLLAR = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/** The statements of a text, without empty ones. */
export function* statements(text: string): Generator<readonly SqlToken[]> {
  let tokens: SqlToken[] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] === '\\' && isLineStart(text, at)) {
      // A command of psql takes its line.
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    if (text[at] === ';') {
      if (tokens.length > 0) yield tokens;
      tokens = [];
      at++;
      continue;
    }
    const next = tokenAt(text, at);
    if (next.token !== null && tokens.length < MOST_TOKENS) tokens.push(next.token);
    at = Math.max(next.end, at + 1);
  }
  if (tokens.length > 0) yield tokens;
}

function isLineStart(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (text[before] === ' ' || text[before] === '\t')) before--;
  return before < 0 || text[before] === '\n' || text[before] === '\r';
}

interface Next {
  readonly token: SqlToken | null;
  readonly end: number;
}

function tokenAt(text: string, at: number): Next {
  const skipped = lengthOf(SPACE, text, at) || lengthOf(LINE_COMMENT, text, at);
  if (skipped > 0) return { token: null, end: at + skipped };
  if (text.startsWith('/*', at)) return { token: null, end: commentEnd(text, at) };
  const char = text[at] ?? '';
  if (char === "'") return stringAt(text, at, at, false);
  if (/[eE]/.test(char) && text[at + 1] === "'") return stringAt(text, at, at + 1, true);
  if (/[nNbBxX]/.test(char) && text[at + 1] === "'") return stringAt(text, at, at + 1, false);
  if (char === '"') return quotedName(text, at);
  const dollar = lengthOf(DOLLAR, text, at);
  if (dollar > 0) {
    const tag = text.slice(at, at + dollar);
    const close = text.indexOf(tag, at + dollar);
    const end = close < 0 ? text.length : close + dollar;
    const body = text.slice(at + dollar, close < 0 ? text.length : close);
    return { token: { kind: 'string', text: body, quoted: true, start: at, end }, end };
  }
  const name = lengthOf(NAME, text, at);
  if (name > 0) {
    const word = text.slice(at, at + name).toLowerCase();
    return { token: { kind: 'name', text: word, quoted: false, start: at, end: at + name }, end: at + name };
  }
  const number = lengthOf(NUMBER, text, at);
  const end = at + Math.max(number, 1);
  const kind = number > 0 ? 'number' : 'other';
  return { token: { kind, text: text.slice(at, end), quoted: false, start: at, end }, end };
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** Comments nest. */
function commentEnd(text: string, at: number): number {
  let depth = 1;
  let open = text.indexOf('/*', at + 2);
  let close = text.indexOf('*/', at + 2);
  // Each is looked for only after the last one that was taken: comments of a hostile file may nest a million deep.
  while (close >= 0) {
    if (open >= 0 && open < close) {
      depth++;
      open = text.indexOf('/*', open + 2);
      continue;
    }
    depth--;
    if (depth === 0) return close + 2;
    const next = close + 2;
    close = text.indexOf('*/', next);
    if (open >= 0 && open < next) open = text.indexOf('/*', next);
  }
  return text.length;
}

function stringAt(text: string, start: number, quote: number, escapes: boolean): Next {
  let at = quote + 1;
  while (at < text.length) {
    if (escapes && text[at] === '\\') at += 2;
    else if (text[at] !== "'") at++;
    else if (text[at + 1] === "'") at += 2;
    else break;
  }
  const inner = text.slice(quote + 1, at).replaceAll("''", "'");
  const end = Math.min(at + 1, text.length);
  return { token: { kind: 'string', text: inner, quoted: true, start, end }, end };
}

function quotedName(text: string, start: number): Next {
  let at = start + 1;
  while (at < text.length) {
    if (text[at] !== '"') at++;
    else if (text[at + 1] === '"') at += 2;
    else break;
  }
  const end = Math.min(at + 1, text.length);
  const inner = text.slice(start + 1, at).replaceAll('""', '"');
  return { token: { kind: 'name', text: inner, quoted: true, start, end }, end };
}
