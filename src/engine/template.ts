/** Message templates: text with placeholders in braces, taken apart once when a rule is loaded. */

export const PLACEHOLDERS = [
  'subject',
  'offending',
  'witness',
  'param',
  'value',
  'element',
  'item',
  'provenance',
] as const;

export interface Placeholder {
  readonly name: (typeof PLACEHOLDERS)[number];
  /** What follows the first dot: `header.csp` of `{value.header.csp}`; empty without one. */
  readonly path: string;
  /** Offset in the template. */
  readonly start: number;
  readonly end: number;
}

export type Part = string | Placeholder;

export interface TemplateFault {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** A name that is no placeholder, for "did you mean". */
  readonly unknown?: string;
}

export interface Template {
  readonly parts: readonly Part[];
  readonly faults: readonly TemplateFault[];
}

/** Takes a template apart. Which paths exist is for the caller to check. */
export function parseTemplate(text: string): Template {
  const parts: Part[] = [];
  const faults: TemplateFault[] = [];
  let from = 0;
  for (const match of text.matchAll(/\{([^{}]*)\}|[{}]/g)) {
    const start = match.index;
    const end = start + match[0].length;
    if (start > from) parts.push(text.slice(from, start));
    from = end;
    const inside = match[1];
    if (inside === undefined) {
      faults.push({ message: `a \`${match[0]}\` without its other half`, start, end });
      continue;
    }
    const [word = '', ...rest] = inside.split('.');
    const name = PLACEHOLDERS.find((known) => known === word);
    if (name === undefined) {
      faults.push({ message: `unknown placeholder \`{${inside}}\``, start, end, unknown: word });
    } else parts.push({ name, path: rest.join('.'), start, end });
  }
  if (from < text.length) parts.push(text.slice(from));
  return { parts, faults };
}
