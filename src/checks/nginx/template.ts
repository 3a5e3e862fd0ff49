/**
 * Placeholders of template languages. A file that holds them is not what nginx will read, so nothing is judged by it.
 * `$NAME` and `${NAME}` (envsubst) are nginx variables by their looks and are left to the semantic layer.
 */
import type { Lexed } from './lex.ts';

/** Jinja, Go, Helm, Mustache · ERB, EJS · `%%NAME%%` · `@@NAME@@` · autoconf's `@NAME@`. */
const PLACEHOLDER = /\{\{|\{%|\{#[^\n{]*#\}|<%|%%[A-Za-z_]\w*%%|@@\w+@@|@[A-Z][A-Z0-9_]+@/g;

/** What every placeholder begins with: most files hold none of it, and need not be looked at word by word. */
const SIGNS = /\{[{%#]|<%|%%|@/;

/** In quotes only a closed placeholder counts: half of one is text. */
const CLOSED_PLACEHOLDER =
  /\{\{[^{}\w]*\w[^{}]*\}\}|\{%[^{}]*%\}|<%[^<>]*%>|%%[A-Za-z_]\w*%%|@@\w+@@|@[A-Z][A-Z0-9_]+@/;

/** Their arguments are text for clients or logs, where such signs mean nothing to nginx. */
const FREE_TEXT = new Set(['return', 'sub_filter', 'log_format', 'echo', 'rewrite']);

/**
 * The offset of the first placeholder that stands where nginx would read it literally, in a file that its reader
 * accepts: `listen %%PORT%%;`, `<% if x %>` (to nginx the name of a directive).
 */
export function placeholderInWords(text: string, lexed: Lexed): number | null {
  if (!SIGNS.test(text)) return null;
  for (const { words } of lexed.statements) {
    for (const word of words) {
      if (word.quoted && FREE_TEXT.has(words[0].text)) continue;
      const at = word.text.search(word.quoted ? CLOSED_PLACEHOLDER : PLACEHOLDER);
      if (at !== -1) return word.start;
    }
  }
  return null;
}

/** The offset of the first placeholder outside of comments before `end`: the likely cause of a fault at `end`. */
export function placeholderBefore(text: string, lexed: Lexed, end: number): number | null {
  const comments = lexed.comments;
  let next = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > end) return null;
    while ((comments[next]?.end ?? Number.POSITIVE_INFINITY) <= match.index) next++;
    const comment = comments[next];
    if (comment === undefined || match.index < comment.start) return match.index;
  }
  return null;
}
