/**
 * What stands behind a service's name and a word for a key, in whatever syntax: `ACME_API_KEY: …`, `acme token …`,
 * `acmeSecret-…`. A service may change the shape of its keys at any time, and few say what it is.
 */
import { NEWLINE, TOKEN, tableOf, WORD } from './bytes.ts';
import { isRandom } from './likeness.ts';
import { surprise } from './surprise.ts';
import { isUuid } from './value.ts';

const MOST_WORDS = 6;
const MOST_SEPARATORS = 8;
const SHORTEST = 16;
const LONGEST = 1024;

/** What says that a key follows. */
const SECRET_WORDS =
  'secret private access api auth token key apikey password passwd pass credential bearer'.split(' ');
/** What may stand beside. */
const OTHER_WORDS =
  'client consumer app application user account service server admin master personal live test prod production value string is rest http'.split(
    ' ',
  );

const secretWords = byFirst(SECRET_WORDS);
const otherWords = byFirst(OTHER_WORDS);
const separators = tableOf(' \t\r\n_.:=>"\'`([,-');

export interface ServiceValue {
  readonly start: number;
  readonly end: number;
  /** It looks made by a generator. */
  readonly isKey: boolean;
}

/** The value behind the name that ends at `end`; null where there is none. */
export function serviceKeyAfter(bytes: Buffer, length: number, end: number): ServiceValue | null {
  let at = end;
  let isSecret = false;
  for (let words = 0; words <= MOST_WORDS; words++) {
    const next = overSeparators(bytes, length, at);
    if (next < 0) return null;
    const secret = wordAt(bytes, next, secretWords);
    const word = secret > 0 ? secret : wordAt(bytes, next, otherWords);
    if (word === 0) return isSecret && next > at ? valueAt(bytes, length, next) : null;
    isSecret ||= secret > 0;
    at = next + word;
  }
  return null;
}

/** -1 where more lies between than a name and its value ever have. */
function overSeparators(bytes: Buffer, length: number, from: number): number {
  let at = from;
  let lines = 0;
  while (at < length && separators[bytes[at] ?? 0] === 1) {
    if (bytes[at] === NEWLINE && ++lines > 1) return -1;
    if (++at - from > MOST_SEPARATORS) return -1;
  }
  return at;
}

function valueAt(bytes: Buffer, length: number, start: number): ServiceValue {
  let end = start;
  const limit = Math.min(length, start + LONGEST + 1);
  while (end < limit && TOKEN[bytes[end] ?? 0] === 1) end++;
  while (end > start && bytes[end - 1] === FULL_STOP) end--;
  const isWhole = end - start >= SHORTEST && end - start <= LONGEST && WORD[bytes[end] ?? 0] === 0;
  return { start, end, isKey: isWhole && isServiceKey(bytes.toString('latin1', start, end)) };
}

const FULL_STOP = 46;

/** True for UUIDs and what is cut into groups like one, and where the longest piece is random. */
export function isServiceKey(value: string): boolean {
  if (isUuid(value)) return true;
  const digits = value.replace(/\D/g, '').length;
  if (/^[0-9a-z]{4,16}(?:-[0-9a-z]{3,16}){3,6}$/i.test(value) && digits >= 6) {
    return surprise(value.replaceAll('-', '')) >= RANDOM_GROUPS;
  }
  const longest = value.split(/[^A-Za-z0-9]+/).reduce((a, b) => (b.length > a.length ? b : a), '');
  const isName = !/\d/.test(longest) && surprise(longest) < RANDOM_LETTERS;
  if (longest.length >= SHORTEST && !isName && isRandom(longest)) return true;
  return (
    digits >= MANY_DIGITS && !/(?<![A-Za-z])[a-z]{5}/.test(value) && isRandom(value.replace(/[._-]/g, ''))
  );
}

/** Bits a character: names of methods have no digits either. */
const RANDOM_LETTERS = 5.7;
const RANDOM_GROUPS = 5.4;
const MANY_DIGITS = 6;

/** Longest first, so that `application` is not taken for `app`. */
function byFirst(words: readonly string[]): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    const first = word.charCodeAt(0);
    found.set(first, [...(found.get(first) ?? []), word]);
  }
  return found;
}

/** The length of the word that stands at `at` in any case; 0 where none does. */
function wordAt(bytes: Buffer, at: number, words: ReadonlyMap<number, readonly string[]>): number {
  const found = words.get(folded(bytes[at]))?.find((word) => {
    for (let i = 1; i < word.length; i++) if (folded(bytes[at + i]) !== word.charCodeAt(i)) return false;
    return true;
  });
  return found === undefined ? 0 : found.length;
}

function folded(byte = 0): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}
