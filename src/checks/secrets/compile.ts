/** From detectors to what the scanner runs on: one automaton for all keywords, and for each keyword who asked for it. */
import { linearSpanSearch, type SpanSearch, type TextTest, textTest } from '../../engine/regex.ts';
import type { Confidence } from '../../engine/severity.ts';
import { type Automaton, buildAutomaton } from './automaton.ts';
import { charsetTable } from './charset.ts';
import { CHECKSUMS, type Checksum } from './checksum.ts';
import type {
  Allow,
  AssignmentShape,
  Body,
  Detector,
  Near,
  RegexShape,
  TokenShape,
  UrlShape,
  ValueShape,
} from './detector.ts';

/** Bytes of an alphabet, with a length. */
export interface CompiledBody {
  readonly table: Uint8Array;
  readonly min: number;
  readonly max: number;
}

interface Common {
  readonly index: number;
  readonly id: string;
  readonly confidence: Confidence;
  readonly checksum: Checksum | null;
  readonly entropy: number;
  readonly isAllowed: ((value: string) => boolean) | null;
  readonly near: Near | null;
}

export interface CompiledToken extends Common {
  readonly kind: 'token';
  readonly shape: TokenShape;
  readonly body: CompiledBody;
}

export interface CompiledAssignment extends Common {
  readonly kind: 'assignment';
  readonly shape: AssignmentShape;
  readonly value:
    | Exclude<ValueShape, { readonly kind: 'body' | 'pattern' }>
    | { readonly kind: 'body'; readonly body: CompiledBody }
    | { readonly kind: 'pattern'; readonly matches: SpanSearch };
}

export interface CompiledRegex extends Common {
  readonly kind: 'regex';
  readonly shape: RegexShape;
  readonly match: SpanSearch;
}

export interface CompiledUrl extends Common {
  readonly kind: 'url';
  readonly shape: UrlShape;
}

export type CompiledDetector = CompiledToken | CompiledAssignment | CompiledRegex | CompiledUrl;

/** What a keyword stands for. */
export interface Role {
  readonly detector: CompiledDetector;
  /** The literal as written; for tokens it must be found in this case. */
  readonly literal: string;
}

export interface Keyword {
  readonly text: string;
  readonly roles: readonly Role[];
}

export interface CompiledDetectors {
  readonly detectors: readonly CompiledDetector[];
  readonly keywords: readonly Keyword[];
  readonly automaton: Automaton;
}

/**
 * Compiles detectors. Regular expressions are compiled when they are first needed.
 *
 * @param prebuilt the automaton of the very same detectors, where the build made one
 */
export function compileDetectors(detectors: readonly Detector[], prebuilt?: Automaton): CompiledDetectors {
  const compiled = detectors.map(compileOne);
  const byText = new Map<string, Role[]>();
  for (const detector of compiled) {
    for (const literal of literalsOf(detector)) {
      const text = literal.toLowerCase();
      const roles = byText.get(text);
      if (roles === undefined) byText.set(text, [{ detector, literal }]);
      else roles.push({ detector, literal });
    }
  }
  const keywords = [...byText].map(([text, roles]) => ({ text, roles }));
  return {
    detectors: compiled,
    keywords,
    automaton: prebuilt ?? buildAutomaton(keywords.map(({ text }) => text)),
  };
}

/** What stands behind a scheme in every URL. */
const SCHEME_END = '://';

function literalsOf(detector: CompiledDetector): readonly string[] {
  switch (detector.kind) {
    case 'token':
      return detector.shape.prefix;
    case 'assignment':
      return detector.shape.names.flatMap(spellings);
    case 'regex':
      return detector.shape.keywords;
    case 'url':
      return [SCHEME_END];
  }
}

/** `api_key` is also spelled `apikey`, `api-key` and `api.key`, in any case. */
function spellings(name: string): readonly string[] {
  if (!name.includes('_')) return [name];
  return ['', '_', '-', '.', ' '].map((joint) => name.replaceAll('_', joint));
}

function compileOne(detector: Detector, index: number): CompiledDetector {
  const { id, confidence, shape, entropy, allow, near } = detector;
  const checksum = CHECKSUMS.find((known) => known === detector.checksum) ?? null;
  const isAllowed = allow === null ? null : allowance(allow, detector.isBuiltIn);
  const common = { index, id, confidence, checksum, entropy: entropy ?? 0, isAllowed, near };
  switch (shape.kind) {
    case 'token':
      return { ...common, kind: 'token', shape, body: compileBody(shape.body) };
    case 'assignment':
      return { ...common, kind: 'assignment', shape, value: compileValue(shape.value, detector.isBuiltIn) };
    case 'regex':
      return { ...common, kind: 'regex', shape, match: windowMatch(shape, detector.isBuiltIn) };
    case 'url':
      return { ...common, kind: 'url', shape };
  }
}

function allowance({ values, words }: Allow, isBuiltIn: boolean): (value: string) => boolean {
  let tests: readonly TextTest[] | undefined;
  return (value) => {
    tests ??= values.map((pattern) => textTest(pattern, isBuiltIn));
    const folded = value.toLowerCase();
    return words.some((word) => folded.includes(word)) || tests.some((test) => test(value));
  };
}

function compileBody({ charset, min, max }: Body): CompiledBody {
  return { table: sharedTable(charset), min, max };
}

const tables = new Map<string, Uint8Array>();

function sharedTable(charset: string): Uint8Array {
  let table = tables.get(charset);
  if (table === undefined) {
    table = charsetTable(charset);
    tables.set(charset, table);
  }
  return table;
}

function compileValue(value: ValueShape, isBuiltIn: boolean): CompiledAssignment['value'] {
  switch (value.kind) {
    case 'body':
      return { kind: 'body', body: compileBody(value.body) };
    case 'pattern': {
      const whole = { pattern: `^(?:${value.pattern})$`, ignoreCase: false, before: 0 };
      return { kind: 'pattern', matches: windowMatch(whole, isBuiltIn) };
    }
    case 'like':
      return value;
  }
}

/** Compiles on first use. Without anything before the keyword, a match starts with the window. */
function windowMatch(
  { pattern, ignoreCase, before }: Pick<RegexShape, 'pattern' | 'ignoreCase' | 'before'>,
  isBuiltIn: boolean,
): SpanSearch {
  if (!isBuiltIn) return linearSpanSearch(ignoreCase ? `(?i)${pattern}` : pattern, before === 0);
  let compiled: RegExp | undefined;
  return (window) => {
    compiled ??= new RegExp(pattern, `d${ignoreCase ? 'i' : ''}${before === 0 ? 'y' : ''}`);
    compiled.lastIndex = 0;
    const indices = compiled.exec(window)?.indices;
    const [start, end] = indices?.slice(1).find((group) => group !== undefined) ?? indices?.[0] ?? [0, 0];
    return end > start ? { start, end } : null;
  };
}
