/** From detectors to what the scanner runs on. */
import { linearSpanSearch, type SpanSearch, type TextTest, textTest } from '../../engine/regex.ts';
import type { Confidence } from '../../engine/severity.ts';
import { charsetTable } from './charset.ts';
import { CHECKSUMS, type Checksum } from './checksum.ts';
import type {
  Allow,
  AssignmentShape,
  Body,
  Detector,
  KeyFileShape,
  Near,
  RegexShape,
  TokenShape,
  UrlShape,
  ValueShape,
} from './detector.ts';
import { boundTo, type FileBound, LONGEST_LINE, type PathTest, pathTest } from './file-bound.ts';
import { fileBound, type KeywordIndex, keywordIndex, ofKeyFiles } from './keyword-index.ts';
import { startsAtKeyword } from './pattern.ts';

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
  readonly named: boolean;
  readonly chosen: boolean;
  /** Null: it looks into every file. */
  readonly isFor: PathTest | null;
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
    | { readonly kind: 'pattern'; readonly matches: WindowSearch };
}

export interface CompiledRegex extends Common {
  readonly kind: 'regex';
  readonly shape: RegexShape;
  readonly match: WindowSearch;
}

export interface CompiledUrl extends Common {
  readonly kind: 'url';
  readonly shape: UrlShape;
}

export interface CompiledKeyFile extends Common {
  readonly kind: 'key-file';
  readonly shape: KeyFileShape;
}

export type CompiledDetector =
  | CompiledToken
  | CompiledAssignment
  | CompiledRegex
  | CompiledUrl
  | CompiledKeyFile;

export interface CompiledDetectors extends KeywordIndex {
  readonly size: number;
  /** The detectors without keywords that look into the file of a path. */
  readonly boundTo: (path: string) => readonly number[];
  /** Those of whole files that are keys. */
  readonly ofKeyFiles: readonly number[];
  /** Compiled when it is first asked for: in most files few of the detectors have anything to look at. */
  detectorAt(index: number): CompiledDetector;
}

/** Compiles detectors. Regular expressions are compiled when they are first needed. */
export function compileDetectors(detectors: readonly Detector[]): CompiledDetectors {
  const { length } = detectors;
  const unkeyed = { bound: fileBound(detectors), ofKeyFiles: ofKeyFiles(detectors) };
  return detectorsWith(keywordIndex(detectors), length, unkeyed, (index) => {
    const detector = detectors[index];
    if (detector === undefined) throw new RangeError(`there is no detector ${index}`);
    return detector;
  });
}

/** The detectors that no keyword leads to. Plain data, so that the build can store it. */
export interface Unkeyed {
  readonly bound: readonly FileBound[];
  readonly ofKeyFiles: readonly number[];
}

/** As `compileDetectors`, with an index that was made of the same detectors in the same order. */
export function detectorsWith(
  index: KeywordIndex,
  size: number,
  { bound, ofKeyFiles }: Unkeyed,
  detectorAt: (index: number) => Detector,
): CompiledDetectors {
  const compiled: CompiledDetector[] = new Array(size);
  return {
    ...index,
    size,
    boundTo: boundTo(bound),
    ofKeyFiles,
    detectorAt(at) {
      compiled[at] ??= compileOne(detectorAt(at), at);
      return compiled[at];
    },
  };
}

function compileOne(detector: Detector, index: number): CompiledDetector {
  const { id, confidence, shape, entropy, allow, near, named, chosen, files } = detector;
  const checksum = CHECKSUMS.find((known) => known === detector.checksum) ?? null;
  const isAllowed = allow === null ? null : allowance(allow, detector.isBuiltIn);
  const common = {
    index,
    id,
    confidence,
    checksum,
    entropy: entropy ?? 0,
    isAllowed,
    near,
    named,
    chosen,
    isFor: files === null ? null : pathTest(files),
  };
  switch (shape.kind) {
    case 'token':
      return { ...common, kind: 'token', shape, body: compileBody(shape.body) };
    case 'assignment':
      return { ...common, kind: 'assignment', shape, value: compileValue(shape.value, detector.isBuiltIn) };
    case 'regex':
      return { ...common, kind: 'regex', shape, match: windowMatch(searched(shape), detector.isBuiltIn) };
    case 'url':
      return { ...common, kind: 'url', shape };
    case 'key-file':
      return { ...common, kind: 'key-file', shape };
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

/** A line is searched as a whole, as a window is that begins before its keyword. */
function searched(shape: RegexShape): RegexShape {
  return shape.keywords.length === 0 ? { ...shape, before: LONGEST_LINE } : shape;
}

/** A search of a window in which the keyword stands at an offset. */
export type WindowSearch = (window: string, keywordAt: number) => ReturnType<SpanSearch>;

/** Compiles on first use. */
function windowMatch(
  { pattern, ignoreCase, before }: Pick<RegexShape, 'pattern' | 'ignoreCase' | 'before'>,
  isBuiltIn: boolean,
): WindowSearch {
  if (!isBuiltIn) return linearSpanSearch(ignoreCase ? `(?i)${pattern}` : pattern, before === 0);
  const isSticky = startsAtKeyword({ pattern, before });
  let compiled: RegExp | undefined;
  return (window, keywordAt) => {
    compiled ??= new RegExp(pattern, `d${ignoreCase ? 'i' : ''}${isSticky ? 'y' : ''}`);
    compiled.lastIndex = isSticky ? keywordAt : 0;
    const indices = compiled.exec(window)?.indices;
    const [start, end] = indices?.slice(1).find((group) => group !== undefined) ?? indices?.[0] ?? [0, 0];
    return end > start ? { start, end } : null;
  };
}
