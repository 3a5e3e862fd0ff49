/** What assigns: the operator between an identifier and its value, in whatever language. */
import { BLANK, IDENTIFIER, QUOTES } from './bytes.ts';

/**
 * `said`: a sentence says what it is. `named`: the identifier is itself a value, of `name:` or `key=`, and the
 * value follows under `value`. `fallback`: what is taken where a variable has no value.
 */
export type Operator =
  | 'assign'
  | 'fallback'
  | 'compare'
  | 'call'
  | 'pair'
  | 'spaced'
  | 'said'
  | 'named'
  | 'tag';

const LONGEST_TYPE = 40;
const LONGEST_GAP = 64;

const [BANG, OPEN, CLOSE, PLUS, COMMA, DASH, DOT, COLON] = [33, 40, 41, 43, 44, 45, 46, 58];
const [LESS, EQUALS, GREATER, QUESTION, LETTER_I, LETTER_O, BAR, TILDE] = [
  60, 61, 62, 63, 105, 111, 124, 126,
];

export interface Found {
  readonly operator: Operator;
  readonly at: number;
}

/** What assigns at `at`, and where the value may begin. */
export function operatorAt(bytes: Buffer, length: number, at: number, closedByQuote: boolean): Found | null {
  const second = bytes[at + 1];
  switch (bytes[at]) {
    case EQUALS:
      if (second === EQUALS) return { operator: 'compare', at: at + (bytes[at + 2] === EQUALS ? 3 : 2) };
      return { operator: 'assign', at: at + (second === GREATER || second === TILDE ? 2 : 1) };
    case COLON:
      if (second === EQUALS) return { operator: 'assign', at: at + 2 };
      if (second === COLON) return { operator: 'assign', at: afterColons(bytes, at + 2) };
      return { operator: 'assign', at: afterType(bytes, length, at + 1) };
    case BANG:
      return second === EQUALS ? { operator: 'compare', at: at + (bytes[at + 2] === EQUALS ? 3 : 2) } : null;
    case QUESTION:
    case BAR:
      if (isFallback(bytes, at)) return fallback(bytes, length, at + 2);
      if (second === EQUALS) return { operator: 'assign', at: at + 2 };
      return bytes[at + 2] === EQUALS ? { operator: 'assign', at: at + 3 } : null;
    case DASH:
      return second === GREATER ? { operator: 'assign', at: at + 2 } : null;
    case DOT:
    case PLUS:
      return second === EQUALS ? { operator: 'assign', at: at + 2 } : null;
    case OPEN:
      return { operator: 'call', at: at + 1 };
    case COMMA:
      return closedByQuote ? { operator: 'pair', at: at + 1 } : null;
    case LETTER_I:
      // In prose: the password is "x".
      return isIs(bytes, at) ? { operator: 'said', at: at + 3 } : typed(bytes, length, at);
    case LETTER_O:
      return isOr(bytes, at) ? fallback(bytes, length, at + 2) : typed(bytes, length, at);
    default:
      return typed(bytes, length, at);
  }
}

/** `||`, `??` and `?:`, and Python's `or` behind a call, before what is taken where there is no other. */
export function isFallback(bytes: Buffer, at: number): boolean {
  const [first, second, third] = [bytes[at], bytes[at + 1], bytes[at + 2]];
  if (first === LETTER_O) return isOr(bytes, at);
  if (third === EQUALS || (first !== QUESTION && first !== BAR)) return false;
  return second === first || (first === QUESTION && second === COLON);
}

function isOr(bytes: Buffer, at: number): boolean {
  return bytes[at + 1] === 114 && bytes[at + 2] === 32 && bytes[at - 1] === 32 && bytes[at - 2] === CLOSE;
}

/** Only a quoted text can be told from what else may stand there. */
function fallback(bytes: Buffer, length: number, from: number): Found | null {
  const at = skipBlanks(bytes, length, from);
  return QUOTES[bytes[at] ?? 0] === 1 ? { operator: 'fallback', at } : null;
}

/** Make's `::=` and `:::=`, and `::` before a type or a value. */
function afterColons(bytes: Buffer, at: number): number {
  const equals = bytes[at] === COLON ? at + 1 : at;
  return bytes[equals] === EQUALS ? equals + 1 : at;
}

/** `token string = "x"`, `token As String = "x"`: the type stands behind the name, and no sign between them. */
function typed(bytes: Buffer, length: number, at: number): Found | null {
  if (BLANK[bytes[at - 1] ?? 0] === 0) return null;
  const type = isAs(bytes, at) ? at + 3 : at;
  const value = afterType(bytes, length, type);
  return value > type ? { operator: 'assign', at: value } : null;
}

/** `As `, in any case, of Visual Basic. */
function isAs(bytes: Buffer, at: number): boolean {
  return (
    ((bytes[at] ?? 0) | 32) === 97 && ((bytes[at + 1] ?? 0) | 32) === 115 && BLANK[bytes[at + 2] ?? 0] === 1
  );
}

function isIs(bytes: Buffer, at: number): boolean {
  return (
    bytes[at + 1] === 115 && bytes[at + 2] === 32 && QUOTES[bytes[at + 3] ?? 0] === 1 && bytes[at - 1] === 32
  );
}

/** Behind `: string =` and its like; `at` where the colon is all there is. */
function afterType(bytes: Buffer, length: number, at: number): number {
  let type = skipBlanks(bytes, length, at);
  const limit = Math.min(length, type + LONGEST_TYPE);
  const from = type;
  while (type < limit && (IDENTIFIER[bytes[type] ?? 0] === 1 || isTypePunctuation(bytes[type]))) type++;
  if (type === from) return at;
  const equals = skipBlanks(bytes, length, type);
  const isAssigned = bytes[equals] === EQUALS && bytes[equals + 1] !== EQUALS && equals > type;
  return isAssigned ? equals + 1 : at;
}

/** `<`, `>`, `[`, `]`, `&`, `|`, `?`, `:` as in `Option<&str>` and `string | null`. */
export function isTypePunctuation(byte: number | undefined): boolean {
  return (
    byte === LESS ||
    byte === GREATER ||
    byte === 91 ||
    byte === 93 ||
    byte === 38 ||
    byte === 63 ||
    byte === COLON
  );
}

export function skipBlanks(bytes: Buffer, length: number, from: number): number {
  const limit = Math.min(length, from + LONGEST_GAP);
  let at = from;
  while (at < limit && BLANK[bytes[at] ?? 0] === 1) at++;
  return at;
}
