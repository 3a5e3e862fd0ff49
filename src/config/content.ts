/** What a schema cannot say about `secbaseline.yaml`: real dates, valid patterns, paths inside the root, targets that fit. */
import { patternFault } from '../discover/patterns.ts';
import { isCalendarDate } from '../source/calendar.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { normalPath } from '../source/read.ts';
import { caretAt } from '../source/validation.ts';
import type { YamlPath } from '../source/yaml.ts';
import type { ConfigFile } from './config.ts';
import { checkTargets } from './target-content.ts';
import type { ConfigDocument } from './written.ts';

export type Report = (path: YamlPath, message: string, hint?: string) => void;

/** All faults of a configuration that its schema lets through, in the order of the file. */
export function contentDiagnostics(file: ConfigFile, written: ConfigDocument): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (path, message, hint) => {
    const extent = caretAt(file.source, file.document, path, 'value');
    diagnostics.push({ message, source: file.source, ...extent, ...(hint === undefined ? {} : { hint }) });
  };
  checkPatterns(written, report);
  checkVersions(file, written, report);
  checkPaths(written, report);
  checkReasons(written, report);
  written.suppress?.forEach(({ expires }, index) => {
    if (expires !== undefined && !isCalendarDate(expires)) {
      report(
        ['suppress', index, 'expires'],
        `\`${expires}\` is not a day of the calendar`,
        'write YYYY-MM-DD',
      );
    }
  });
  checkTargets(written.targets ?? [], report);
  return diagnostics.toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0));
}

/** A version as it was typed: `1.30` without quotes is the number 1.3 to YAML. */
export function versionText(file: ConfigFile, key: string): string {
  const value = file.document.locate([key], 'value');
  const typed = value === undefined ? '' : file.source.text.slice(value.start, value.end);
  return typed.replace(/^(["'])(.*)\1$/, '$2');
}

function checkPatterns(written: ConfigDocument, report: Report): void {
  const check = (pattern: string, path: YamlPath) => {
    const fault = patternFault(pattern);
    if (fault !== null) report(path, `this pattern is not valid: ${fault}`);
  };
  const checkAll = (list: readonly string[] | undefined, path: YamlPath) => {
    list?.forEach((pattern, index) => {
      check(pattern, [...path, index]);
    });
  };
  checkAll(written.include, ['include']);
  checkAll(written.exclude, ['exclude']);
  written.overrides?.forEach(({ paths }, index) => {
    checkAll(paths, ['overrides', index, 'paths']);
  });
  written.suppress?.forEach(({ path }, index) => {
    check(path, ['suppress', index, 'path']);
  });
  written.accept?.forEach(({ path }, index) => {
    check(path, ['accept', index, 'path']);
  });
}

function checkVersions(file: ConfigFile, written: ConfigDocument, report: Report): void {
  for (const key of ['nginxVersion', 'kubernetesVersion', 'postgresVersion'] as const) {
    if (written[key] === undefined || /^\d+(\.\d+){0,2}$/.test(versionText(file, key))) continue;
    report([key], `\`${key}\` must be a version such as \`1.29.3\``);
  }
}

function checkPaths(written: ConfigDocument, report: Report): void {
  const check = (path: string, at: YamlPath, what: string) => {
    if (normalPath(path) === null)
      report(at, `${what} must lie inside the root`, 'write a path relative to the root');
  };
  written.ruleDirs?.forEach((path, index) => {
    check(path, ['ruleDirs', index], 'a folder of rules');
  });
  if (written.baseline !== undefined) check(written.baseline, ['baseline'], 'the baseline');
  written.targets?.forEach(({ declaredIn }, index) => {
    if (typeof declaredIn === 'string')
      check(declaredIn, ['targets', index, 'declaredIn'], 'the file of a target');
  });
}

function checkReasons(written: ConfigDocument, report: Report): void {
  const check = (reason: string, at: YamlPath) => {
    if (reason.trim() === '')
      report(at, 'the reason must not be empty', 'say why, for whoever reads this in a year');
  };
  written.suppress?.forEach(({ reason }, index) => {
    check(reason, ['suppress', index, 'reason']);
  });
  written.accept?.forEach(({ reason }, index) => {
    check(reason, ['accept', index, 'reason']);
  });
}
