/**
 * A directive that lacks its `;` takes the next one for its arguments: nginx's reader is content, and the directive then
 * refuses what it got. Judging it as read would hide a directive, so it is told as the fault that it is.
 */
import { isKnown } from './directives.ts';
import type { Lexed, SyntaxFault } from './lex.ts';

/** The first argument that begins its line and is the name of a directive, of a kind that nobody has as a value. */
export function swallowedDirective(text: string, lexed: Lexed): SyntaxFault | null {
  for (const { words, form } of lexed.statements) {
    const last = words.at(-1);
    if (form !== 'simple' || last === undefined || words.length < 2) continue;
    const lineEnd = text.indexOf('\n', words[0].end);
    if (lineEnd < 0 || lineEnd > last.start) continue;
    let before = words[0];
    for (const word of words.slice(1)) {
      const isName = !word.quoted && word.text.includes('_') && isKnown(word.text, 'simple');
      if (isName && text.slice(before.end, word.start).includes('\n')) {
        const message = `"${words[0].text}" misses its ";" before "${word.text}"`;
        return { message, offset: words[0].start, reached: word.start };
      }
      before = word;
    }
  }
  return null;
}
