/**
 * Regular expressions for databases and users (since 16): PostgreSQL's own kind, searched for anywhere in the name. They
 * come from the scanned repository, so only those run whose time is bounded and that mean the same in JavaScript; what
 * the others match is unknown.
 * https://www.postgresql.org/docs/current/functions-matching.html#POSIX-SYNTAX-DETAILS
 */

/** Names are cut at 63 bytes by the server; longer ones are questions that nobody can ask it. */
const LONGEST_NAME = 128;
const LONGEST_EXPRESSION = 200;
/** Of longer ones it is not told whether they are valid. */
const LONGEST_CHECKED = 1000;
/** Unbounded repetitions in one expression; each multiplies the time by the length of the name. */
const MOST_REPETITIONS = 3;

/** `^`, `$`, `.`, classes, alternatives, groups that are not repeated, and repetitions of single characters. */
const PLAIN =
  /^(?:[^\\[\](){}*+?|]|\\[dws\W_]|\[\^?\]?[^[\]\\]+\]|\(|\)(?![*+?{])|\||(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})(?![*+?{]))*$/u;

/** What is certainly wrong with a name that is a regular expression; null for any other and where nothing is. */
export function expressionFault(text: string): string | null {
  if (!text.startsWith('/') || text.length > LONGEST_CHECKED) return null;
  const pattern = text.slice(1).replaceAll(/\\./gs, 'x');
  const reason = pattern.endsWith('\\')
    ? 'it ends with a backslash'
    : (bracketFault(pattern) ??
      (/^(?!\*\*\*)[*+?]|[|^][*+?]|\([*+]/.test(withoutClasses(pattern)) ? 'a repetition of nothing' : null));
  return reason === null ? null : `the regular expression ${text.slice(0, 60)} is not valid: ${reason}`;
}

function withoutClasses(pattern: string): string {
  return pattern.replaceAll(/\[\^?\]?(?:\[[.:=][^\]]*\]|[^\]])*\]/g, 'x');
}

function bracketFault(pattern: string): string | null {
  const plain = withoutClasses(pattern);
  if (plain.includes('[')) return 'a class is not closed';
  let depth = 0;
  for (const char of plain) {
    if (char === '(') depth++;
    if (char === ')') depth--;
    if (depth < 0) return 'a group is closed that was not opened';
  }
  return depth > 0 ? 'a group is not closed' : null;
}

const compiled = new Map<string, RegExp | null>();

/** Whether a name matches `/expression`; null where that cannot be told. */
export function matchesExpression(text: string, name: string): boolean | null {
  if (name.length > LONGEST_NAME) return null;
  let expression = compiled.get(text);
  if (expression === undefined) {
    expression = translate(text.slice(1));
    if (compiled.size > 10_000) compiled.clear();
    compiled.set(text, expression);
  }
  return expression === null ? null : expression.test(name);
}

function translate(pattern: string): RegExp | null {
  if (pattern.length > LONGEST_EXPRESSION || !PLAIN.test(pattern)) return null;
  const repetitions = pattern.match(/[*+]|,\d*\}/g) ?? [];
  if (repetitions.length > MOST_REPETITIONS) return null;
  try {
    return new RegExp(pattern, 's');
  } catch {
    return null;
  }
}

/** A name that the expression matches, where one is easily made: its first alternative, each part as short as it may be. */
export function sampleOf(text: string): string | null {
  const known = samples.get(text);
  if (known !== undefined) return known;
  const made = madeSample(text.slice(1));
  const sample = made !== null && made !== '' && matchesExpression(text, made) === true ? made : null;
  if (samples.size > 10_000) samples.clear();
  samples.set(text, sample);
  return sample;
}

const samples = new Map<string, string | null>();

const PART = /\\([dws])|\\(.)|\[([^\]^])[^\]]*\]|\[\^[^\]]+\]|([^\\[\](){}*+?|^$])/y;
const REPEAT = /[*+?]|\{(\d{1,2})(?:,\d{0,2})?\}/y;
const EXAMPLES: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ' };

function madeSample(pattern: string): string | null {
  if (pattern.length > LONGEST_EXPRESSION) return null;
  // Groups are none where everything but the first alternative goes.
  const flat = pattern.replaceAll(/\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)/g, '$1').replace(/\|.*$/s, '');
  if (/[()]/.test(flat)) return null;
  let sample = '';
  for (let at = 0; at < flat.length; ) {
    if (flat[at] === '^' || flat[at] === '$') {
      at++;
      continue;
    }
    PART.lastIndex = at;
    const part = PART.exec(flat);
    if (part === null) return null;
    const [whole, kind, escaped, first, plain] = part;
    const one =
      kind === undefined ? (escaped ?? first ?? (plain === '.' ? 'a' : plain) ?? 'z') : EXAMPLES[kind];
    at += whole.length;
    REPEAT.lastIndex = at;
    const repeat = REPEAT.exec(flat);
    at += repeat?.[0].length ?? 0;
    const least = repeat === null || repeat[0] === '+' ? 1 : Number(repeat[1] ?? 0);
    sample += (one ?? '').repeat(least);
  }
  return sample;
}
