/**
 * Text of the same length in which nginx-conf can only see what nginx sees: comments and Lua code are blank, and the
 * contents of strings and of words with signs that it reads differently (quotes, braces, backslashes, spaces of other
 * alphabets) are letters.
 */
import type { Lexed } from './lex.ts';

/** Words in which nginx-conf finds the same end as nginx; `_by_lua_block` would start its own Lua reader. */
const PLAIN = /^[\w./:=~^*$|()+@%,?<>&!`[\]#-]+$/;

/** What stands for a word or string (quotes included) of the source in the mask. */
export function maskedWord(raw: string, quoted: boolean): string {
  if (quoted) return `"${'x'.repeat(raw.length - 2)}"`;
  return PLAIN.test(raw) && !raw.includes('_by_lua_block') ? raw : 'x'.repeat(raw.length);
}

/** Masks a text that was read without fault. */
export function maskText(text: string, lexed: Lexed): string {
  const opaque: { readonly start: number; readonly end: number; readonly shown: string }[] = [];
  for (const statement of lexed.statements) {
    for (const word of statement.words) {
      const shown = maskedWord(text.slice(word.start, word.end), word.quoted);
      opaque.push({ start: word.start, end: word.end, shown });
    }
    if (statement.form === 'lua' && statement.body !== null) {
      const { start, end } = statement.body;
      opaque.push({ start, end, shown: '\n'.repeat(end - start) });
    }
  }
  for (const { start, end } of lexed.comments) {
    opaque.push({ start, end, shown: '\n'.repeat(end - start) });
  }
  opaque.sort((a, b) => a.start - b.start);

  let mask = '';
  let at = 0;
  for (const { start, end, shown } of opaque) {
    mask += blankGap(text.slice(at, start)) + shown;
    at = end;
  }
  return mask + blankGap(text.slice(at));
}

/** Between tokens there is only white space, `;`, `{` and `}`; nginx-conf stumbles over a blank at the very end. */
function blankGap(gap: string): string {
  return gap.replace(/[^;{}]/g, '\n');
}
