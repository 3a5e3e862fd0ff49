/**
 * The one redactor. All source that is printed anywhere, and every message that may quote some, passes it: values under
 * sensitive names, credentials in URLs and headers, private keys, and tokens that look random.
 */
import { lastUpTo } from '../source/last-up-to.ts';
import { type SourceText, sourceText } from '../source/text.ts';
import { bitsPerCharacter, looksRandom, SHORTEST_TOKEN } from './entropy.ts';
import { visible } from './escape.ts';
import { type Range, sensitiveValues } from './sensitive-values.ts';

/** A range of the text, on one line, and what is shown in its place. */
export interface Redaction extends Range {
  readonly text: string;
}

const URL_PASSWORD = /:\/\/[^\s/:@"'<>]{0,128}:((?!\d{1,5}\/)[^\s"'<>]{1,256})@/g;
const CREDENTIALS =
  /\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)[ \t]{1,8}(?=[\w.~+/-]*(?:[0-9=]|[a-z][A-Z]))([\w.~+/=-]{8,})/g;
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY-----([^-]{1,20000})/g;
const VARIABLE = /^\$\{?\w+\}?$/;

/** The look-behind spares a try at each letter of every shorter word. */
const RUN = new RegExp(`(?<![A-Za-z0-9+/_~-])[A-Za-z0-9+/_~-]{${SHORTEST_TOKEN},}={0,2}`, 'g');
const UUID_LENGTH = 36;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** Digests name a content and are no secret: `sha256:…` of an image, `sha384-…` of a script. */
const DIGEST = /^sha(?:1|224|256|384|512)-/i;
const BEFORE_DIGEST = /(?:sha(?:1|224|256|384|512):|@)$/i;

/** The ranges of `text` that must not be shown, in order, without overlap, none across a line end. */
export function redactions(text: string): readonly Redaction[] {
  return asShown(text, merge([...namedSecrets(text), ...randomTokens(text)]));
}

/** What its surroundings tell: a name before it, an address around it, a header, the frame of a key. May cross lines. */
function namedSecrets(text: string): readonly Range[] {
  return [
    ...sensitiveValues(text),
    ...groups(text, URL_PASSWORD).filter(({ start, end }) => !VARIABLE.test(text.slice(start, end))),
    ...groups(text, CREDENTIALS),
    ...groups(text, PRIVATE_KEY),
  ];
}

function asShown(
  text: string,
  ranges: readonly Range[],
  isWanted: (range: Range) => boolean = () => true,
): readonly Redaction[] {
  const shown: Redaction[] = [];
  for (const range of ranges) {
    for (const part of byLine(text, range))
      if (isWanted(part)) shown.push(new Hidden(text, part.start, part.end));
  }
  return shown;
}

/**
 * A line of megabytes has very many, of which few are shown, and one may be as long as the line and stand in each frame: its
 * text is made when it is asked for, and once.
 */
class Hidden implements Redaction {
  readonly #source: string;
  #text: string | undefined;
  readonly start: number;
  readonly end: number;

  constructor(source: string, start: number, end: number) {
    this.#source = source;
    this.start = start;
    this.end = end;
  }

  get text(): string {
    this.#text ??= placeholder(this.#source.slice(this.start, this.end));
    return this.#text;
  }
}

interface Searched {
  /** Found once for the whole file; in order, without overlap. */
  readonly named: readonly Range[];
  /** By the offset at which the line starts: one line may be shown many times. */
  readonly lines: Map<number, readonly Redaction[]>;
}

const searched = new WeakMap<SourceText, Searched>();

/**
 * The redactions of one line of a file, by the offsets of its start and end. The file is searched once for what may cross
 * lines; tokens do not, and are looked for in the lines that are shown.
 */
export function lineRedactions(source: SourceText, start: number, end: number): readonly Redaction[] {
  let search = searched.get(source);
  if (search === undefined) {
    search = { named: merge([...namedSecrets(source.text), ...source.secrets]), lines: new Map() };
    searched.set(source, search);
  }
  let found = search.lines.get(start);
  if (found === undefined) {
    found = findInLine(source.text, start, end, search.named);
    search.lines.set(start, found);
  }
  return found;
}

function findInLine(text: string, start: number, end: number, named: readonly Range[]): readonly Redaction[] {
  const touches = (range: Range): boolean => range.end > start && range.start < end;
  const ranges: Range[] = [];
  for (let at = lastUpTo(named, (range) => range.end, start); at < named.length; at++) {
    const range = named[at];
    if (range === undefined || range.start >= end) break;
    if (touches(range)) ranges.push(range);
  }
  for (const token of randomTokens(text.slice(start, end))) {
    ranges.push({ start: start + token.start, end: start + token.end });
  }
  return ranges.length === 0 ? NOTHING : asShown(text, merge(ranges), touches);
}

