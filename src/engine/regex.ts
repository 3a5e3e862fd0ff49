/**
 * Regular expressions of rules. Built-in ones are JavaScript's and reviewed; users' ones come with a repository and run
 * in linear time only (RE2 syntax), by a library that is loaded when there are any.
 */

export type TextTest = (text: string) => boolean;

type Compile = (pattern: string) => TextTest;

export const LONGEST_PATTERN = 500;
/** Instructions of the compiled expression; `((a{99}){99}){99}` is small only as text. */
const LARGEST_PROGRAM = 20_000;

let linear: Compile | null = null;

/** Where a match begins and ends: its first group that took part, or the whole. */
export type SpanSearch = (text: string) => { readonly start: number; readonly end: number } | null;

let linearSpans: ((pattern: string, fromStart: boolean) => SpanSearch) | null = null;

/** Loads the engine for users' expressions; to be awaited before rules that are not built in are parsed or compiled. */
export async function loadLinearRegex(): Promise<void> {
  if (linear !== null) return;
  const { RE2JS } = await import('re2js');
  linear = (pattern) => {
    const compiled = RE2JS.compile(pattern);
    if (compiled.programSize() > LARGEST_PROGRAM) throw new Error('repeats too much');
    return (text) => compiled.test(text);
  };
  linearSpans = (pattern, fromStart) => {
    const compiled = RE2JS.compile(pattern);
    return (text) => {
      const matcher = compiled.matcher(text);
      if (!(fromStart ? matcher.lookingAt() : matcher.find())) return null;
      for (let group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.group(group) !== null) return { start: matcher.start(group), end: matcher.end(group) };
      }
      return { start: matcher.start(), end: matcher.end() };
    };
  };
}

/** Finds a user's expression in a text, or with `fromStart` at its start only. `loadLinearRegex` comes first. */
export function linearSpanSearch(pattern: string, fromStart: boolean): SpanSearch {
  if (linearSpans === null) throw new TypeError('loadLinearRegex has not been awaited');
  return linearSpans(pattern, fromStart);
}

/**
 * A function that looks for `pattern` anywhere in a text.
 *
 * @throws Error where the pattern is not valid, says what is wrong
 */
export function textTest(pattern: string, isBuiltIn: boolean): TextTest {
  if (isBuiltIn) {
    const compiled = new RegExp(pattern, 'u');
    return (text) => compiled.test(text);
  }
  if (linear === null) throw new TypeError('loadLinearRegex has not been awaited');
  return linear(pattern);
}

/** What is wrong with a pattern, in the engine's words; null where it compiles. */
export function patternFault(pattern: string, isBuiltIn: boolean): string | null {
  if (pattern.length > LONGEST_PATTERN) return `longer than ${LONGEST_PATTERN} characters`;
  try {
    textTest(pattern, isBuiltIn);
    return null;
  } catch (error) {
    if (error instanceof TypeError || !(error instanceof Error)) throw error;
    return error.message.replace(/^(Invalid regular expression: \/.*\/u: |error parsing regexp: )/s, '');
  }
}
