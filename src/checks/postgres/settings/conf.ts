/**
 * postgresql.conf, read as the server's lexer (guc-file.l) reads it: a name, perhaps `=`, one value, and the end of the
 * line. https://www.postgresql.org/docs/current/config-setting.html
 */
import type { Anchor } from '../../../source/span.ts';
import { anchorIn, type Excerpt } from '../excerpt.ts';

/** One setting or include as written. */
export interface ConfItem {
  /** Lower case. */
  readonly name: string;
  /** Without quotes. */
  readonly raw: string;
  readonly at: Anchor;
  readonly nameAt: Anchor;
}

export interface Conf {
  readonly excerpt: Excerpt;
  readonly items: readonly ConfItem[];
  /** Lines that the server cannot read; one, and it takes nothing of the file. */
  readonly faults: readonly ConfFault[];
}

export interface ConfFault {
  readonly at: Anchor;
  readonly message: string;
}

type Kind = 'id' | 'qualified' | 'string' | 'unquoted' | 'integer' | 'real' | 'equals' | 'other';

interface Lexeme {
  readonly kind: Kind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** In the order of the server's lexer: of the longest matches the first counts. */
const PATTERNS: readonly (readonly [Kind, RegExp])[] = [
  ['id', /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y],
  ['qualified', /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*\.[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y],
  ['string', /'(?:[^'\\\n]|\\[^\n]|'')*'/y],
  ['unquoted', /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff\-.:/]*/y],
  ['integer', /[-+]?(?:0x[0-9a-fA-F]+|\d+)[a-zA-Z]*/y],
  ['real', /[-+]?\d*\.\d*(?:[eE][-+]?\d+)?/y],
  ['equals', /=/y],
];

const VALUES: ReadonlySet<Kind> = new Set(['id', 'string', 'unquoted', 'integer', 'real']);

/** Most faults that are told of one file, as in the server. */
const MOST_FAULTS = 100;
const LONGEST_LINE = 100_000;

export function parseConf(excerpt: Excerpt): Conf {
  const items: ConfItem[] = [];
  const faults: ConfFault[] = [];
  const { text } = excerpt;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const item = parseLine(excerpt, start, end);
    if (item !== null && 'raw' in item) items.push(item);
    else if (item !== null && faults.length < MOST_FAULTS) faults.push(item);
    start = end + 1;
  }
  return { excerpt, items, faults };
}

function parseLine(excerpt: Excerpt, start: number, end: number): ConfItem | ConfFault | null {
  if (end - start > LONGEST_LINE) {
    return { at: anchorIn(excerpt, start, start), message: 'the line is longer than is read' };
  }
  const [name, second, third, fourth] = lexemes(excerpt.text, start, end);
  if (name === undefined) return null;
  const [value, after] = second?.kind === 'equals' ? [third, fourth] : [second, third];
  const fault = (at: Lexeme | undefined): ConfFault => ({
    at: anchorIn(excerpt, at?.start ?? name.start, at?.end ?? name.end),
    message: at === undefined ? 'a value is missing' : `\`${at.text.slice(0, 40)}\` is not expected here`,
  });
  if (name.kind !== 'id' && name.kind !== 'qualified') return fault(name);
  if (value === undefined || !VALUES.has(value.kind)) return fault(value);
  if (after !== undefined) return fault(after);
  const lower = name.text.toLowerCase();
  return {
    name: lower,
    raw: value.kind === 'string' ? unquoted(value.text) : value.text,
    at: anchorIn(excerpt, value.start, value.end, [...excerpt.route, lower]),
    nameAt: anchorIn(excerpt, name.start, name.end, [...excerpt.route, lower]),
  };
}

/** The first few lexemes of a line: no valid one has more than four. */
function lexemes(text: string, start: number, end: number): readonly Lexeme[] {
  const found: Lexeme[] = [];
  let at = start;
  while (at < end && found.length < 4) {
    const char = text[at] ?? '';
    if (char === ' ' || char === '\t' || char === '\r') {
      at++;
      continue;
    }
    if (char === '#') break;
    const lexeme = longest(text, at, end);
    found.push(lexeme);
    at = lexeme.end;
  }
  return found;
}

function longest(text: string, at: number, end: number): Lexeme {
  let best: Lexeme = { kind: 'other', text: text.slice(at, at + 1), start: at, end: at + 1 };
  let length = 0;
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null || match[0].length <= length || at + match[0].length > end) continue;
    length = match[0].length;
    best = { kind, text: match[0], start: at, end: at + length };
  }
  return best;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Two quotes stand for one; a backslash for what C has it stand for, else for the character after it (GUC_scanstr). */
function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/''|\\([0-7]{1,3})|\\(.)/gs, (whole, octal?: string, char?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    return char === undefined ? whole.slice(1) : (ESCAPES[char] ?? char);
  });
}
