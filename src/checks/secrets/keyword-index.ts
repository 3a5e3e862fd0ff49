/** For each keyword of the automaton who asked for it, and what must stand there before anybody looks. */
import { type Automaton, buildAutomaton } from './automaton.ts';
import { charsetTable } from './charset.ts';
import type { Detector, RegexShape, Shape, ValueShape } from './detector.ts';
import type { FileBound } from './file-bound.ts';
import { startsName } from './name-start.ts';
import { startsAtKeyword } from './pattern.ts';
import { patternLead } from './pattern-lead.ts';
import { startsWord } from './token.ts';

/** Which detectors ask for which keywords. Plain tables, so that the build can store them. */
export interface KeywordIndex {
  readonly automaton: Automaton;
  /** By keyword. */
  readonly lengths: Uint16Array;
  /** By keyword: its roles are those from `roleStarts[keyword]` to `roleStarts[keyword + 1]`. */
  readonly roleStarts: Uint32Array;
  /** By role: the detector that has it. */
  readonly detectors: Uint16Array;
  /** By role: what its literal must be, as bits of `DEMANDS`. */
  readonly demands: Uint8Array;
  /** By role: how many characters of `alphabet` stand behind the literal, at least; at most 255, 0 where that is not known. */
  readonly bodies: Uint8Array;
  /** By byte: 1 for what the body of any token is made of. */
  readonly alphabet: Uint8Array;
  /** By role: its literal is `literals` from `literalStarts[role]` to `literalStarts[role + 1]`. */
  readonly literalStarts: Uint32Array;
  /** Lower case, but where the case counts. A keyword is the beginning of a literal. */
  readonly literals: Uint8Array;
}

/**
 * Bits of what a literal must be: written in the same case; the begin of a word; the begin of a part of an identifier; before
 * what may be credentials; a name to which something may be assigned. The last two are asked only where that is fast.
 */
export const DEMANDS = { CASE: 1, WORD: 2, NAME: 4, CREDENTIALS: 8, ASSIGNED: 16 } as const;

/** What is longer is compared when its beginning was found: the automaton must fit the processor's cache. */
const LONGEST_KEYWORD = 8;

interface Role {
  readonly detector: number;
  readonly demands: number;
  readonly body: number;
  readonly literal: Buffer;
}

export function keywordIndex(detectors: readonly Detector[]): KeywordIndex {
  const byText = new Map<string, Role[]>();
  const alphabet = alphabetOf(detectors);
  for (const [detector, { shape }] of detectors.entries()) {
    for (const { written, demands, body } of literalsOf(shape, alphabet)) {
      const folded = written.toLowerCase();
      const text = folded.slice(0, LONGEST_KEYWORD);
      const literal = Buffer.from((demands & DEMANDS.CASE) === 0 ? folded : written, 'latin1');
      const roles = byText.get(text);
      if (roles === undefined) byText.set(text, [{ detector, demands, body, literal }]);
      else roles.push({ detector, demands, body, literal });
    }
  }
  const texts = [...byText.keys()];
  const lists = [...byText.values()];
  const roles = lists.flat();
  return {
    automaton: buildAutomaton(texts),
    lengths: Uint16Array.from(texts, ({ length }) => length),
    roleStarts: startsOf(lists),
    detectors: Uint16Array.from(roles, ({ detector }) => detector),
    demands: Uint8Array.from(roles, ({ demands }) => demands),
    bodies: Uint8Array.from(roles, ({ body }) => body),
    alphabet,
    literalStarts: startsOf(roles.map(({ literal }) => literal)),
    literals: Uint8Array.from(roles.flatMap(({ literal }) => [...literal])),
  };
}

function alphabetOf(detectors: readonly Detector[]): Uint8Array {
  const charsets = detectors.flatMap(({ shape }) => (shape.kind === 'token' ? [shape.body.charset] : []));
  const tables = [...new Set(charsets)].map(charsetTable);
  return Uint8Array.from({ length: 256 }, (_, byte) => (tables.some((table) => table[byte] === 1) ? 1 : 0));
}

function startsOf(lists: readonly { readonly length: number }[]): Uint32Array {
  const starts = new Uint32Array(lists.length + 1);
  for (const [index, { length }] of lists.entries()) starts[index + 1] = (starts[index] ?? 0) + length;
  return starts;
}

