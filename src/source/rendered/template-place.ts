/** From a place in what a template became to the place in the template. */
import type { Span } from '../span.ts';
import { lineOf, type SourceText, sourceText } from '../text.ts';
import { alignLines } from './align.ts';

type Extent = Pick<Span, 'start' | 'end'>;

/** Finds places for one document of the output; the lines are compared when the first is asked for. */
export function placesInTemplate(template: SourceText, output: string): (at: Extent) => Extent {
  const rendered = sourceText(template.path, output);
  let lines: readonly number[] | undefined;
  return ({ start, end }) => {
    lines ??= alignLines(linesOf(template.text), linesOf(output));
    const line = lineOf(rendered, start) - 1;
    const from = rendered.lineStarts[line] ?? 0;
    const written = lineAt(rendered, line);
    const target = Math.max(lines[line] ?? 0, 0);
    return placeInLine(template, target, {
      before: written.slice(0, start - from),
      text: written.slice(start - from, Math.min(end - from, written.length)),
      after: written.slice(Math.min(end - from, written.length)).trimEnd(),
    });
  };
}

interface Wanted {
  /** What stands before it on its line. */
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

/** The same text, else what stands in its place behind the same beginning, else the whole line. */
function placeInLine(template: SourceText, line: number, { before, text, after }: Wanted): Extent {
  const start = template.lineStarts[line] ?? 0;
  const written = lineAt(template, line);
  const first = written.length - written.trimStart().length;
  const whole = Math.max(written.trimEnd().length, first);
  const end = start + (written.trimEnd().endsWith(after) ? Math.max(whole - after.length, first) : whole);
  const lead = before.trimStart();
  const isLed = written.startsWith(lead, first);
  const same = text === '' ? -1 : written.indexOf(text, isLed ? first + lead.length : first);
  if (same >= 0 && (isLed || text.length > 2))
    return { start: start + same, end: start + same + text.length };
  const from = start + first + (isLed ? lead.length : 0);
  return from < end ? { start: from, end } : { start: start + first, end: start + whole };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

function lineAt(source: SourceText, line: number): string {
  const start = source.lineStarts[line] ?? source.text.length;
  const next = source.lineStarts[line + 1] ?? source.text.length;
  return source.text.slice(start, next).replace(/[\r\n]+$/, '');
}
