/**
 * glob(3) as nginx calls it for `include`: `*`, `?` and `[...]` match within one name, never a leading dot, and results
 * come in byte order. Written out because the time must stay linear in hostile patterns.
 */

/** nginx looks for these signs to tell a pattern from a file's name. */
export function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/** Those of `paths` that `pattern` matches, name by name, in byte order. */
export function globPaths(pattern: string, paths: readonly string[]): readonly string[] {
  const names = pattern.split('/');
  const fixed = names.findIndex(isPattern);
  const folder = names.slice(0, fixed === -1 ? names.length - 1 : fixed).join('/');
  const prefix = folder === '' ? '' : `${folder}/`;
  return paths
    .filter((path) => path.startsWith(prefix) && matchesNames(names, path.split('/')))
    .sort(byBytes);
}

/** True where each name of a path matches the name of a pattern at the same place. */
export function matchesNames(patterns: readonly string[], names: readonly string[]): boolean {
  return (
    patterns.length === names.length &&
    patterns.every((pattern, index) => matchesName(pattern, names[index] ?? ''))
  );
}

/** One name; a star remembers where it stood, so that only the last one is ever tried again. */
export function matchesName(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.') && !pattern.startsWith('\\.')) return false;
  let at = 0;
  let position = 0;
  let star: { readonly at: number; position: number } | null = null;
  while (position < name.length) {
    if (pattern[at] === '*') {
      star = { at: at + 1, position };
      at++;
      continue;
    }
    const next = matchOne(pattern, at, name[position] ?? '');
    if (next !== null) {
      at = next;
      position++;
    } else if (star !== null) {
      star.position++;
      at = star.at;
      position = star.position;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Where the pattern goes on if its part at `at` matches `sign`; null where it does not. */
function matchOne(pattern: string, at: number, sign: string): number | null {
  switch (pattern[at]) {
    case undefined:
      return null;
    case '?':
      return at + 1;
    case '\\':
      return pattern[at + 1] === sign ? at + 2 : null;
    case '[': {
      const set = readSet(pattern, at);
      if (set !== null) return set.has(sign) ? set.end : null;
      return sign === '[' ? at + 1 : null;
    }
    default:
      return pattern[at] === sign ? at + 1 : null;
  }
}

interface SignSet {
  readonly end: number;
  has(sign: string): boolean;
}

/** `[abc]`, `[a-z]`, `[!0-9]`, `[^0-9]`; a `]` right after the start is an ordinary sign. Null where it never closes. */
function readSet(pattern: string, start: number): SignSet | null {
  const negated = pattern[start + 1] === '!' || pattern[start + 1] === '^';
  const first = negated ? start + 2 : start + 1;
  const end = pattern.indexOf(']', first + 1);
  if (end === -1) return null;
  const body = pattern.slice(first, end);
  return {
    end: end + 1,
    has(sign) {
      for (let at = 0; at < body.length; at++) {
        const low = body[at] ?? '';
        const high = body[at + 1] === '-' ? body[at + 2] : undefined;
        if (high !== undefined) at += 2;
        if (sign >= low && sign <= (high ?? low)) return !negated;
      }
      return negated;
    },
  };
}

/** Byte order of UTF-8 is the order of code points, which UTF-16 units keep except above U+FFFF. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
