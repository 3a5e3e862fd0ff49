/**
 * Where the comments of a file are, by the kind of file alone and line by line: enough to find a marker in them, and
 * it needs no parser of the language.
 */
import type { SourceText } from '../source/text.ts';

/** What one line holds. */
export interface CommentedLine {
  /** From 1. */
  readonly line: number;
  /** The text inside the comments of this line, each of them apart. */
  readonly comments: readonly string[];
  /** Whether anything but comments and white space stands here. */
  readonly code: boolean;
}

interface Syntax {
  readonly line: readonly string[];
  readonly block: readonly (readonly [open: string, close: string])[];
  readonly quotes: string;
}

const C_BLOCK = ['/*', '*/'] as const;
const HASH: Syntax = { line: ['#'], block: [], quotes: '"\'' };
const SLASHES: Syntax = { line: ['//'], block: [C_BLOCK], quotes: '"\'`' };
const HASH_AND_SLASHES: Syntax = { line: ['#', '//'], block: [C_BLOCK], quotes: '"\'' };
const DASHES: Syntax = { line: ['--'], block: [C_BLOCK], quotes: '"\'' };
const MARKUP: Syntax = { line: [], block: [['<!--', '-->']], quotes: '' };
const SEMICOLON: Syntax = { line: [';', '#'], block: [], quotes: '"\'' };

const BY_EXTENSION: ReadonlyMap<string, Syntax> = new Map([
  ...entries(
    'js mjs cjs jsx ts mts cts tsx json json5 jsonc java kt kts scala groovy gradle go rs swift c h cc cpp hpp cs css scss less proto',
    SLASHES,
  ),
  ...entries('tf tfvars hcl php', HASH_AND_SLASHES),
  ...entries('sql psql pgsql', DASHES),
  ...entries('html htm xhtml xml svg md markdown vue', MARKUP),
  ...entries('ini cfg cnf service timer socket desktop', SEMICOLON),
]);

function entries(extensions: string, syntax: Syntax): readonly (readonly [string, Syntax])[] {
  return extensions.split(' ').map((extension) => [extension, syntax]);
}

/** What is not named is a configuration file of some kind, and they agree on `#`. */
function syntaxOf(path: string): Syntax {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return BY_EXTENSION.get(extension) ?? HASH;
}

/** Every line of a file with its comments. Strings are told from comments as far as one line shows it. */
export function commentedLines(source: SourceText): readonly CommentedLine[] {
  const syntax = syntaxOf(source.path);
  let openBlock: string | null = null;
  return source.lineStarts.map((start, index) => {
    const text = source.text.slice(start, source.lineStarts[index + 1]).replace(/[\r\n]+$/, '');
    const scanned = scanLine(text, syntax, openBlock);
    openBlock = scanned.openBlock;
    return { line: index + 1, comments: scanned.comments, code: scanned.code };
  });
}

interface Scanned {
  readonly comments: readonly string[];
  readonly code: boolean;
  /** What closes the block comment that goes on in the next line. */
  readonly openBlock: string | null;
}

function scanLine(text: string, syntax: Syntax, openBlock: string | null): Scanned {
  const comments: string[] = [];
  let code = false;
  let close = openBlock;
  let at = 0;
  while (at < text.length) {
    if (close !== null) {
      const end = text.indexOf(close, at);
      comments.push(text.slice(at, end < 0 ? undefined : end));
      if (end < 0) return { comments, code, openBlock: close };
      at = end + close.length;
      close = null;
      continue;
    }
    const block = syntax.block.find(([open]) => text.startsWith(open, at));
    const line = syntax.line.find((token) => text.startsWith(token, at) && opensComment(text, at, token));
    if (block !== undefined) {
      close = block[1];
      at += block[0].length;
    } else if (line !== undefined) {
      comments.push(text.slice(at + line.length));
      break;
    } else if (syntax.quotes.includes(text.charAt(at)) && startsToken(text, at)) {
      code = true;
      at = endOfString(text, at);
    } else {
      code ||= text.charAt(at).trim() !== '';
      at++;
    }
  }
  return { comments, code, openBlock: close };
}

/** `a#b`, `http://x` and `x;y` hold no comment. */
function opensComment(text: string, at: number, token: string): boolean {
  const before = text.charAt(at - 1);
  if (token === '//') return before !== ':';
  return token === '--' || /^[\s;{}]?$/.test(before);
}

/** An apostrophe inside a word opens no string. */
function startsToken(text: string, at: number): boolean {
  return /^[\s=:,;!<>+([{]?$/.test(text.charAt(at - 1));
}

/** The offset behind the string that opens at `at`; the end of the line where it is not closed. */
function endOfString(text: string, at: number): number {
  const quote = text.charAt(at);
  for (let next = at + 1; next < text.length; next++) {
    const unit = text.charAt(next);
    if (unit === '\\') next++;
    else if (unit === quote && text.charAt(next + 1) === quote) next++;
    else if (unit === quote) return next + 1;
  }
  return text.length;
}
