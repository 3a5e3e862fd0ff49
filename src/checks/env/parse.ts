/** The lines of an environment file: what dotenv and Docker's env_file agree on. */

export interface EnvLine {
  readonly name: string;
  /** Without quotes and the comment behind it. */
  readonly value: string;
  /** Offsets of the value in the text, without its quotes. */
  readonly start: number;
  readonly end: number;
  /** Offsets of the name. */
  readonly nameStart: number;
  readonly nameEnd: number;
}

const LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/;

/** Entries in order. A value in quotes ends at the closing one of its line; another one ends at ` #`. */
export function parseEnv(text: string): readonly EnvLine[] {
  const lines: EnvLine[] = [];
  const eachLine = /[^\r\n]+/g;
  for (let found = eachLine.exec(text); found !== null; found = eachLine.exec(text)) {
    const [line] = found;
    const head = LINE.exec(line);
    const name = head?.[1];
    if (head === null || name === undefined) continue;
    const extent = valueExtent(line, head[0].length);
    const nameStart = found.index + line.indexOf(name);
    lines.push({
      name,
      value: line.slice(extent.start, extent.end),
      start: found.index + extent.start,
      end: found.index + extent.end,
      nameStart,
      nameEnd: nameStart + name.length,
    });
  }
  return lines;
}

function valueExtent(line: string, start: number): { readonly start: number; readonly end: number } {
  const quote = line[start];
  if (quote === '"' || quote === "'" || quote === '`') {
    const close = line.indexOf(quote, start + 1);
    if (close > 0) return { start: start + 1, end: close };
  }
  const comment = line.slice(start).search(/\s#/);
  const end = comment < 0 ? line.length : start + comment;
  return { start, end: start + line.slice(start, end).trimEnd().length };
}
