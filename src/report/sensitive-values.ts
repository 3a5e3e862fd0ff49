/** Finds values by the name they are given: `db_password: …`, `ssl_password …;`, `Authorization: Bearer …`. */

export interface Range {
  readonly start: number;
  readonly end: number;
}

const WORD =
  /(?:(?:api|access|private|secret|encryption|signing|auth|account|master|shared)[_-]?key|pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|authorization)(?:[_-]?(?:hash|value|data|base64|b64|plain|text|\d{1,2}))?(?![A-Za-z0-9_])/gi;
const KEY_CHARACTER = /[A-Za-z0-9_.$-]/;
const LONGEST_KEY = 80;

const CLOSING = /["'\]]{0,2}/y;
const OPERATOR = /[ \t]{0,64}(?:!=|==|:=|=>|=|:)[ \t]{0,64}/y;
const BLANK = /[ \t]{1,64}/y;
/** `name: DB_PASSWORD` and `value: …` on the next line, as Kubernetes writes its environment. */
const NAMED_VALUE = /["']?\s{0,64},?\s{0,64}["']?value["']?[ \t]{0,64}[:=][ \t]{0,64}/iy;

const SCHEME = /^(?:Bearer|Basic|Token|Digest|ApiKey|Negotiate)[ \t]+/i;

/** What stands where a secret could, and is none: switches, references, templates, paths, YAML's own marks. */
const NOT_SECRET =
  /^(?:true|false|on|off|yes|no|null|nil|none|undefined|~|\{+\}*|\[+\]*|[|>][+-]?\d?|[|>]\d?[+-]?|!(?:vault|secret|env|include|Ref|Sub|GetAtt|ImportValue|!\w+)(?: .*)?|\$\{?[A-Za-z_][\w.]*\}?(?:@.*)?|\$\([\w-]+\)|\$?\{\{[^{}]*\}\}|<[^<>]*>|%[A-Za-z_]+%|(?:\.{0,2}|~)\/[\w./@-]*|\[redacted(?: [^\]]*)?\]?)$/i;

/** The values in `text` that stand under a sensitive name. Linear in the text: nothing in it looks far ahead. */
export function sensitiveValues(text: string): readonly Range[] {
  const found: Range[] = [];
  if (text.search(WORD) < 0) return found;
  for (const match of text.matchAll(WORD)) {
    if (match.index < (found.at(-1)?.end ?? 0)) continue;
    const value = valueAfter(text, match.index, match.index + match[0].length);
    if (value !== null) found.push(value);
  }
  return found;
}

function valueAfter(text: string, wordStart: number, wordEnd: number): Range | null {
  const keyStart = startOfKey(text, wordStart);
  const closed = skip(CLOSING, text, wordEnd) ?? wordEnd;
  const assigned = skip(OPERATOR, text, closed);
  if (assigned !== null) {
    const isEntry = text[assigned - 1] !== '=' && startsEntry(text, keyStart);
    return valueAt(text, assigned, isEntry ? 'line' : 'word');
  }
  const named = isNameField(text, keyStart) ? skip(NAMED_VALUE, text, wordEnd) : null;
  if (named !== null) return valueAt(text, named, 'line');
  const spaced = closed === wordEnd ? skip(BLANK, text, closed) : null;
  if (spaced === null) return null;
  const key = text.slice(keyStart, wordEnd);
  const isQuoted = text[spaced] === '"' || text[spaced] === "'";
  if (key.startsWith('-') || (isQuoted && /^(?:pass|pwd|authorization)|[_.-]/i.test(key))) {
    return valueAt(text, spaced, 'word');
  }
  const value = valueAt(text, spaced, 'word');
  if (value === null || !endsStatement(text, isQuoted ? value.end + 1 : value.end)) return null;
  if (key.startsWith('$')) return /\bset[ \t]+$/.test(textBefore(text, keyStart)) ? value : null;
  return /[_.-]/.test(key) || startsStatement(text, keyStart) ? value : null;
}

function skip(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function startOfKey(text: string, wordStart: number): number {
  let at = wordStart;
  while (at > 0 && wordStart - at < LONGEST_KEY && KEY_CHARACTER.test(text.charAt(at - 1))) at -= 1;
  return at;
}

/** What stands on the key's line before it, at most 80 characters. */
function textBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 80), at);
  return before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
}

/** A YAML entry: nothing before the key but indentation, `- ` and a quote, so that the value is the rest of the line. */
function startsEntry(text: string, keyStart: number): boolean {
  return /^[ \t]*(?:- +)*["']?$/.test(textBefore(text, keyStart));
}

function isNameField(text: string, keyStart: number): boolean {
  return /name["']?[ \t]*[:=][ \t]*["']?$/i.test(textBefore(text, keyStart));
}

function startsStatement(text: string, keyStart: number): boolean {
  return /(?:^|[;{}])[ \t]*$/.test(textBefore(text, keyStart));
}

function endsStatement(text: string, valueEnd: number): boolean {
  return /^[ \t]*(?:[;\r\n]|$)/.test(text.slice(valueEnd, valueEnd + 64));
}

function valueAt(text: string, at: number, extent: 'word' | 'line'): Range | null {
  const raw = rawValue(text, at, extent);
  const scheme = SCHEME.exec(text.slice(raw.start, Math.min(raw.end, raw.start + 32)));
  let start = raw.start + (scheme?.[0].length ?? 0);
  let end = raw.end;
  if (scheme !== null && end <= start) {
    const credentials = rawValue(text, start, 'word');
    start = credentials.start;
    end = credentials.end;
  }
  if (end <= start || (end - start <= 200 && NOT_SECRET.test(text.slice(start, end)))) return null;
  return { start, end };
}

function rawValue(text: string, at: number, extent: 'word' | 'line'): Range {
  const quote = /^\\?["'`]/.exec(text.slice(at, at + 2))?.[0];
  if (quote !== undefined)
    return { start: at + quote.length, end: closingQuote(text, at + quote.length, quote) };
  let end = at;
  const stop = extent === 'line' ? /[\r\n]/ : /[\s"'`]/;
  while (end < text.length && !stop.test(text.charAt(end))) {
    if (extent === 'line' && text[end] === '#' && /[ \t]/.test(text.charAt(end - 1))) break;
    if (text[end] === '&' && /^&\w{1,64}=/.test(text.slice(end, end + 66))) break;
    end += 1;
  }
  // Bearer and its like are two words even where a value ends at the first blank.
  if (extent === 'word' && SCHEME.test(text.slice(at, end + 1)) && text[end] === ' ') {
    return { start: at, end: rawValue(text, end + 1, 'word').end };
  }
  return trimmed(text, at, end);
}

/** Without the punctuation of what surrounds the value, unless it closes a bracket that the value opens. */
function trimmed(text: string, start: number, untrimmed: number): Range {
  let end = untrimmed;
  while (end > start && /[\s;,]/.test(text.charAt(end - 1))) end -= 1;
  if (
    /^(?:\$?[{(]|<)/.test(text.slice(start, start + 2)) &&
    NOT_SECRET.test(text.slice(start, Math.min(end, start + 200)))
  ) {
    return { start, end };
  }
  while (end > start && /[\s;,)}\]>]/.test(text.charAt(end - 1))) end -= 1;
  return { start, end };
}

function closingQuote(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') {
    if (text.startsWith(quote, at)) return at;
    at += text[at] === '\\' ? 2 : 1;
  }
  return Math.min(at, text.length);
}
