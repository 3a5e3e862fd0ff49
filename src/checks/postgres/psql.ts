/** Commands that scripts give psql in words of its own: `psql … -c "ALTER SYSTEM …"`. */
import { type Excerpt, part } from './excerpt.ts';

const OPTION = /[ \t](?:-[A-Za-z]*c|--command)(?:[ \t]+|=|(?=["']))(["'])/g;
/** Of one command. */
const LONGEST = 5_000;

/** The quoted texts behind `-c` and `--command` of psql, in order. */
export function psqlCommands(script: Excerpt): readonly Excerpt[] {
  const { text } = script;
  const found: Excerpt[] = [];
  let from = 0;
  for (let at = text.indexOf('psql'); at >= 0; at = text.indexOf('psql', from)) {
    const end = endOfLine(text, at);
    OPTION.lastIndex = at;
    from = end;
    for (let match = OPTION.exec(text); match !== null && match.index < end; match = OPTION.exec(text)) {
      const start = match.index + match[0].length;
      const close = closing(text, start, match[1] ?? '"');
      if (close < 0) break;
      found.push(part(script, start, close));
      OPTION.lastIndex = close;
      from = Math.max(end, close);
    }
  }
  return found;
}

/** Where a line ends as the shell sees it, which joins those that end in a backslash. */
function endOfLine(text: string, from: number): number {
  let end = text.indexOf('\n', from);
  while (end > 0 && text[end - 1] === '\\') end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

/** Where a quoted word ends; -1 where it does not. */
function closing(text: string, from: number, quote: string): number {
  const last = Math.min(text.length, from + LONGEST);
  for (let at = from; at < last; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}
