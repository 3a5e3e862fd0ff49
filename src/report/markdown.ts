/** The report for a pull request comment or a job summary. */
import { SEVERITIES } from '../engine/severity.ts';
import type { Finding } from '../findings/finding.ts';
import { markdownCode, markdownText } from './escape.ts';
import { displayPath, type PathContext } from './paths.ts';
import { redact } from './redact.ts';
import type { PrintContext, Report } from './report.ts';
import {
  checked,
  count,
  failures,
  notAccepted,
  standing,
  suppressionFault,
  suppressionName,
} from './words.ts';

/** GitHub takes comments of 65,536 characters. */
const LONGEST = 60_000;
const RESERVED = 400;
const LONGEST_CELL = 1_000;

interface Section {
  readonly title: string;
  readonly open: boolean;
  readonly head: readonly string[];
  readonly rows: readonly string[];
}

/** The report as GitHub-flavoured Markdown of at most 60,000 characters; what did not fit is counted at the end. */
export function printMarkdown(report: Report, context: PrintContext): string {
  const lines = [
    `## ${headline(report)}`,
    '',
    ...summaryTable(report),
    '',
    `${markdownText(checked(report))}.`,
  ];
  if (!report.builtInRules) lines.push('', 'The built-in rules are off.');
  if (report.interrupted) lines.push('', 'The run was interrupted: this report is partial.');
  let length = lines.join('\n').length;
  let left = 0;
  for (const section of sectionsOf(report, context)) {
    const body = [
      '',
      `<details${section.open ? ' open' : ''}><summary>${section.title}</summary>`,
      '',
      ...section.head,
    ];
    let size = body.join('\n').length + '\n\n</details>\n'.length;
    let rows = 0;
    for (const row of section.rows) {
      if (length + size + row.length + 1 > LONGEST - RESERVED) break;
      body.push(row);
      size += row.length + 1;
      rows += 1;
    }
    left += section.rows.length - rows;
    if (rows === 0) continue;
    lines.push(...body, '', '</details>');
    length += size;
  }
  if (left > 0) lines.push('', `${count(left, 'more entry', 'more entries')} did not fit here.`);
  return `${lines.join('\n')}\n`;
}

function headline(report: Report): string {
  const counts = failures(report).map(({ severity, count: number }) => `${number} ${severity}`);
  return `secbaseline: ${counts.length === 0 ? 'nothing found' : counts.join(', ')}`;
}

function summaryTable(report: Report): readonly string[] {
  const { fail, unknown, suppressed, baselined, fixable } = report.summary;
  const cells: readonly (readonly [string, number])[] = [
    ...SEVERITIES.map((severity) => [severity, fail[severity]] as const),
    ['could not be evaluated', unknown],
    ['not analysed', notAccepted(report).length],
    ['suppressed', suppressed],
    ['in the baseline', baselined],
    ['fixable', fixable],
  ];
  return [
    row(cells.map(([name]) => name)),
    row(cells.map(() => '--:')),
    row(cells.map(([, number]) => String(number))),
  ];
}

function sectionsOf(report: Report, context: PathContext): readonly Section[] {
  const findings = standing(report);
  const failing = SEVERITIES.map((severity) =>
    findingSection(
      severity,
      findings.filter((finding) => finding.outcome === 'fail' && finding.severity === severity),
      severity === 'critical' || severity === 'high' || severity === 'medium',
      context,
    ),
  );
  const unknown = findings.filter(({ outcome }) => outcome === 'unknown');
  const missed = notAccepted(report);
  const unused = report.unusedSuppressions;
  return [
    ...failing,
    findingSection('could not be evaluated', unknown, true, context),
    {
      title: `not analysed (${missed.length})`,
      open: false,
      head: tableHead(['where', 'why']),
      rows: missed.map((entry) => row([place(entry.path, entry.line, context), text(entry.reason)])),
    },
    {
      title: `suppressions without effect (${unused.length})`,
      open: false,
      head: tableHead(['where', 'why']),
      rows: unused.map((entry) =>
        row([
          place(entry.path, entry.line, context),
          text(`${suppressionName(entry)} ${suppressionFault(entry)}`),
        ]),
      ),
    },
  ].filter(({ rows }) => rows.length > 0);
}

function findingSection(
  name: string,
  findings: readonly Finding[],
  open: boolean,
  context: PathContext,
): Section {
  return {
    title: `${name} (${findings.length})`,
    open,
    head: tableHead(['rule', 'where', 'what']),
    rows: findings.map((finding) => {
      const { location, target, rule } = finding;
      const where =
        location !== null
          ? place(location.path, location.startLine, context)
          : target !== null
            ? markdownCode(shorten(redact(`${target.id} ${target.url}`)))
            : 'the whole project';
      const fix = finding.fix === null ? '' : `<br>fix: ${text(finding.fix.title)}`;
      return row([markdownCode(rule.rule.id), where, `${text(finding.message)}${fix}`]);
    }),
  };
}

function place(path: string, line: number | null, context: PathContext): string {
  const name = shorten(displayPath(path, context));
  return markdownCode(line === null ? name : `${name}:${line}`);
}

function text(outside: string): string {
  return markdownText(shorten(redact(outside)));
}

function shorten(outside: string): string {
  return outside.length <= LONGEST_CELL ? outside : `${outside.slice(0, LONGEST_CELL)}…`;
}

function tableHead(names: readonly string[]): readonly string[] {
  return [row(names), row(names.map(() => '---'))];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
