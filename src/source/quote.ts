/** How a diagnostic quotes what it found, so that no secret gets into a message that a person or a log will read. */

const LONGEST_QUOTE = 40;
const LONGEST_TOKEN = 16;
const HUMPS = /^[a-z]{2,14}([A-Z][a-z]{2,14}){1,4}$/;
const SENSITIVE_NAME = /pass(word|wd|phrase)?$|secret|token|credential|private|api_?key|dsn$/i;

/**
 * A value in words: short text in back quotes, numbers and booleans as they are, everything else by its type and size.
 * Text is not quoted where it may be a secret: under a sensitive key, in a URL with credentials, or with a token of 16
 * or more characters that is not made of plain words (`statementTimeout` is).
 */
export function quoteValue(value: unknown, key = ''): string {
  if (typeof value === 'number' || typeof value === 'boolean') return `\`${String(value)}\``;
  if (typeof value !== 'string') return typeWords(value);
  if (value === '') return 'an empty text';
  if (SENSITIVE_NAME.test(key) || mayBeSecret(value)) return `a text of ${value.length} characters`;
  return quoteWord(value);
}

/** A name in back quotes; cut where it is long, and only counted where it may be a secret. */
export function quoteWord(name: string): string {
  if (mayBeSecret(name)) return `[${name.length} characters]`;
  const oneLine = name.replace(/\s+/g, ' ');
  return oneLine.length > LONGEST_QUOTE ? `\`${oneLine.slice(0, LONGEST_QUOTE)}…\`` : `\`${oneLine}\``;
}

/** The type of a value as a person calls it: "a list", "text", "nothing". */
export function typeWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}

/** Words, file paths, globs and identifiers are made of short parts, or of humps like `statementTimeout`. */
function mayBeSecret(text: string): boolean {
  if (/:\/\/[^/\s]*@/.test(text)) return true;
  return text.split(/[^A-Za-z0-9+=]+/).some((token) => token.length >= LONGEST_TOKEN && !HUMPS.test(token));
}
