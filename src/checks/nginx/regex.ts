/**
 * nginx's regular expressions (PCRE) on texts that come from the same hostile repository as the expressions: run by
 * JavaScript where both agree and where the time is bounded, otherwise undecided.
 */

/** Longest text for expressions that can only cost a polynomial, and for any. */
const LONG = 64;
const SHORT = 20;
const MOST_QUANTIFIERS = 3;

const compiled = new Map<string, RegExp | null>();

function compile(pattern: string, ignoreCase: boolean): RegExp | null {
  const key = `${ignoreCase ? 'i' : ''}/${pattern}`;
  let expression = compiled.get(key);
  if (expression === undefined) {
    expression = translate(pattern, ignoreCase);
    compiled.set(key, expression);
  }
  return expression;
}

function translate(pattern: string, ignoreCase: boolean): RegExp | null {
  const inline = /^\(\?i\)/.test(pattern);
  const source = (inline ? pattern.slice(4) : pattern)
    .replaceAll(/\(\?P?<(\w+)>/g, '(?:')
    .replaceAll(/\\A/g, '^')
    .replaceAll(/\\[zZ]/g, '$');
  try {
    return new RegExp(source, ignoreCase || inline ? 'i' : '');
  } catch {
    return null;
  }
}

/** True where no repetition stands within another and there are few, so that time is polynomial. */
function isTame(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  const quantifiers = plain.match(/[*+]|\{\d*,\d*\}/g) ?? [];
  return quantifiers.length <= MOST_QUANTIFIERS && !/\)[*+{]/.test(plain);
}

/** Whether the expression matches somewhere in the text, or null where that cannot be told safely. */
export function matchesRegex(pattern: string, ignoreCase: boolean, text: string): boolean | null {
  if (text.length > (isTame(pattern) ? LONG : SHORT)) return null;
  const expression = compile(pattern, ignoreCase);
  return expression === null ? null : expression.test(text);
}
