/**
 * Prometheus' text format, version 0.0.4, its UTF-8 names and what OpenMetrics adds to a sample line
 * (prometheus.io/docs/instrumenting/exposition_formats, OpenMetrics 1.0 section "Text Format").
 */

export interface Sample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type Exposition =
  | {
      readonly kind: 'samples';
      readonly samples: readonly Sample[];
      /** Names that HELP and TYPE lines announce: what has not counted yet has no sample. */
      readonly families: ReadonlySet<string>;
    }
  /** `line` counts from 1. */
  | { readonly kind: 'other'; readonly line: number };

const NAME = /[a-zA-Z_:][\w:]*/y;
const LABEL = /[a-zA-Z_]\w*/y;
const BLANK = /[ \t]*/y;
/** The quotes of a text, which may hold escapes. */
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
/** What follows the labels: a value, perhaps a time, perhaps an exemplar. */
const END = /^[ \t]*([^ \t#]+)(?:[ \t]+-?[\d.eE+]+)?(?:[ \t]*|[ \t]+#[ \t]*\{.*)$/;

/** All samples of an answer; the first line that is none makes the whole something else. */
export function parseExposition(text: string): Exposition {
  const samples: Sample[] = [];
  const families = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed.startsWith('#')) {
      const family = /^#[ \t]*(?:HELP|TYPE)[ \t]+(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(trimmed);
      if (family !== null) families.add(family[2] ?? unescaped(family[1] ?? ''));
    }
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const sample = parseSample(trimmed);
    if (sample === null) return { kind: 'other', line: index + 1 };
    samples.push(sample);
  }
  return { kind: 'samples', samples, families };
}

function parseSample(line: string): Sample | null {
  const name = matchAt(NAME, line, 0);
  const bare = skipBlank(line, name === null ? 0 : name.end);
  const braced = line[bare] === '{' ? parseLabels(line, bare + 1) : null;
  if (line[bare] === '{' && braced === null) return null;
  const metric = name?.text ?? braced?.metric;
  const rest = END.exec(line.slice(braced?.end ?? name?.end ?? 0));
  const value = rest === null ? null : parseValue(rest[1] ?? '');
  return metric === undefined || metric === null || value === null
    ? null
    : { metric, labels: braced?.labels ?? {}, value };
}

interface Braced {
  /** A name that needs quotes stands first among the labels. */
  readonly metric: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly end: number;
}

function parseLabels(line: string, start: number): Braced | null {
  const labels: Record<string, string> = Object.create(null);
  let metric: string | null = null;
  let at = skipBlank(line, start);
  while (line[at] !== '}') {
    const name = matchAt(LABEL, line, at) ?? matchAt(QUOTED, line, at);
    if (name === null) return null;
    at = skipBlank(line, name.end);
    if (line[at] === '=') {
      const value = matchAt(QUOTED, line, skipBlank(line, at + 1));
      if (value === null) return null;
      labels[unescaped(name.text)] = unescaped(value.text);
      at = skipBlank(line, value.end);
    } else if (metric === null) metric = unescaped(name.text);
    else return null;
    if (line[at] === ',') at = skipBlank(line, at + 1);
    else if (line[at] !== '}') return null;
  }
  return { metric, labels, end: at + 1 };
}

function matchAt(
  pattern: RegExp,
  line: string,
  at: number,
): { readonly text: string; readonly end: number } | null {
  pattern.lastIndex = at;
  const match = pattern.exec(line);
  return match === null ? null : { text: match[1] ?? match[0], end: at + match[0].length };
}

function skipBlank(line: string, at: number): number {
  BLANK.lastIndex = at;
  return at + (BLANK.exec(line)?.[0].length ?? 0);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}

/** As Go's ParseFloat takes them, hexadecimal ones left aside. */
function parseValue(text: string): number | null {
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}
