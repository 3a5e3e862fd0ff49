/**
 * Scenarios: what a person does at a shell and what they get, in one text that is read from top to bottom. This module
 * knows the format: a description, then sections that begin with a line `=== ` and hold the lines up to the next one.
 *
 *     What is promised, in a sentence or two.
 *
 *     === file nginx.conf
 *     http { }
 *
 *     === run
 *     secbaseline check
 *
 *     === stderr
 *     nothing to check
 *
 *     === exit 3
 *
 * Before a `run` stand what it finds: `file PATH`, `link PATH -> TARGET`, `folder PATH`, `delete PATH`, `move A -> B`,
 * `git ARGUMENTS`. A PATH in double quotes is a JSON string, and `file PATH escaped` has JSON escapes in its lines.
 * After it stand what it must do: `stdout`, `stderr`, `written PATH` (exact, or with `contains` or `lacks` behind, one
 * line each), and `exit CODE`. What is not named must be empty, or 0. The empty line before a header belongs to the page;
 * where it is missing, the section's last line has no line end.
 */

export interface Section {
  readonly keyword: string;
  /** What stands behind the keyword. */
  readonly argument: string;
  /** The lines, each with its line end; empty for a section without any. */
  readonly body: string;
}

export interface Scenario {
  readonly description: string;
  readonly sections: readonly Section[];
}

const KEYWORDS = new Set([
  ...['file', 'link', 'folder', 'delete', 'move', 'git'],
  ...['run', 'stdout', 'stderr', 'written', 'exit'],
]);

/** Throws for a text that is no scenario. */
export function parseScenario(text: string): Scenario {
  const [first = '', ...rest] = `\n${text}`.split('\n=== ');
  const description = first.trim();
  if (description === '') throw new Error('a scenario begins with a sentence that says what is promised');
  const sections = rest.map(sectionOf);
  if (!sections.some(({ keyword }) => keyword === 'run')) throw new Error('a scenario without a `=== run`');
  return { description, sections };
}

function sectionOf(text: string): Section {
  const end = text.indexOf('\n');
  const header = end < 0 ? text : text.slice(0, end);
  const [, keyword = '', argument = ''] = /^(\S+) ?(.*)$/.exec(header) ?? [];
  if (!KEYWORDS.has(keyword)) throw new Error(`there is no section \`=== ${header}\``);
  return { keyword, argument, body: end < 0 ? '' : text.slice(end + 1) };
}

/** The text of a scenario. */
export function printScenario({ description, sections }: Scenario): string {
  const parts = sections.map(({ keyword, argument, body }) => {
    const header = `=== ${keyword}${argument === '' ? '' : ` ${argument}`}\n`;
    return `${header}${body}`;
  });
  return [`${description}\n`, ...parts].join('\n');
}
