/**
 * Words of a line as the server cuts them: white space separates fields, commas make lists, double quotes take away a
 * word's special meaning, `#` ends the line.
 */

export interface Word {
  readonly text: string;
  /** It begins with a double quote: no keyword, no group, no file. */
  readonly quoted: boolean;
  /** Offsets in the line, quotes included. */
  readonly start: number;
  readonly end: number;
  /** A comma follows at once, so that the next word belongs to the same list. */
  readonly comma: boolean;
}

/** Reads one word from `from` on; null where there is none, with where the reading ended. */
export function nextWord(line: string, from: number): { readonly word: Word | null; readonly next: number } {
  let at = from;
  while (at < line.length && (isBlank(line.charCodeAt(at)) || line[at] === ',')) at++;
  const start = at;
  while (at < line.length && isPlain(line.charCodeAt(at))) at++;
  if (at === line.length || (at > start && isBlank(line.charCodeAt(at)))) {
    const plain = line.slice(start, at);
    return {
      word: at === start ? null : { text: plain, quoted: false, start, end: at, comma: false },
      next: at,
    };
  }
  at = start;
  let text = '';
  let inQuote = false;
  let wasQuote = false;
  let sawQuote = false;
  let quoted = false;
  let comma = false;
  let end = start;
  for (; at < line.length; at++) {
    const char = line[at] ?? '';
    if (!inQuote) {
      if (isBlank(line.charCodeAt(at))) break;
      if (char === '#') {
        at = line.length;
        break;
      }
      if (char === ',') {
        comma = true;
        break;
      }
    }
    const isQuote = char === '"';
    if (!isQuote || wasQuote) text += char;
    // Two double quotes inside quotes stand for one.
    wasQuote = inQuote && isQuote ? !wasQuote : false;
    if (isQuote) {
      inQuote = !inQuote;
      sawQuote = true;
      if (text === '') quoted = true;
    }
    end = at + 1;
  }
  // A comma is read again by the next call, which skips it.
  const word = sawQuote || text !== '' ? { text, quoted, start, end, comma } : null;
  return { word, next: at };
}

/** Neither white space nor a quote, a comma or `#`. */
function isPlain(code: number): boolean {
  return !isBlank(code) && code !== 34 && code !== 35 && code !== 44;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}
