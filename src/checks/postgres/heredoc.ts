/** Here-documents of shell scripts: what is handed to a command, or written into a file. */
import { type Excerpt, part } from './excerpt.ts';

export interface Heredoc {
  /** The line on which it begins, up to `<<`, with what follows the delimiter. */
  readonly command: string;
  readonly excerpt: Excerpt;
  /** Variables are filled in, since the delimiter is not quoted. */
  readonly expands: boolean;
}

const BEGIN = /^(?:[^#\n]|(?<!\s)#)*?<<(-?)[ \t]*(?:'(\w+)'|"(\w+)"|\\?(\w+))[^\n]*$/gm;

/** Every here-document of a script. Those whose lines lose their tabs (`<<-`) keep them: no reader here minds. */
export function heredocs(script: Excerpt): readonly Heredoc[] {
  const { text } = script;
  if (!text.includes('<<')) return [];
  const found: Heredoc[] = [];
  let from = 0;
  for (const match of text.matchAll(BEGIN)) {
    const [line, dash, single, double, plain] = match;
    const tag = single ?? double ?? plain ?? '';
    if (match.index < from || line.includes('<<<')) continue;
    const start = match.index + line.length + 1;
    const end = endOf(text, start, tag, dash === '-');
    from = end;
    const expands = plain !== undefined && !line.includes(`\\${plain}`);
    found.push({ command: line, excerpt: part(script, start, end), expands });
  }
  return found;
}

function endOf(text: string, start: number, tag: string, tabs: boolean): number {
  for (let at = start; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const line = text.slice(at, next < 0 ? text.length : next).replace(/\r$/, '');
    if ((tabs ? line.replace(/^\t+/, '') : line) === tag) return at;
    at = next < 0 ? text.length : next + 1;
  }
  return text.length;
}
