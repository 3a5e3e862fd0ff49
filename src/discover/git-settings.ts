/** Single settings of git, read from its configuration as text: nothing in it is followed or run. */

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

/** The last value of `section.key` in a configuration file, quotes and comments taken off; null without one. */
export function gitSetting(text: string, section: string, key: string): string | null {
  let current = '';
  let found: string | null = null;
  for (const line of text.split('\n')) {
    const header = /^\s*\[\s*([A-Za-z0-9.-]+)\s*\](.*)$/.exec(line);
    if (header !== null || /^\s*\[/.test(line)) current = header?.[1]?.toLowerCase() ?? '';
    const [, name, value] = /^\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*(.*)$/.exec(header?.[2] ?? line) ?? [];
    if (current === section.toLowerCase() && name?.toLowerCase() === key.toLowerCase()) {
      found = unquoted(value ?? '');
    }
  }
  return found;
}

function unquoted(written: string): string {
  let value = '';
  let isQuoted = false;
  for (let at = 0; at < written.length; at++) {
    const letter = written.charAt(at);
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === '\\') value += ESCAPES[written.charAt(++at)] ?? written.charAt(at);
    else if ((letter === '#' || letter === ';') && !isQuoted) break;
    else value += letter;
  }
  return isQuoted ? value : value.trimEnd();
}
