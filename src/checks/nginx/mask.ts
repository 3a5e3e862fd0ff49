/**
 * Text of the same length in which nginx-conf can only see what nginx sees: comments and Lua code are blank, and the
 * contents of strings and of words with signs that it reads differently (quotes, braces, backslashes, spaces of other
 * alphabets) are letters.
 */
import type { Lexed } from './lex.ts';

/** Words in which nginx-conf finds the same end as nginx; `_by_lua_block` would start its own Lua reader. */
const PLAIN = /^[\w./:=~^*$|()+@%,?<>&!`[\]#-]+$/;

/** Masks a text that was read without fault. Between tokens there is only white space, `;`, `{` and `}`. */
export function maskText(text: string, lexed: Lexed): string {
  const hidden: { readonly start: number; readonly end: number; readonly shown: string }[] = [];
  const blank = (start: number, end: number) => hidden.push({ start, end, shown: '\n'.repeat(end - start) });
  for (const { words, form, body } of lexed.statements) {
    for (const { start, end, quoted } of words) {
      const raw = text.slice(start, end);
      if (quoted) hidden.push({ start, end, shown: `"${'x'.repeat(raw.length - 2)}"` });
      else if (!isPlain(raw)) hidden.push({ start, end, shown: 'x'.repeat(raw.length) });
    }
    if (form === 'lua' && body !== null) blank(body.start, body.end);
  }
  for (const { start, end } of lexed.comments) blank(start, end);
  if (text.charCodeAt(0) === 0xfeff) blank(0, 1);
  // nginx-conf takes a blank at the very end for an unfinished word.
  blank(text.length - trailingBlanks(text), text.length);
  hidden.sort((a, b) => a.start - b.start);

  let mask = '';
  let at = 0;
  for (const { start, end, shown } of hidden) {
    if (end <= at) continue;
    mask += text.slice(at, start) + shown;
    at = end;
  }
  return mask + text.slice(at);
}

function isPlain(word: string): boolean {
  return PLAIN.test(word) && !word.includes('_by_lua_block');
}

function trailingBlanks(text: string): number {
  let start = text.length;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return text.length - start;
}
