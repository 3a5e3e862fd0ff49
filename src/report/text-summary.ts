/** The last lines of a terminal report, the only ones on success: what was checked, and what came of it. */

import { levelOf } from './level.ts';
import type { Palette } from './palette.ts';
import type { PrintContext, Report } from './report.ts';
import { checked, count, failures, notAccepted } from './words.ts';

/** An expiry within so many days is worth a word. */
const SOON = 14;
const DAY = 86_400_000;

/** One line where nothing is to be said, else one for counts, one for what is unknown and one for what is unusual. */
export function summaryLines(report: Report, context: PrintContext, palette: Palette): readonly string[] {
  const counts = failures(report);
  const asides = asideCounts(report, context);
  const open = openCounts(report);
  if (
    counts.length === 0 &&
    open.length === 0 &&
    report.unusedSuppressions.length === 0 &&
    !report.interrupted
  ) {
    const tail = [...asides, ...(report.builtInRules ? [] : [BUILT_IN_OFF])];
    return [[`${checked(report)}: nothing found`, ...tail].join(' · ')];
  }
  const found =
    counts.length === 0
      ? 'nothing found'
      : counts
          .map(({ severity, count: number }) => palette.tone[levelOf(severity)](`${number} ${severity}`))
          .join(' · ');
  const lines = [
    checked(report),
    ` ${found}${asides.length === 0 ? '' : `      ${palette.dim(asides.join(' · '))}`}`,
  ];
  if (open.length > 0) lines.push(` ${palette.tone.unknown(open.join(' · '))}`);
  if (report.unusedSuppressions.length > 0) {
    lines.push(` ${count(report.unusedSuppressions.length, 'suppression')} without effect`);
  }
  if (!report.builtInRules) lines.push(` ${palette.tone.warning(BUILT_IN_OFF)}`);
  if (report.interrupted) lines.push(` ${palette.tone.unknown('interrupted: this report is partial')}`);
  return lines;
}

const BUILT_IN_OFF = 'the built-in rules are off';

function openCounts(report: Report): readonly string[] {
  const missed = notAccepted(report).length;
  return [
    ...(report.summary.unknown > 0 ? [`${report.summary.unknown} could not be evaluated`] : []),
    ...(missed > 0 ? [`${missed} not analysed`] : []),
  ];
}

function asideCounts(report: Report, context: PrintContext): readonly string[] {
  const { suppressed, baselined, fixable } = report.summary;
  const parts: string[] = [];
  if (suppressed > 0) parts.push(`${suppressed} suppressed${expiring(report, context)}`);
  if (baselined > 0) parts.push(`${baselined} in the baseline`);
  if (fixable > 0) parts.push(`${fixable} fixable`);
  if (report.notes.length > 0 && !context.verbose)
    parts.push(`${count(report.notes.length, 'note')} with --verbose`);
  return parts;
}

function expiring(report: Report, { today }: PrintContext): string {
  if (today === undefined) return '';
  const days = report.findings
    .flatMap(({ suppressed }) =>
      suppressed?.by !== 'baseline' && suppressed?.expires ? [suppressed.expires] : [],
    )
    .map((expires) => Math.round((Date.parse(expires) - Date.parse(today)) / DAY))
    .filter((left) => left >= 0 && left <= SOON)
    .sort((a, b) => a - b);
  const [first] = days;
  if (first === undefined) return '';
  if (days.length > 1) return ` (${days.length} expire within ${count(days.at(-1) ?? first, 'day')})`;
  return first === 0 ? ' (1 expires today)' : ` (1 expires in ${count(first, 'day')})`;
}
