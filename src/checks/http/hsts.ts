/** Strict-Transport-Security as RFC 6797 section 6.1 reads it, for configuration and live answers alike. */

export interface HstsValue {
  /** Seconds; null where max-age is missing or no number. */
  readonly maxAge: number | null;
  readonly includeSubDomains: boolean;
  readonly preload: boolean;
  /** False where a browser must ignore the header: a directive twice, no max-age, a syntax error. */
  readonly valid: boolean;
  /** Whether browsers' preload list takes a domain that sends this, see `isPreloadable`. */
  readonly preloadable: boolean;
  /** Range of max-age's number in the text, where it has one. */
  readonly maxAgeRange: { readonly start: number; readonly end: number } | null;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Parses a header's value. Names are case-insensitive, values may be quoted, unknown directives are ignored. */
export function parseHsts(text: string): HstsValue {
  const seen = new Set<string>();
  let maxAge: number | null = null;
  let maxAgeRange: HstsValue['maxAgeRange'] = null;
  let valid = true;
  for (const part of splitOutsideQuotes(text)) {
    const match = /^\s*([^=\s]*)\s*(?:=\s*([\s\S]*?))?\s*$/.exec(part.text);
    const name = (match?.[1] ?? '').toLowerCase();
    const written = match?.[2];
    if (match === null) valid = false;
    if (match === null || name === '') continue;
    if (!TOKEN.test(name) || seen.has(name)) valid = false;
    if (seen.has(name)) continue;
    seen.add(name);
    const value = written === undefined ? null : unquote(written);
    if (written !== undefined && value === null) valid = false;
    if (name === 'includesubdomains' && written !== undefined) valid = false;
    if (name !== 'max-age') continue;
    if (value === null || written === undefined || !/^\d+$/.test(value)) {
      valid = false;
      continue;
    }
    maxAge = Number(value);
    const start = part.start + part.text.indexOf(value, part.text.indexOf('='));
    maxAgeRange = { start, end: start + value.length };
  }
  return {
    maxAge,
    includeSubDomains: seen.has('includesubdomains'),
    preload: seen.has('preload'),
    valid: valid && maxAge !== null,
    preloadable: isPreloadable(text),
    maxAgeRange,
  };
}

/** Seconds: what the list wants at least (hstspreload.org). */
const SHORTEST_TO_PRELOAD = 31_536_000;

/**
 * As the list's own check reads the header (github.com/chromium/hstspreload): it knows no quotes, minds no repetition, and
 * takes a max-age of digits only.
 */
function isPreloadable(text: string): boolean {
  const directives = text.split(';').map((directive) => directive.trim().toLowerCase());
  const ages = directives.filter((directive) => directive.startsWith('max-age'));
  const [first, ...others] = ages.map((age) => /^max-age=(\d+)$/.exec(age)?.[1]);
  return (
    directives.includes('preload') &&
    directives.includes('includesubdomains') &&
    first !== undefined &&
    others.every((age) => age !== undefined) &&
    Number(first) >= SHORTEST_TO_PRELOAD
  );
}

function splitOutsideQuotes(text: string): readonly { readonly text: string; readonly start: number }[] {
  const parts: { text: string; start: number }[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at <= text.length; at++) {
    if (isQuoted && text[at] === '\\') at++;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (at === text.length || (text[at] === ';' && !isQuoted)) {
      parts.push({ text: text.slice(start, at), start });
      start = at + 1;
    }
  }
  if (start < text.length) parts.push({ text: text.slice(start), start });
  return parts;
}

/** A token as it is, a quoted-string without its quotes; null for anything else. */
function unquote(text: string): string | null {
  if (text.startsWith('"')) {
    const match = /^"((?:[^"\\]|\\[\s\S])*)"$/.exec(text);
    return match === null ? null : (match[1] ?? '').replaceAll(/\\([\s\S])/g, '$1');
  }
  return TOKEN.test(text) ? text : null;
}
