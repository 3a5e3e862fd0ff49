/** What a SARIF log must not pass over in silence: what could not be evaluated, and what could not be put into it. */
import type { Finding } from '../../findings/finding.ts';
import type { Report } from '../report.ts';
import { count, suppressionFault, suppressionName } from '../words.ts';
import { physicalLocation } from './results.ts';
import type { DescribedRules } from './rules.ts';
import { messageText, sourceRootUri } from './text.ts';

/** Descriptors of the notifications; their ids are what a script looks for. */
export const NOTIFICATION_KINDS = [
  { id: 'unknown', shortDescription: { text: 'A rule could not be evaluated.' } },
  { id: 'not-analysed', shortDescription: { text: 'A file, or a part of it, could not be analysed.' } },
  { id: 'not-placed', shortDescription: { text: 'A finding has no place in a file of the repository.' } },
  { id: 'omitted', shortDescription: { text: 'Findings were left out because of a limit.' } },
  { id: 'suppression', shortDescription: { text: 'A suppression has no effect.' } },
  { id: 'built-in-rules-off', shortDescription: { text: 'The built-in rules were turned off.' } },
  { id: 'interrupted', shortDescription: { text: 'The run ended early.' } },
] as const;

type Kind = (typeof NOTIFICATION_KINDS)[number]['id'];
type Level = 'error' | 'warning' | 'note';

export interface Told {
  readonly report: Report;
  readonly rules: DescribedRules;
  readonly unknown: readonly Finding[];
  readonly unplaced: readonly Finding[];
  /** Results that did not fit. */
  readonly omitted: number;
}

/** `toolExecutionNotifications` of the run. */
export function notifications({ report, rules, unknown, unplaced, omitted }: Told): readonly object[] {
  return [
    ...unknown.map((finding) => aboutFinding('unknown', 'error', finding, finding.message, rules)),
    ...report.notAnalysed.map(({ path, line, reason, accepted }) =>
      notification(
        'not-analysed',
        accepted === null ? 'error' : 'note',
        accepted === null ? `not analysed: ${reason}` : `not analysed: ${reason}; accepted: ${accepted}`,
        fileLocation(path, line),
      ),
    ),
    ...unplaced.map((finding) =>
      aboutFinding('not-placed', 'warning', finding, placelessText(finding), rules),
    ),
    ...(omitted > 0
      ? [
          notification(
            'omitted',
            'warning',
            `${count(omitted, 'finding')} left out: a run holds 25,000 results at most`,
          ),
        ]
      : []),
    ...report.unusedSuppressions.map((entry) =>
      notification(
        'suppression',
        'warning',
        `${suppressionName(entry)} ${suppressionFault(entry)}`,
        fileLocation(entry.path, entry.line),
      ),
    ),
    ...(report.builtInRules
      ? []
      : [notification('built-in-rules-off', 'warning', 'the configuration turns the built-in rules off')]),
    ...(report.interrupted
      ? [notification('interrupted', 'error', 'the run was interrupted; this is a part')]
      : []),
  ];
}

function placelessText({ target, message, severity }: Finding): string {
  return `${target === null ? '' : `${target.id} ${target.url}: `}${message} (${severity})`;
}

function aboutFinding(
  kind: Kind,
  level: Level,
  finding: Finding,
  text: string,
  rules: DescribedRules,
): object {
  const { id } = finding.rule.rule;
  const index = rules.indexOf(id);
  const physical = finding.location === null ? undefined : physicalLocation(finding.location);
  return {
    ...notification(kind, level, text, physical),
    associatedRule: { id, ...(index < 0 ? {} : { index }) },
  };
}

function notification(kind: Kind, level: Level, text: string, physical?: object): object {
  return {
    descriptor: { id: kind, index: NOTIFICATION_KINDS.findIndex(({ id }) => id === kind) },
    level,
    message: { text: messageText(text) },
    ...(physical === undefined ? {} : { locations: [{ physicalLocation: physical }] }),
  };
}

function fileLocation(path: string, line: number | null): object | undefined {
  const uri = sourceRootUri(path);
  if (uri === undefined) return undefined;
  return {
    artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
    ...(line === null ? {} : { region: { startLine: line } }),
  };
}
