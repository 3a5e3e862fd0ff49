/** What shell scripts write into pg_hba.conf and postgresql.conf: here-documents, and the lines of echo and printf. */

import { anchorIn, type Excerpt, part } from '../excerpt.ts';
import { entryLines } from '../hba/claim.ts';
import { heredocs } from '../heredoc.ts';

export interface ScriptPart {
  readonly file: 'pg_hba.conf' | 'postgresql.conf';
  readonly excerpt: Excerpt;
  /** False for what is put behind lines that are there already. */
  readonly isComplete: boolean;
  /** A variable of the shell stands in it: the offset in the file. */
  readonly variable: number | null;
}

const ECHO =
  /\b(?:echo|printf)[ \t]+(?:-[neE]+[ \t]+)*(["'])([^"'\n]{1,2000})\1[ \t]*(>>?)[^\n]{0,300}?(pg_hba|postgresql)(?:\.auto)?\.conf/g;

/** Every part of a script that is written into one of the files, in no order. */
export function partsOfScript(whole: Excerpt): readonly ScriptPart[] {
  if (!/pg_hba|postgresql/.test(whole.text)) return [];
  const found: ScriptPart[] = [];
  for (const { command, excerpt, expands } of heredocs(whole)) {
    const file = fileIn(command, excerpt.text);
    if (file === null) continue;
    const isComplete = file === 'pg_hba.conf' && !command.includes('>>');
    found.push({ file, excerpt, isComplete, variable: expands ? variableIn(excerpt) : null });
  }
  for (const match of whole.text.matchAll(ECHO)) {
    const [line, quote = '', written = '', redirect, name] = match;
    const start = match.index + line.indexOf(quote) + 1;
    // A format that holds an end of line stands for several, or for one and its end.
    const text = written.replace(/(?:\\n)+$/, '');
    const excerpt = part(whole, start, start + text.length);
    const file = name === 'pg_hba' ? 'pg_hba.conf' : 'postgresql.conf';
    if (text.includes('\\n') || !isWorth(file, text)) continue;
    const isComplete = file === 'pg_hba.conf' && redirect === '>';
    found.push({ file, excerpt, isComplete, variable: quote === '"' ? variableIn(excerpt) : null });
  }
  return found;
}

/** The file that a command with a here-document writes; a command of psql that names one writes none. */
function fileIn(command: string, text: string): ScriptPart['file'] | null {
  if (/pg_hba/.test(command)) return entryLines(text) > 0 ? 'pg_hba.conf' : null;
  return />[^<]*postgresql(?:\.auto)?\.conf/.test(command) ? 'postgresql.conf' : null;
}

function isWorth(file: ScriptPart['file'], text: string): boolean {
  if (file === 'postgresql.conf') return /^\s*[\w.]+\s*=?\s*\S/.test(text);
  return entryLines(text) > 0 || (/^(?:local|host)/.test(text) && text.includes('$'));
}

function variableIn(excerpt: Excerpt): number | null {
  const at = excerpt.text.search(/\$(?:\w|\{|\()/);
  return at < 0 ? null : anchorIn(excerpt, at, at).start;
}
