/**
 * nginx's own token rules (`ngx_conf_read_token` in src/core/ngx_conf_file.c), with offsets. What this accepts is what
 * nginx's reader accepts; whether the directives exist and may stand where they do is another matter.
 */
import type { SourceText } from '../../source/text.ts';
import { luaBodyEnd } from './lua.ts';
import type { Argument, Comment } from './tree.ts';

/** One directive as read, in document order; `depth` counts the blocks around it. */
export interface Statement {
  /** The name and its arguments; never empty. */
  readonly words: readonly [Argument, ...Argument[]];
  readonly form: 'simple' | 'block' | 'lua';
  readonly depth: number;
  /** Between the braces; null for a simple directive. */
  readonly body: { readonly start: number; readonly end: number } | null;
  /** After `;` or `}`. */
  readonly end: number;
}

export interface SyntaxFault {
  /** In nginx's words where nginx has words for it. */
  readonly message: string;
  /** Where the fault is seen best: the character that may not stand there, or the start of what is never closed. */
  readonly offset: number;
  /** How far reading came. */
  readonly reached: number;
}

export interface Lexed {
  /** All statements; where there is a fault, those before it (open blocks end at `reached`). */
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
  readonly fault: SyntaxFault | null;
  /** True where every word is in quotes or of plain signs and there is no Lua: no other reader of nginx's files can read it differently. */
  readonly isPlain: boolean;
}

/** nginx has no cap of its own; real files stay below 10, and recursion over the tree must be safe. */
export const MAX_DEPTH = 200;

/** Size of nginx's read buffer (NGX_CONF_BUFFER): no token or comment may fill it. */
const BUFFER = 4096;

/** Said at the start of the directive that lacks its end. */
const UNFINISHED = 'unexpected end of file, expecting ";" or "}"';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const QUOTE = 39;
const CLOSING_PARENTHESIS = 41;
const SEMICOLON = 59;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

const isSpace = (unit: number): boolean => unit === SPACE || unit === LF || unit === CR || unit === TAB;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads a whole file. Never throws; the first fault ends the reading, as it does in nginx. */
export function lex(source: SourceText): Lexed {
  const { text } = source;
  const statements: Statement[] = [];
  const comments: Comment[] = [];
  const open: { statement: Writable<Statement>; bodyStart: number }[] = [];
  let words: Argument[] = [];
  let isPlain = true;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const stop = (message: string, offset: number, reached = offset): Lexed => {
    for (const { statement, bodyStart } of open) {
      statement.body = { start: bodyStart, end: reached };
      statement.end = reached;
    }
    return { statements, comments, fault: { message, offset, reached }, isPlain };
  };

  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (isSpace(unit)) {
      at = afterBlanks(text, at);
    } else if (unit === HASH) {
      const comment = readComment(text, at);
      if (comment.next < text.length && overflows(source, at, comment.next, 0)) {
        return stop(`too long comment, nginx reads at most ${BUFFER - 1} bytes`, at);
      }
      comments.push({ start: at, end: comment.end });
      at = comment.next;
    } else if (unit === CLOSE) {
      if (words.length > 0) return stop('unexpected "}", the directive before it misses its ";"', at);
      const block = open.pop();
      if (block === undefined) return stop('unexpected "}"', at);
      block.statement.body = { start: block.bodyStart, end: at };
      at++;
      block.statement.end = at;
    } else if (unit === SEMICOLON || unit === OPEN) {
      if (!isSome(words)) return stop(`unexpected "${text[at]}"`, at);
      const [name] = words;
      const statement: Writable<Statement> = {
        words,
        form: unit === SEMICOLON ? 'simple' : isLuaBlock(name.text) ? 'lua' : 'block',
        depth: open.length,
        body: null,
        end: at + 1,
      };
      statements.push(statement);
      words = [];
      at++;
      if (statement.form === 'block') {
        open.push({ statement, bodyStart: at });
        if (open.length > MAX_DEPTH) return stop(`blocks are nested deeper than ${MAX_DEPTH}`, at - 1);
      } else if (statement.form === 'lua') {
        isPlain = false;
        const end = luaBodyEnd(text, at);
        statement.body = { start: at, end: end ?? text.length };
        if (end === null) {
          return stop('unexpected end of file in Lua code, expecting "}"', name.start, text.length);
        }
        at = end + 1;
        statement.end = at;
      }
    } else {
      const plain = plainWord(text, at);
      const word = plain ?? readWord(source, at);
      if (typeof word === 'string') return stop(word, words[0]?.start ?? at, text.length);
      if ('message' in word) return stop(word.message, word.offset, word.reached);
      words.push(word);
      at = word.end;
      if (plain !== null) continue;
      isPlain &&= word.quoted;
      const after = text.charCodeAt(at);
      if (word.quoted && at < text.length && !mayFollowQuote(after)) {
        return stop(
          `unexpected "${String.fromCodePoint(text.codePointAt(at) ?? after)}" after a quoted string`,
          at,
        );
      }
    }
  }

  const unfinished = words[0];
  if (unfinished !== undefined) {
    return stop(UNFINISHED, unfinished.start, text.length);
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    return stop('unexpected end of file, expecting "}"', unclosed.statement.words[0].start, text.length);
  }
  return { statements, comments, fault: null, isPlain };
}

