/** What shell scripts write into a pg_hba.conf: here-documents, and the lines of echo and printf. */

import type { SourceText } from '../../../source/text.ts';
import { anchorIn, type Excerpt, part, wholeFile } from '../excerpt.ts';
import { entryLines } from '../hba/claim.ts';
import { heredocs } from '../heredoc.ts';

export interface ScriptHba {
  readonly excerpt: Excerpt;
  /** False for what is put behind entries that are there already. */
  readonly isComplete: boolean;
  /** A variable of the shell stands in it: the offset in the file. */
  readonly variable: number | null;
}

const ECHO =
  /\becho[ \t]+(?:-[neE]+[ \t]+)*(["'])((?:local|host\w*)[ \t][^"'\n]{0,2000})\1[ \t]*(>>?)[^\n]{0,300}pg_hba\.conf/g;

export function hbaInScript(source: SourceText): readonly ScriptHba[] {
  if (!source.text.includes('pg_hba')) return [];
  const whole = wholeFile(source);
  const found: ScriptHba[] = [];
  for (const { command, excerpt, expands } of heredocs(whole)) {
    if (!/pg_hba/.test(command) || entryLines(excerpt.text) === 0) continue;
    found.push({
      excerpt,
      isComplete: !command.includes('>>'),
      variable: expands ? variableIn(excerpt) : null,
    });
  }
  for (const match of source.text.matchAll(ECHO)) {
    const [line, quote = '', entry = '', redirect] = match;
    const start = match.index + line.indexOf(quote) + 1;
    const excerpt = part(whole, start, start + entry.length);
    if (entryLines(entry) === 0 && !entry.includes('$')) continue;
    found.push({
      excerpt,
      isComplete: redirect === '>',
      variable: quote === '"' ? variableIn(excerpt) : null,
    });
  }
  return found;
}

function variableIn(excerpt: Excerpt): number | null {
  const at = excerpt.text.search(/\$(?:\w|\{|\()/);
  return at < 0 ? null : anchorIn(excerpt, at, at).start;
}
