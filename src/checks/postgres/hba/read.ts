/** From a text and the files that it names to the lines of entries, as the server's tokenizer makes them. */
import { posix } from 'node:path';
import type { Anchor } from '../../../source/span.ts';
import { anchorIn, type Excerpt } from '../excerpt.ts';
import type { HbaDialect } from './dialect.ts';
import { type LogicalLine, logicalLines } from './lines.ts';
import { nextWord } from './tokens.ts';

export interface Token {
  readonly text: string;
  /** It begins with a double quote, and so is no keyword and no group. */
  readonly quoted: boolean;
  /** As a database or user it is a regular expression to this version. */
  readonly isExpression: boolean;
  readonly at: Anchor;
}

/** One or more words between white space. */
export interface Field {
  readonly words: readonly [Token, ...Token[]];
  readonly at: Anchor;
}

/** What the server refuses a line, and with it the whole file, for. */
export interface Fault {
  readonly message: string;
  readonly at: Anchor;
  /** A file that is named and not at hand, though the server may have it; `optional` where it reads on without it. */
  readonly missing?: 'needed' | 'optional';
}

export interface TokenLine {
  readonly path: string;
  readonly number: number;
  readonly at: Anchor;
  readonly fields: readonly Field[];
  readonly fault: Fault | null;
}

export type NamedFile =
  | { readonly kind: 'text'; readonly excerpt: Excerpt }
  | { readonly kind: 'missing'; readonly reason: string };

/** Files that a pg_hba.conf names. Paths are those of `Excerpt`; `/…` is an absolute one. */
export interface NamedFiles {
  read(path: string): NamedFile;
  /** Names of the files directly in a folder; null where the folder is not at hand. */
  list(folder: string): readonly string[] | null;
}

/** No file beside the text is at hand. */
export const NO_FILES: NamedFiles = {
  read: () => ({ kind: 'missing', reason: 'is not at hand' }),
  list: () => null,
};

/** Nesting at which the server gives up (`CONF_FILE_MAX_DEPTH`). */
const DEEPEST = 10;
/** Lines of all files together; an include that is named a thousand times reads a thousand times. */
const MOST_LINES = 100_000;
const MOST_WORDS = 1_000_000;

interface Reading {
  readonly files: NamedFiles;
  readonly dialect: HbaDialect;
  readonly lines: TokenLine[];
  words: number;
}

/** Every line that holds something, includes followed; null where there are more than any server reads in a sane setup. */
export function readLines(
  excerpt: Excerpt,
  files: NamedFiles,
  dialect: HbaDialect,
): readonly TokenLine[] | null {
  const reading: Reading = { files, dialect, lines: [], words: 0 };
  readInto(reading, excerpt, 0);
  return isTooLarge(reading) ? null : reading.lines;
}

function isTooLarge({ lines, words }: Reading): boolean {
  return lines.length > MOST_LINES || words > MOST_WORDS;
}

function readInto(reading: Reading, excerpt: Excerpt, depth: number): void {
  for (const line of logicalLines(excerpt.text)) {
    if (isTooLarge(reading)) return;
    const read = tokenLine(reading, excerpt, line, depth);
    if (read === null) continue;
    const fault = includeFault(reading, read, depth);
    if (fault === 'none') reading.lines.push(read);
    else if (fault !== null) reading.lines.push({ ...read, fault });
  }
}

