/** Workflow commands, which GitHub shows as annotations on the changed lines of a pull request. */
import type { Finding } from '../findings/finding.ts';
import { visible, workflowMessage, workflowProperty } from './escape.ts';
import { levelOf } from './level.ts';
import { redact } from './redact.ts';
import type { Report } from './report.ts';
import {
  bySeverity,
  checked,
  count,
  failures,
  notAccepted,
  standing,
  suppressionFault,
  suppressionName,
} from './words.ts';

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** GitHub shows ten annotations of a level for a step and drops the others without a word. */
const MOST_OF_A_LEVEL = 10;

/**
 * The report as annotations, the most severe first and ten of a level at most, then the summary as plain lines. Paths
 * are relative to the root, where GitHub looks for them.
 */
export function printGithub(report: Report): string {
  const annotations = annotationsOf(report);
  const shown = new Map<Level, number>();
  const lines: string[] = [];
  for (const annotation of annotations) {
    const before = shown.get(annotation.level) ?? 0;
    if (before === MOST_OF_A_LEVEL) continue;
    shown.set(annotation.level, before + 1);
    lines.push(command(annotation));
  }
  const left = annotations.length - lines.length;
  if (left > 0)
    lines.push(
      `${count(left, 'more entry', 'more entries')} without annotation: GitHub shows ten of a level`,
    );
  lines.push(visible(summary(report)));
  return `${lines.join('\n')}\n`;
}

function annotationsOf(report: Report): readonly Annotation[] {
  return [
    ...bySeverity(standing(report)).map(findingAnnotation),
    ...notAccepted(report).map(({ path, line, reason }) => ({
      level: 'warning' as const,
      title: 'not analysed',
      message: redact(reason),
      file: path,
      ...(line === null ? {} : { line }),
    })),
    ...report.unusedSuppressions.map((entry) => ({
      level: 'notice' as const,
      title: 'suppression without effect',
      message: redact(`${suppressionName(entry)} ${suppressionFault(entry)}`),
      file: entry.path,
      ...(entry.line === null ? {} : { line: entry.line }),
    })),
  ];
}

function findingAnnotation(finding: Finding): Annotation {
  const { location, rule } = finding;
  const unknown = finding.outcome === 'unknown';
  const tone = levelOf(finding.severity);
  const title = unknown ? `${rule.rule.id}: could not be evaluated` : `${rule.rule.id}: ${rule.rule.title}`;
  const target = finding.target === null ? '' : `${finding.target.id} ${finding.target.url}: `;
  return {
    level: unknown ? 'warning' : tone === 'note' ? 'notice' : tone,
    title,
    message: redact(`${target}${finding.message} (${finding.severity})`),
    ...(location === null
      ? {}
      : {
          file: location.path,
          line: location.startLine,
          endLine: location.endLine,
          column: location.startColumn,
          endColumn: location.endColumn,
        }),
  };
}

/** `::error file=…,line=…,endLine=…,col=…,endColumn=…,title=…::message`; columns only where one line is meant. */
function command({ level, title, message, file, line, endLine, column, endColumn }: Annotation): string {
  const properties: string[] = [];
  if (file !== undefined) properties.push(`file=${workflowProperty(file)}`);
  if (line !== undefined) properties.push(`line=${line}`);
  if (endLine !== undefined) properties.push(`endLine=${endLine}`);
  if (column !== undefined && endLine === line)
    properties.push(`col=${column}`, `endColumn=${endColumn ?? column}`);
  properties.push(`title=${workflowProperty(title)}`);
  return `::${level} ${properties.join(',')}::${workflowMessage(message)}`;
}

function summary(report: Report): string {
  const counts = failures(report).map(({ severity, count: number }) => `${number} ${severity}`);
  const missed = notAccepted(report).length;
  const parts = [counts.length === 0 ? 'nothing found' : counts.join(', ')];
  if (report.summary.unknown > 0) parts.push(`${report.summary.unknown} could not be evaluated`);
  if (missed > 0) parts.push(`${missed} not analysed`);
  if (report.summary.suppressed > 0) parts.push(`${report.summary.suppressed} suppressed`);
  if (report.summary.baselined > 0) parts.push(`${report.summary.baselined} in the baseline`);
  if (!report.builtInRules) parts.push('the built-in rules are off');
  if (report.interrupted) parts.push('interrupted: this report is partial');
  return `${checked(report)}: ${parts.join('; ')}`;
}
