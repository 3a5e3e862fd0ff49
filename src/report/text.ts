/** The report for a person at a terminal: findings with their code, what is open, and a summary. */
import { type EntryStyle, renderEntry } from './entry.ts';
import { palette } from './palette.ts';
import type { PrintContext, Report } from './report.ts';
import { notAnalysedEntries, noteEntries, suppressionEntries } from './text-lists.ts';
import { summaryLines } from './text-summary.ts';
import { findingEntries } from './text-unknown.ts';
import { standing } from './words.ts';

/**
 * The whole report as text with a final newline. Suppressed findings, accepted gaps and notes are shown with `verbose`
 * and counted without; a clean run is exactly one line.
 */
export function printText(report: Report, context: PrintContext): string {
  const style: EntryStyle = { ...context, palette: palette(context.color) };
  const findings = context.verbose ? report.findings : standing(report);
  const entries = [
    ...Array.from(findingEntries(findings, context, style), (entry) => renderEntry(entry, style).join('\n')),
    ...notAnalysedEntries(report.notAnalysed, style, context.verbose),
    ...suppressionEntries(report.unusedSuppressions, style, context.verbose),
    ...(context.verbose ? noteEntries(report.notes, style) : []),
    summaryLines(report, context, style.palette).join('\n'),
  ];
  return `${entries.join('\n\n')}\n`;
}
