/**
 * What a regular expression demands where it begins, told from its text: most places of its keyword are dismissed by that
 * without trying it.
 */

export interface PatternLead {
  /** What a match begins with, in its case. */
  readonly literal: string;
  /** The class of the characters that follow, as `[…]`, and how many of them there are at least. */
  readonly follows: { readonly charset: string; readonly min: number } | null;
  /** Whether no match stands behind a letter, a digit or `_`. */
  readonly word: boolean;
}

const NOT_BEHIND = /^\(\?<!(\[(?:\\.|[^\]\\^])+\])\)/;
const BOUNDARY = /^\\b/;
const LITERAL = /^(?:[\w ,:;"'`~@#%&=<>/!-]|\\[^\w\s]|\\-)*/;
const QUANTIFIED = /^[?*+{]/;
/** A class of characters, ranges and escaped signs: what `charsetTable` reads. */
const CLASS = /^(\[(?:\\[^\w\s]|[^\]\\^])+\])(?:\{(\d+)(?:,\d*)?\})?(?![?*+{])/;

/** Null where nothing can be told, or where it does not begin with the keyword (which is in lower case). */
export function patternLead(pattern: string, keyword: string): PatternLead | null {
  if (hasAlternatives(pattern)) return null;
  const notBehind = NOT_BEHIND.exec(pattern);
  const start = notBehind ?? BOUNDARY.exec(pattern);
  const rest = pattern.slice(start?.[0].length ?? 0);
  const written = LITERAL.exec(rest)?.[0] ?? '';
  // The last character of a literal is what a quantifier repeats.
  const isRepeated = QUANTIFIED.test(rest.slice(written.length));
  const literal = unescaped(isRepeated ? written.replace(/\\?.$/s, '') : written);
  if (literal === '' || !literal.toLowerCase().startsWith(keyword)) return null;
  const behind = isRepeated ? null : CLASS.exec(rest.slice(written.length));
  return {
    literal,
    follows: behind?.[1] === undefined ? null : { charset: behind[1], min: Number(behind[2] ?? 1) },
    word: notBehind?.[1] === undefined ? start !== null && /^\w/.test(literal) : holdsWord(notBehind[1]),
  };
}

/** A `|` outside of groups and classes. */
function hasAlternatives(pattern: string): boolean {
  let depth = 0;
  for (const [token] of pattern.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|[()|]/gs)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === '|' && depth === 0) return true;
  }
  return false;
}

function unescaped(literal: string): string {
  return literal.replace(/\\(.)/gs, '$1');
}

function holdsWord(charset: string): boolean {
  return ['a-z', 'A-Z', '0-9', '_'].every((part) => charset.includes(part)) || charset.includes('\\w');
}