const NOTHING: readonly Redaction[] = [];

const known = new WeakMap<SourceText, readonly Redaction[]>();

/** The redactions of a whole file, computed once. */
function sourceRedactions(source: SourceText): readonly Redaction[] {
  let found = known.get(source);
  if (found === undefined) {
    const { text, secrets } = source;
    found = asShown(text, merge([...namedSecrets(text), ...randomTokens(text), ...secrets]));
    known.set(source, found);
  }
  return found;
}

const redacted = new WeakMap<SourceText, SourceText>();

/** A file as if nobody had written a secret into it, line by line the same; for hashes that must not help to guess one. */
export function redactedSource(source: SourceText): SourceText {
  if (sourceRedactions(source).length === 0) return source;
  let found = redacted.get(source);
  if (found === undefined) {
    found = sourceText(source.path, apply(source.text, sourceRedactions(source)), source.encoding);
    redacted.set(source, found);
  }
  return found;
}

/** `text` with everything sensitive replaced. Lines stay lines. */
export function redact(text: string): string {
  return apply(text, redactions(text));
}

function apply(text: string, replacements: readonly Redaction[]): string {
  let result = '';
  let at = 0;
  for (const redaction of replacements) {
    result += text.slice(at, redaction.start) + redaction.text;
    at = redaction.end;
  }
  return result + text.slice(at);
}

/** Titles, names and most messages come again and again; beyond this many different texts all are forgotten. */
const MOST_KEPT = 20_000;
const shown = new Map<string, string>();

/** Outside text as one line for people: redacted, then without anything that acts instead of showing. */
export function presentable(text: string): string {
  let line = shown.get(text);
  if (line === undefined) {
    line = visible(redact(text));
    if (shown.size >= MOST_KEPT) shown.clear();
    shown.set(text, line);
  }
  return line;
}

/** What is shown in place of a secret: `[redacted 44 chars, 5.1 bits/char]`. */
export function placeholder(secret: string): string {
  let length = 0;
  for (const _ of secret) length++;
  return `[redacted ${length} ${length === 1 ? 'char' : 'chars'}, ${bitsPerCharacter(secret).toFixed(1)} bits/char]`;
}

function groups(text: string, pattern: RegExp): readonly Range[] {
  const ranges: Range[] = [];
  // `matchAll` copies its expression: too dear for the many short texts that hold nothing.
  if (text.search(pattern) < 0) return ranges;
  for (const match of text.matchAll(pattern)) {
    const value = match[1];
    if (value === undefined) continue;
    const start = match.index + match[0].lastIndexOf(value);
    ranges.push({ start, end: start + value.length });
  }
  return ranges;
}

function* randomTokens(text: string): Iterable<Range> {
  if (text.search(RUN) < 0) return;
  for (const match of text.matchAll(RUN)) {
    const before = text.slice(Math.max(0, match.index - 8), match.index);
    if (DIGEST.test(match[0]) || (BEFORE_DIGEST.test(before) && /^[0-9a-f]{32,128}$/i.test(match[0])))
      continue;
    let at = 0;
    for (const uuid of match[0].length < UUID_LENGTH ? [] : match[0].matchAll(UUID)) {
      yield* randomParts(match[0].slice(at, uuid.index), match.index + at);
      at = uuid.index + uuid[0].length;
    }
    yield* randomParts(match[0].slice(at), match.index + at);
  }
}

/** A path is judged by its segments; anything else as a whole, since base64 holds slashes too. */
function* randomParts(run: string, offset: number): Iterable<Range> {
  if (!run.includes('/') || !isPath(run)) {
    const start = run.search(/[^-/]/);
    if (start >= 0 && looksRandom(run.slice(start)))
      yield { start: offset + start, end: offset + run.length };
    return;
  }
  let at = offset;
  for (const segment of run.split('/')) {
    if (looksRandom(segment)) yield { start: at, end: at + segment.length };
    at += segment.length + 1;
  }
}

function isPath(run: string): boolean {
  if (run.startsWith('/')) return true;
  const words = run.split('/').filter((segment) => /^(?:[a-z]{3,}|[A-Z]?[a-z]{3,}|v\d)$/.test(segment));
  return words.length >= 2;
}

function merge(ranges: readonly Range[]): readonly Range[] {
  if (ranges.length === 0) return ranges;
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start < last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

function byLine(text: string, range: Range): readonly Range[] {
  const { start, end } = range;
  const written = text.slice(start, end);
  if (/^\S+$/.test(written)) return [range];
  const lines: Range[] = [];
  for (const match of written.matchAll(/[^\r\n]+/g)) {
    if (match[0].trim() === '') continue;
    const indent = match[0].length - match[0].trimStart().length;
    lines.push({ start: start + match.index + indent, end: start + match.index + match[0].trimEnd().length });
  }
  return lines;
}
