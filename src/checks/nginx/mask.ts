/**
 * What nginx-conf gets to read: the file as nginx sees it, with nothing in it that nginx-conf reads differently or slowly.
 * Comments and Lua code are left out and white space is one character; the contents of strings and of words with signs
 * of their own meaning there (quotes, braces, backslashes, spaces of other alphabets) are letters.
 */
import type { Lexed } from './lex.ts';
import type { Argument, Comment } from './tree.ts';

export interface Mask {
  readonly text: string;
  /** What stands in it for each word, in the order of the file. */
  readonly words: readonly string[];
}

/** Words in which nginx-conf finds the same end as nginx; `_by_lua_block` would start its own Lua reader. */
const PLAIN = /^[\w./:=~^*$|()+@%,?<>&!`[\]#-]+$/;

/** Masks a text that was read without fault. Between tokens there is only white space, `;`, `{` and `}`. */
export function maskText(text: string, lexed: Lexed): Mask {
  const words: string[] = [];
  const between = gapReader(text, lexed.comments);
  let mask = '';
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (const { words: own, form, body } of lexed.statements) {
    for (const word of own) {
      const masked = maskWord(text, word);
      words.push(masked);
      mask += between(at, word.start) + masked;
      at = word.end;
    }
    if (form === 'lua' && body !== null) {
      mask += between(at, body.start);
      at = body.end;
    }
  }
  return { text: mask + between(at, text.length).trimEnd(), words };
}

function maskWord(text: string, { start, end, quoted }: Argument): string {
  if (quoted) return `"${'x'.repeat(end - start - 2)}"`;
  const word = text.slice(start, end);
  return PLAIN.test(word) && !word.includes('_by_lua_block') ? word : 'x'.repeat(end - start);
}

const SPACE = 32;

/** What stands between two words, to be asked for in order. */
function gapReader(text: string, comments: readonly Comment[]): (start: number, end: number) => string {
  let next = 0;
  return (start, end) => {
    if (end - start === 1 && text.charCodeAt(start) === SPACE) return ' ';
    let signs = '';
    let at = start;
    for (let comment = comments[next]; comment !== undefined && comment.start < end; ) {
      signs += text.slice(at, comment.start);
      at = comment.end;
      next++;
      comment = comments[next];
    }
    return (signs + text.slice(at, end)).replace(/[ \t\r\n]+/g, '\n');
  };
}