/** Where the literal of a role ends that begins at `start`; -1 where it does not stand there, or not what must follow. */
export function literalEnd(
  { demands, literalStarts, literals, bodies, alphabet }: KeywordIndex,
  role: number,
  bytes: Uint8Array,
  start: number,
): number {
  const demand = demands[role] ?? 0;
  const from = literalStarts[role] ?? 0;
  const length = (literalStarts[role + 1] ?? 0) - from;
  const folds = (demand & DEMANDS.CASE) === 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i] ?? 0;
    if ((folds && byte >= 65 && byte <= 90 ? byte + 32 : byte) !== literals[from + i]) return -1;
  }
  if ((demand & DEMANDS.WORD) !== 0 && !startsWord(bytes, start)) return -1;
  const end = start + length;
  if ((demand & DEMANDS.NAME) !== 0 && !startsName(bytes, start, end)) return -1;
  const bodyEnd = end + (bodies[role] ?? 0);
  if (bodyEnd > bytes.length) return -1;
  for (let at = end; at < bodyEnd; at++) if (alphabet[bytes[at] ?? 0] === 0) return -1;
  return end;
}

/** The detectors that no keyword leads to. */
export function fileBound(detectors: readonly Detector[]): readonly FileBound[] {
  return detectors.flatMap(({ shape, files }, index) =>
    files !== null && shape.kind === 'regex' && shape.keywords.length === 0 ? [{ index, files }] : [],
  );
}

/** The detectors of whole files that are keys. */
export function ofKeyFiles(detectors: readonly Detector[]): readonly number[] {
  return detectors.flatMap(({ shape }, index) => (shape.kind === 'key-file' ? [index] : []));
}

/** Names such as `password` say the same anywhere in an identifier; those of services begin a part of it. */
function isWordAnywhere(value: ValueShape): boolean {
  return value.kind === 'like' && value.like !== 'service-key';
}

/** Whether the value is what is assigned, in whatever syntax, and not what stands somewhere behind the name. */
function isRead(value: ValueShape): boolean {
  return value.kind === 'pattern' || (value.kind === 'like' && value.like !== 'service-key');
}

/** What stands behind a scheme in every URL. */
const SCHEME_END = '://';

/** What is looked for, as it is written, and what can be told where it stands without the detector. */
interface Literal {
  readonly written: string;
  readonly demands: number;
  readonly body: number;
}

function literalsOf(shape: Shape, alphabet: Uint8Array): readonly Literal[] {
  switch (shape.kind) {
    case 'token': {
      const demands = DEMANDS.CASE | (shape.boundary === 'word' ? DEMANDS.WORD : 0);
      return shape.prefix.map((written) => ({ written, demands, body: Math.min(255, shape.body.min) }));
    }
    case 'assignment': {
      const { names, value } = shape;
      const demands = (isWordAnywhere(value) ? 0 : DEMANDS.NAME) | (isRead(value) ? DEMANDS.ASSIGNED : 0);
      return names.flatMap(spellings).map((written) => ({ written, demands, body: 0 }));
    }
    case 'regex':
      return shape.keywords.map((keyword) => literalOfPattern(shape, keyword, alphabet));
    case 'url':
      return [{ written: SCHEME_END, demands: DEMANDS.CREDENTIALS, body: 0 }];
    case 'key-file':
      return [];
  }
}

function literalOfPattern(shape: RegexShape, keyword: string, alphabet: Uint8Array): Literal {
  const lead = startsAtKeyword(shape) && !shape.ignoreCase ? patternLead(shape.pattern, keyword) : null;
  if (lead !== null) {
    const { literal, follows } = lead;
    // What is looked back at must be in the window.
    const word = lead.word && (shape.before === 1 || shape.pattern.startsWith('\\b'));
    const isKnown =
      follows !== null && charsetTable(follows.charset).every((has, byte) => has <= (alphabet[byte] ?? 0));
    const body = isKnown ? Math.min(255, follows.min) : 0;
    return { written: literal, demands: DEMANDS.CASE | (word ? DEMANDS.WORD : 0), body };
  }
  // The window begins at the keyword, so what stands before a first `\b` is not in it.
  const isWord = shape.before === 0 && shape.pattern.startsWith('\\b');
  return { written: keyword, demands: isWord ? DEMANDS.WORD : 0, body: 0 };
}

/** `api_key` is also spelled `apikey`, `api-key` and `api.key`, in any case. */
function spellings(name: string): readonly string[] {
  if (!name.includes('_')) return [name];
  return ['', '_', '-', '.', ' '].map((joint) => name.replaceAll('_', joint));
}
