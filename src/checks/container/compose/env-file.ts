/** Files of `KEY=value` lines, as Compose reads `.env` and `env_file`. */
import { interpolate } from './interpolate.ts';

export interface EnvLine {
  readonly name: string;
  readonly value: string;
  /** Offsets of the name. */
  readonly start: number;
  readonly end: number;
}

const LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(.*)$/;

export function envLines(text: string): readonly EnvLine[] {
  const lines: EnvLine[] = [];
  const known = new Map<string, string>();
  let at = 0;
  for (const line of text.split('\n')) {
    const match = LINE.exec(line.replace(/\r$/, ''));
    if (match !== null && !line.trimStart().startsWith('#')) {
      const [, name = '', raw = ''] = match;
      const start = at + line.indexOf(name);
      const value = valueIn(raw, (other) => known.get(other));
      known.set(name, value);
      lines.push({ name, value, start, end: start + name.length });
    }
    at += line.length + 1;
  }
  return lines;
}

function valueIn(raw: string, lookup: (name: string) => string | undefined): string {
  const quote = raw[0];
  if (quote === "'" || quote === '"') {
    const end = raw.indexOf(quote, 1);
    const inner = end < 0 ? raw.slice(1) : raw.slice(1, end);
    return quote === "'" ? inner : interpolate(inner, lookup).text;
  }
  const comment = raw.search(/[ \t]#/);
  return interpolate((comment < 0 ? raw : raw.slice(0, comment)).trim(), lookup).text;
}
