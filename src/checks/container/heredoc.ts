/** Which words of an instruction open a heredoc, as BuildKit has it: unquoted `<<NAME` in ADD, COPY and RUN. */

export interface Heredoc {
  readonly name: string;
  /** `<<-`: tabs before the lines and the terminator are dropped. */
  readonly stripsTabs: boolean;
  /** Unquoted, so variables are replaced in the body. */
  readonly expands: boolean;
}

const MAY_HOLD = /^\s*(?:onbuild\s+)?(?:add|copy|run)\s/i;
const JSON_FORM = /^\s*(?:onbuild\s+)?(?:add|copy|run)\s+(?:--\S+\s+)*\[/i;
const WORD = /^\d*<<(-?)([^<]+)$/;

export function heredocsIn(line: string): readonly Heredoc[] {
  if (!line.includes('<<') || !MAY_HOLD.test(line)) return [];
  if (JSON_FORM.test(line.slice(0, 2000)) && line.trimEnd().endsWith(']')) return [];
  return rawWords(line).flatMap((word) => {
    const match = WORD.exec(word);
    if (match === null) return [];
    const [, dash, rest = ''] = match;
    const name = unquoted(rest);
    return name === '' ? [] : [{ name, stripsTabs: dash === '-', expands: name === rest }];
  });
}

/** The words of a line with their quotes; none where a quote is never closed. */
function rawWords(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    if (quote !== '') {
      word += sign;
      if (sign === '\\' && quote === '"') {
        at += 1;
        word += line.charAt(at);
      } else if (sign === quote) quote = '';
    } else if (/\s/.test(sign)) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      word += sign;
      if (sign === '"' || sign === "'") quote = sign;
      else if (sign === '\\') {
        at += 1;
        word += line.charAt(at);
      }
    }
  }
  if (quote !== '') return [];
  return word === '' ? words : [...words, word];
}

function unquoted(word: string): string {
  return word.replace(/\\(.)|["']/gs, '$1');
}