function isSome(words: Argument[]): words is [Argument, ...Argument[]] {
  return words.length > 0;
}

/** lua-nginx-module and stream-lua-nginx-module: every directive of this ending takes Lua code between braces. */
function isLuaBlock(name: string): boolean {
  return name.endsWith('_by_lua_block');
}

/** A `)` may touch a closing quote, as in `if ($a = "b")`, and starts a word of its own. */
function mayFollowQuote(unit: number): boolean {
  return isSpace(unit) || unit === SEMICOLON || unit === OPEN || unit === CLOSING_PARENTHESIS;
}

/** A comment ends at LF only: after a lone CR nginx is still in it. */
function readComment(text: string, start: number): { readonly end: number; readonly next: number } {
  const feed = text.indexOf('\n', start);
  if (feed === -1) return { end: text.length, next: text.length };
  return { end: text.charCodeAt(feed - 1) === CR ? feed - 1 : feed, next: feed };
}

const BLANKS = /[ \t\r\n]+/y;

function afterBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at;
  return BLANKS.test(text) ? BLANKS.lastIndex : at;
}

/** No quote opens with these signs, nothing is escaped by them, and no word of them ends before a blank, `;` or `{`. */
const PLAIN_SIGNS = /[\w./:=~^*$|()+@%,?<>&!`[\]#-]+/y;

/** Nearly every word: a short one of plain signs. Null for others, which are looked at sign by sign. */
function plainWord(text: string, start: number): Argument | null {
  PLAIN_SIGNS.lastIndex = start;
  if (!PLAIN_SIGNS.test(text)) return null;
  const end = PLAIN_SIGNS.lastIndex;
  const after = text.charCodeAt(end);
  const isEnd =
    isSpace(after) || after === SEMICOLON || (after === OPEN && text.charCodeAt(end - 1) !== DOLLAR);
  return isEnd && end - start < LONGEST_PLAIN
    ? { text: text.slice(start, end), quoted: false, start, end }
    : null;
}

/** A word that fits nginx's buffer whatever its signs take. */
const LONGEST_PLAIN = BUFFER / 4;

/** A word, what is wrong with it, or `UNFINISHED` where the file ends in it. */
function readWord(source: SourceText, start: number): Argument | SyntaxFault | typeof UNFINISHED {
  const { text } = source;
  const first = text.charCodeAt(start);
  const quoted = first === DOUBLE_QUOTE || first === QUOTE;
  const contentStart = quoted ? start + 1 : start;
  const scan = quoted ? closingQuote(text, contentStart, first) : bareWordEnd(text, start);
  if (scan === null) {
    if (!quoted) return UNFINISHED;
    const message = `unexpected end of file, missing terminating ${text[start]}`;
    return { message, offset: start, reached: text.length };
  }
  const end = quoted ? scan + 1 : scan;
  const raw = text.slice(contentStart, scan);
  const nul = raw.indexOf('\0');
  if (nul !== -1)
    return { message: 'a NUL byte in a directive', offset: contentStart + nul, reached: contentStart + nul };
  if (overflows(source, contentStart, end, isSpace(text.charCodeAt(end)) ? 1 : 0)) {
    return {
      message: `too long parameter, nginx reads at most ${BUFFER - 1} bytes`,
      offset: start,
      reached: end,
    };
  }
  return { text: resolveEscapes(raw), quoted, start, end };
}

/** The offset of the closing quote; null where the file ends first. */
function closingQuote(text: string, from: number, quote: number): number | null {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) return at;
    if (unit === BACKSLASH) at++;
  }
  return null;
}

/** The offset after an unquoted word; null where the file ends before the word does. `{` belongs to it after `$`. */
function bareWordEnd(text: string, start: number): number | null {
  let afterDollar = false;
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === OPEN && afterDollar) continue;
    afterDollar = unit === DOLLAR;
    if (unit === BACKSLASH) at++;
    else if (isSpace(unit) || unit === SEMICOLON || unit === OPEN) return at;
  }
  return null;
}

/** True where a token would fill nginx's buffer: the bytes from `start` to `end` plus `more`. */
function overflows(source: SourceText, start: number, end: number, more: number): boolean {
  if ((end - start) * 3 + more < BUFFER) return false;
  const bytes =
    source.encoding === 'latin1' ? end - start : Buffer.byteLength(source.text.slice(start, end), 'utf8');
  return bytes + more >= BUFFER;
}

/** `\"`, `\'`, `\\`, `\t`, `\r` and `\n` are resolved, in bare words too; any other backslash stays. */
function resolveEscapes(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(/\\(["'\\trn])|\\[\s\S]/g, (whole: string, known: string | undefined) => {
    switch (known) {
      case undefined:
        return whole;
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'n':
        return '\n';
      default:
        return known;
    }
  });
}
