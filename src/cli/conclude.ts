/** The end of the line: from settled findings to a printed report and the exit code. */
import type { Rule } from '../engine/rule.ts';
import { exitCode, statusOf, summarize } from '../findings/summary.ts';
import type { Report } from '../report/report.ts';
import { elapsed } from './clock.ts';
import { type Output, printOutputs } from './formats.ts';
import type { Judged } from './judge.ts';
import type { ReportOptions, RunOptions } from './options.ts';
import { type Looked, type Setup, sourceOf, today } from './run.ts';
import { VERSION } from './version.ts';

export interface Conclusion {
  readonly setup: Setup;
  readonly looked: Looked;
  readonly judged: Judged;
  readonly options: RunOptions & ReportOptions;
  readonly outputs: readonly Output[];
  /** As `elapsed` counts. */
  readonly start: number;
  /** 130 or 143 where a signal ended the run early. */
  readonly signal: number | null;
  readonly nothingToCheck: boolean;
  /** How many files were looked at. */
  readonly files: number;
  /** The rules that ran, as reports count and describe them. */
  readonly rules: readonly Rule[];
}

/** Prints the report in every format that was asked for, and gives the exit code. */
export async function conclude(conclusion: Conclusion): Promise<number> {
  const { setup, looked, judged, options, start, signal, nothingToCheck, files, rules } = conclusion;
  const { findings, unusedSuppressions } = judged;
  const { notAnalysed, notes } = looked;
  const completeness = { findings, notAnalysed, interrupted: signal !== null, nothingToCheck };
  const report: Report = {
    tool: { name: 'secbaseline', version: VERSION },
    status: statusOf(completeness),
    interrupted: completeness.interrupted,
    profile: setup.profile,
    durationMs: Math.round(elapsed() - start),
    summary: summarize(findings, {
      files,
      targets: looked.targets.length,
      facts: looked.facts.length,
      rules: rules.length,
    }),
    findings,
    notAnalysed,
    notes,
    // What was not looked at may be what they are for.
    unusedSuppressions: signal === null ? unusedSuppressions : [],
    rules,
    builtInRules: setup.config.builtInRules,
  };
  const code = exitCode({
    ...completeness,
    failOn: options.failOn ?? setup.config.failOn,
    allowIncomplete: options.allowIncomplete,
    exitZero: options.exitZero,
  });
  const wanted =
    options.quiet && code === 0
      ? conclusion.outputs.filter(({ format, file }) => format !== 'text' || file !== null)
      : conclusion.outputs;
  await printOutputs(wanted, {
    report,
    context: { ...setup.paths, source: sourceOf(looked.project), verbose: options.verbose, today: today() },
    color: options.color,
    includeSuppressed: options.includeSuppressed,
  });
  return signal ?? code;
}
