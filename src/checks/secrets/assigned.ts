/**
 * Reads `identifier operator value` around a keyword, in whatever language: `password = "x"`, `"password": "x"`,
 * `password: x`, `<password>x</password>`, `--password x`, `name: PASSWORD` with `value: x` below.
 */
import { BACKSLASH, BLANK, IDENTIFIER, NEWLINE, QUOTES, RETURN } from './bytes.ts';
import { declaredDefault, describedDefault, expandedDefault, isExpanded } from './default-value.ts';
import type { Bare } from './file-kind.ts';
import { type Found, isFallback, type Operator, operatorAt, skipBlanks } from './operator.ts';
import { lineStartOf, type Value, valueAt } from './value-extent.ts';

export interface Assigned extends Value {
  readonly identifierStart: number;
  readonly identifierEnd: number;
  readonly operator: Operator;
}

const LONGEST_IDENTIFIER = 64;
/** What stands before an identifier on its line is no further looked at. */
const LONGEST_BEFORE = 120;

const [AMPERSAND, PARENTHESIS, DASH, SLASH, COLON, SEMICOLON] = [38, 41, 45, 47, 58, 59];
const [LESS, EQUALS, GREATER, QUESTION, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [
  60, 61, 62, 63, 91, 93, 123, 125,
];

/**
 * The value that is assigned to the identifier that holds the keyword at `[start, end)`; null where none is.
 * `wasm/around.ts` says where there can be none: it must know all that may stand between name and value.
 */
export function assignedValue(
  bytes: Buffer,
  length: number,
  start: number,
  end: number,
  bare: Bare,
): Assigned | null {
  const identifierEnd = identifierEndOf(bytes, length, end);
  const closed = skipClosers(bytes, length, identifierEnd);
  const closedByQuote = closed > identifierEnd && QUOTES[bytes[closed - 1] ?? 0] === 1;
  const at = behindCall(bytes, length, closed, closedByQuote) ?? skipBlanks(bytes, length, closed);
  const found = operatorAt(bytes, length, at, closedByQuote);
  if (found !== null) return withValue(bytes, length, start, identifierEnd, found, bare);
  const identifierStart = identifierStartOf(bytes, start);
  if (bytes[at] === GREATER && bytes[identifierStart - 1] === LESS) {
    return tagValue(bytes, length, identifierStart, identifierEnd, at + 1);
  }
  const declared = closedByQuote ? declaredDefault(bytes, length, identifierStart, at) : -1;
  if (declared >= 0) return finished(bytes, length, identifierStart, identifierEnd, declared, 'named', bare);
  const named =
    closedByQuote || at > closed || isLineEnd(bytes[at])
      ? namedValue(bytes, length, identifierStart, closed)
      : -1;
  if (named >= 0) return finished(bytes, length, identifierStart, identifierEnd, named, 'named', bare);
  if (at === closed || (bare === 'none' && QUOTES[bytes[at] ?? 0] === 0)) return null;
  if (!isSpaced(bytes, identifierStart, identifierEnd, bare)) return null;
  return finished(
    bytes,
    length,
    identifierStart,
    identifierEnd,
    at,
    'spaced',
    bare === 'none' ? 'none' : 'word',
  );
}

function withValue(
  bytes: Buffer,
  length: number,
  start: number,
  identifierEnd: number,
  { operator, at }: Found,
  bare: Bare,
): Assigned | null {
  const identifierStart = identifierStartOf(bytes, start);
  if (isExpanded(bytes, identifierStart) && bytes[identifierEnd] === COLON) {
    const value = expandedDefault(bytes, length, identifierEnd + 1);
    return value === null ? null : { ...value, identifierStart, identifierEnd, operator: 'assign' };
  }
  // A class, and what is known of it: `"AWS::IAM::AccessKey": "…"`.
  if (QUOTES[bytes[identifierEnd] ?? 0] === 1 && isQualifiedName(bytes, identifierStart)) return null;
  if (operator === 'pair') {
    const named = namedValue(bytes, length, identifierStart, at - 1);
    if (named >= 0) return finished(bytes, length, identifierStart, identifierEnd, named, 'named', bare);
    // `"/etc/passwd", "x"`
    if (QUOTES[bytes[identifierStart - 1] ?? 0] === 0) return null;
    const asked = isAskedFor(bytes, identifierStart) ? 'fallback' : operator;
    return finished(bytes, length, identifierStart, identifierEnd, at, asked, 'none');
  }
  const described = bare === 'line' ? describedDefault(bytes, length, at) : -1;
  if (described >= 0)
    return finished(bytes, length, identifierStart, identifierEnd, described, 'named', bare);
  // What is called, compared or paired is an expression unless it is quoted.
  const only = operator === 'assign' ? bareInside(bytes, identifierStart, identifierEnd, at, bare) : 'none';
  return finished(bytes, length, identifierStart, identifierEnd, at, operator, only);
}

function isQualifiedName(bytes: Buffer, identifierStart: number): boolean {
  return bytes[identifierStart - 1] === COLON && bytes[identifierStart - 2] === COLON;
}

/** What stands behind the name of a variable that is looked up is taken where there is none: `getenv("PASSWORD", "x")`. */
function isAskedFor(bytes: Buffer, identifierStart: number): boolean {
  const before = latin1(bytes, lineStartOf(bytes, identifierStart, 40), identifierStart);
  return /(?:env|environ\.get|env\.fetch|getProperty|getenv\w*|EnvOrDefault)\(\s*["']$/i.test(before);
}

/**
 * Inside a quoted text, whatever the language: `Server=a;Password=b;`, `?token=c&`, `X-Api-Key: d`, `DB_PASSWORD=e`. What
 * stands there ends as a word does; so does what an option is given, where a value may stand without quotes at all.
 */
function bareInside(bytes: Buffer, start: number, end: number, at: number, bare: Bare): Bare {
  if (bare === 'word' || (bare === 'line' && isInFlow(bytes, start))) return 'word';
  const before = bytes[start - 1] ?? 0;
  if (bare !== 'none' && bytes[start] === DASH && bytes[start + 1] === DASH && at === end + 1) return 'word';
  const isField = before === SEMICOLON || before === QUESTION || before === AMPERSAND;
  if (isField && bytes[end] === EQUALS) return 'word';
  const isWhole = QUOTES[before] === 1 && at === end + 1;
  return isWhole && (bytes[at - 1] === COLON || bytes[at - 1] === EQUALS) ? 'word' : bare;
}

/** In a map or list of YAML that stands in one line: `{ user: app, password: x }`. */
function isInFlow(bytes: Buffer, start: number): boolean {
  let closed = 0;
  for (let at = start - 1, limit = Math.max(0, start - LONGEST_BEFORE); at >= limit; at--) {
    const byte = bytes[at];
    if (byte === NEWLINE || byte === RETURN) return false;
    if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) closed++;
    else if ((byte === OPEN_BRACE || byte === OPEN_BRACKET) && closed-- === 0) return true;
  }
  return false;
}

function finished(
  bytes: Buffer,
  length: number,
  identifierStart: number,
  identifierEnd: number,
  at: number,
  operator: Operator,
  bare: Bare,
): Assigned | null {
  // A quote that opens before the identifier and closes behind the operator: `"Password:"` is a label.
  const quote = bytes[identifierStart - 1] ?? 0;
  if (QUOTES[quote] === 1 && bytes[identifierEnd] !== quote && bytes[at] === quote) return null;
  const value = valueAt(bytes, length, at, bare);
  if (value === null) return null;
  const { start, form } = value;
  const end = isParameter(bytes, identifierStart) ? parameterEnd(bytes, value) : value.end;
  return { start, end, form, identifierStart, identifierEnd, operator };
}

/** In the query of a URL, and in a form. */
function isParameter(bytes: Buffer, identifierStart: number): boolean {
  return bytes[identifierStart - 1] === AMPERSAND || bytes[identifierStart - 1] === QUESTION;
}

function parameterEnd(bytes: Buffer, { start, end }: Value): number {
  const next = bytes.subarray(start, end).indexOf(AMPERSAND);
  return next > 0 ? start + next : end;
}

/** `<password>x</password>`. */
function tagValue(
  bytes: Buffer,
  length: number,
  identifierStart: number,
  identifierEnd: number,
  start: number,
): Assigned | null {
  let close = start;
  const limit = Math.min(length, start + 1024);
  while (close < limit && bytes[close] !== LESS) close++;
  if (bytes[close] !== LESS || bytes[close + 1] !== SLASH) return null;
  let from = start;
  while (from < close && isSpace(bytes[from])) from++;
  let end = close;
  while (end > from && isSpace(bytes[end - 1])) end--;
  return end === from
    ? null
    : { start: from, end, form: 'tag', identifierStart, identifierEnd, operator: 'tag' };
}

/**
 * Where the value is that belongs to a name written as a value: `{"name": "PASSWORD", "value": "x"}`, an entry of a
 * Kubernetes environment, `<add key="Password" value="x"/>`. -1 where this is none.
 */
function namedValue(bytes: Buffer, length: number, identifierStart: number, end: number): number {
  if (!isValueItself(bytes, identifierStart)) return -1;
  const before = latin1(bytes, lineStartOf(bytes, identifierStart, 40), identifierStart);
  if (!/(?:^|[^A-Za-z0-9])(?:name|key|id|variable|field)["']?[ \t]*[:=][ \t]*\\?["']?$/i.test(before))
    return -1;
  const behind = latin1(bytes, end, Math.min(length, end + 120));
  const value =
    /^\\?["']?\s*,?\s*(?:(?:type|secure)["']?\s*[:=]\s*["']?\w+["']?\s*,?\s*)?\\?["']?(?:default|string)?value\\?["']?\s*[:=](?=\s*\S)/i.exec(
      behind,
    );
  return value === null ? -1 : end + value[0].length;
}

/** Whether `:` or `=` stands before, blanks, quotes and escapes aside: what most identifiers have not. */
function isValueItself(bytes: Buffer, identifierStart: number): boolean {
  let at = identifierStart - 1;
  const limit = Math.max(0, at - 8);
  while (
    at > limit &&
    (BLANK[bytes[at] ?? 0] === 1 || QUOTES[bytes[at] ?? 0] === 1 || bytes[at] === BACKSLASH)
  )
    at--;
  return bytes[at] === COLON || bytes[at] === EQUALS;
}

/** Whether a blank alone assigns here: options (`--password x`, `-Password x`), netrc, `ENV PASSWORD x`, `requirepass x`. */
function isSpaced(bytes: Buffer, identifierStart: number, identifierEnd: number, bare: Bare): boolean {
  if (bytes[identifierStart] === DASH && isOption(bytes, identifierStart, identifierEnd)) return true;
  const before = latin1(bytes, lineStartOf(bytes, identifierStart, LONGEST_BEFORE), identifierStart);
  if (bare === 'none') {
    // C's constants, and SQL's `CREATE USER … PASSWORD '…'`.
    const isDeclared =
      /^\s*#\s*define\s+$/.test(before) || /\b(?:user|role|with|login|encrypted|identified)\b/i.test(before);
    // Gradle's and Ruby's blocks: `storePassword "x"`.
    return isDeclared || (/^\s*$/.test(before) && isPassword(bytes, identifierStart, identifierEnd));
  }
  const isWhole = before.length < LONGEST_BEFORE;
  if (isWhole && /^\s*(?:ENV|ARG|setenv|export|set|SetEnv|env)\s+$/.test(before)) return true;
  if (bare !== 'line' && bare !== 'doubtful') return false;
  if (/\blogin\s+\S+\s+$|^\s*#?\s*define\s+$/.test(before)) return true;
  if (!isWhole || !/^\s*$/.test(before)) return false;
  return /^(?:password|requirepass|masterauth|passwd|pass|secret|bindpw|rootpw|pwd)$/i.test(
    latin1(bytes, identifierStart, identifierEnd),
  );
}

function isPassword(bytes: Buffer, start: number, end: number): boolean {
  return /(?:password|passwd|passphrase)$/i.test(latin1(bytes, start, end));
}

/** One letter behind a single dash stands for a word, and many other letters may follow it. */
function isOption(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start + 1] === DASH) return true;
  const before = bytes[start - 1] ?? 32;
  return end - start > 4 && (BLANK[before] === 1 || QUOTES[before] === 1 || isLineEnd(before));
}

export function latin1(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, end);
}

function identifierStartOf(bytes: Buffer, start: number): number {
  const limit = Math.max(0, start - LONGEST_IDENTIFIER);
  let at = start;
  while (at > limit && IDENTIFIER[bytes[at - 1] ?? 0] === 1) at--;
  return at;
}

function identifierEndOf(bytes: Buffer, length: number, end: number): number {
  const limit = Math.min(length, end + LONGEST_IDENTIFIER);
  let at = end;
  while (at < limit && IDENTIFIER[bytes[at] ?? 0] === 1) at++;
  // `PASSWORD->x` is no identifier that ends in a dash.
  return at < limit && bytes[at] === GREATER && bytes[at - 1] === DASH ? at - 1 : at;
}

/** What is taken where a lookup gives nothing: `getenv('PASSWORD') ?: 'x'`; null where no such thing stands there. */
function behindCall(bytes: Buffer, length: number, closed: number, closedByQuote: boolean): number | null {
  if (!closedByQuote || bytes[closed] !== PARENTHESIS) return null;
  const at = skipBlanks(bytes, length, closed + 1);
  return isFallback(bytes, at) ? at : null;
}

/** The quote, bracket and escape that close around an identifier. */
function skipClosers(bytes: Buffer, length: number, from: number): number {
  const limit = Math.min(length, from + 4);
  let at = from;
  while (at < limit && (QUOTES[bytes[at] ?? 0] === 1 || bytes[at] === 93 || bytes[at] === BACKSLASH)) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || isLineEnd(byte);
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}