/** The fields of a line; null for an empty one. */
function tokenLine(reading: Reading, excerpt: Excerpt, line: LogicalLine, depth: number): TokenLine | null {
  const fields: Field[] = [];
  let fault: Fault | null = null;
  let next = 0;
  let first = -1;
  let last = 0;
  while (next < line.text.length && fault === null) {
    const words: Token[] = [];
    let comma = false;
    do {
      const found = nextWord(line.text, next);
      next = found.next;
      if (found.word === null) break;
      const { text, quoted, start, end } = found.word;
      comma = found.word.comma;
      if (first < 0) first = start;
      last = end;
      reading.words++;
      const at = anchorIn(excerpt, line.offset(start), line.offset(end - 1) + 1);
      if (isTooLong(text, reading.dialect)) fault = { message: 'a word is longer than 10,239 bytes', at };
      else if (quoted || !text.startsWith('@') || text === '@') {
        words.push({ text, quoted, isExpression: isExpression(text, reading.dialect), at });
      } else fault = expandFile(reading, text.slice(1), at, depth + 1, words);
    } while (comma && fault === null);
    const [one, ...others] = words;
    if (one !== undefined) fields.push({ words: [one, ...others], at: covering(one, others.at(-1)) });
  }
  if (fields.length === 0 && fault === null) return null;
  const at = anchorIn(excerpt, line.offset(Math.max(first, 0)), line.offset(Math.max(last - 1, 0)) + 1);
  const number = excerpt.lineAt?.(line.offset(Math.max(first, 0))) ?? line.number;
  return { path: excerpt.path, number, at, fields, fault };
}

function isTooLong(text: string, { longestWord }: HbaDialect): boolean {
  return text.length * 4 > longestWord && Buffer.byteLength(text) > longestWord;
}

function isExpression(text: string, { expressions }: HbaDialect): boolean {
  return expressions && text.startsWith('/');
}

function covering(first: Token, last: Token | undefined): Anchor {
  return last === undefined || last.at.path !== first.at.path || last.at.end < first.at.end
    ? first.at
    : { ...first.at, end: last.at.end };
}

/** Adds the words of a file that `@name` stands for. */
function expandFile(reading: Reading, name: string, at: Anchor, depth: number, words: Token[]): Fault | null {
  if (depth > DEEPEST) return { message: `files are nested more than ${DEEPEST} deep`, at };
  const found = reading.files.read(pathFrom(at.path, name));
  if (found.kind === 'missing') return { message: `the file ${name} ${found.reason}`, at, missing: 'needed' };
  for (const line of logicalLines(found.excerpt.text)) {
    const inner = tokenLine(reading, found.excerpt, line, depth);
    if (isTooLarge(reading)) return null;
    if (inner?.fault) return { ...inner.fault, at };
    for (const field of inner?.fields ?? []) for (const word of field.words) words.push({ ...word, at });
  }
  return null;
}

function pathFrom(path: string, name: string): string {
  return name.startsWith('/') ? name : posix.join(posix.dirname(path), name);
}

/** Follows an include. `none` where the line is no include, null where it was read, else why it could not be. */
function includeFault(reading: Reading, line: TokenLine, depth: number): Fault | 'none' | null {
  const [directive, target] = line.fields.map(({ words }) => words[0]);
  if (!reading.dialect.includes || line.fault !== null || line.fields.length !== 2) return 'none';
  if (directive === undefined || target === undefined) return 'none';
  switch (directive.text) {
    case 'include':
    case 'include_if_exists':
      return includeFile(
        reading,
        pathFrom(line.path, target.text),
        target,
        depth,
        directive.text === 'include',
      );
    case 'include_dir': {
      const folder = pathFrom(line.path, target.text);
      const names = reading.files.list(folder);
      if (names === null) {
        return { message: `the folder ${target.text} is not at hand`, at: target.at, missing: 'needed' };
      }
      const own = names.filter((name) => name.endsWith('.conf') && !name.startsWith('.')).sort();
      for (const name of own) {
        const fault = includeFile(reading, posix.join(folder, name), target, depth, true);
        if (fault !== null) return fault;
      }
      return null;
    }
    default:
      return 'none';
  }
}

function includeFile(
  reading: Reading,
  path: string,
  { text, at }: Token,
  depth: number,
  isNeeded: boolean,
): Fault | null {
  if (depth + 1 > DEEPEST) return { message: `files are nested more than ${DEEPEST} deep`, at };
  const found = reading.files.read(path);
  if (found.kind === 'text') {
    readInto(reading, found.excerpt, depth + 1);
    return null;
  }
  return { message: `the file ${text} ${found.reason}`, at, missing: isNeeded ? 'needed' : 'optional' };
}
