/** `check`: discover, read, collect, evaluate, settle, report. */
import { changedSince } from '../discover/changed.ts';
import { isDetector } from '../engine/rule.ts';
import { exitCode, statusOf, summarize } from '../findings/summary.ts';
import type { Report } from '../report/report.ts';
import { InputError } from '../source/diagnostic.ts';
import type { Assessed } from './fix.ts';
import { type Output, printOutputs, readOutputs, writeOut } from './formats.ts';
import { type Judged, judge } from './judge.ts';
import { readBaseline } from './known.ts';
import type { CheckOptions } from './options.ts';
import { type Looked, look, lookAgain, type Setup, setUp, sourceOf, today } from './run.ts';
import { VERSION } from './version.ts';
import { watchRun } from './watch.ts';

/** Runs the whole line and prints its report; gives the exit code. Throws `InputError` for wrong input. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const start = performance.now();
  const outputs = readOutputs(options.format);
  checkFixOptions(options);
  const setup = await setUp(options);
  const baseline = readBaseline(setup, options.baseline);
  const watch = watchRun(process.stderr.isTTY === true && !options.quiet);

  const seen = await look(setup, paths, options, watch);
  const since = sinceOf(setup, seen, options.since);
  const assessed = (state: Looked): Assessed => {
    const looked = since.kind === 'unknown' ? withNotAnalysed(state, since.reason) : state;
    const changed = since.kind === 'changed' ? since.paths : null;
    const { minConfidence } = options;
    return { looked, judged: judge({ setup, looked, paths, baseline, minConfidence, since: changed }) };
  };
  const before = assessed(seen);
  const fixed = options.fix
    ? await (await import('./fix.ts')).fixFindings({
        setup,
        options,
        before,
        assess: async (texts) => assessed(await lookAgain(setup, seen.discovery, options, watch, texts)),
        watch,
      })
    : { after: before, diff: '' };
  const { looked, judged } = fixed.after;
  const signal = await watch.end();

  const completeness = {
    findings: judged.findings,
    notAnalysed: looked.notAnalysed,
    interrupted: signal !== null,
    nothingToCheck:
      looked.claims.length === 0 && looked.targets.length === 0 && looked.notAnalysed.length === 0,
  };
  const report: Report = {
    tool: { name: 'secbaseline', version: VERSION },
    status: statusOf(completeness),
    interrupted: completeness.interrupted,
    profile: setup.profile,
    durationMs: Math.round(performance.now() - start),
    ...reported(setup, looked, judged),
  };
  const code = exitCode({
    ...completeness,
    failOn: options.failOn ?? setup.config.failOn,
    allowIncomplete: options.allowIncomplete,
    exitZero: options.exitZero,
  });
  if (completeness.nothingToCheck && !options.quiet) tellNothing(looked);
  await writeOut(fixed.diff);
  await print(
    options.dryRun ? outputs.filter(({ file }) => file !== null) : outputs,
    setup,
    looked,
    report,
    options,
    code,
  );
  return signal ?? code;
}

function checkFixOptions({ fix, unsafe, dryRun }: CheckOptions): void {
  const idle = fix ? null : unsafe ? '--unsafe' : dryRun ? '--dry-run' : null;
  if (idle !== null) throw new InputError([{ message: `${idle} means nothing without --fix` }]);
}

type Since =
  | { readonly kind: 'all' }
  | { readonly kind: 'changed'; readonly paths: ReadonlySet<string> }
  | { readonly kind: 'unknown'; readonly reason: string };

function sinceOf(setup: Setup, looked: Looked, revision: string | undefined): Since {
  if (revision === undefined) return { kind: 'all' };
  const { repository } = setup;
  if (repository.kind === 'none') throw new InputError([{ message: '--since: this is no git repository' }]);
  if (repository.kind === 'unusable') return { kind: 'unknown', reason: `--since: ${repository.reason}` };
  const outcome = changedSince(repository, revision, looked.discovery.paths);
  switch (outcome.kind) {
    case 'usage':
      throw new InputError([{ message: `--since ${revision}: ${outcome.reason}` }]);
    case 'unknown':
      return { kind: 'unknown', reason: `--since ${revision}: ${outcome.reason}; all findings are reported` };
    case 'changed':
      return outcome;
  }
}

function withNotAnalysed(looked: Looked, reason: string): Looked {
  return {
    ...looked,
    notAnalysed: [...looked.notAnalysed, { path: '.', line: null, reason, accepted: null }],
  };
}

function reported(setup: Setup, looked: Looked, judged: Judged) {
  const ran = setup.rules.filter((rule) => judged.scope.ran.has(rule.id) && !isDetector(rule));
  return {
    summary: summarize(judged.findings, {
      files: looked.claims.length,
      targets: looked.targets.length,
      facts: looked.facts.length,
      rules: ran.length,
    }),
    findings: judged.findings,
    notAnalysed: looked.notAnalysed,
    notes: looked.notes,
    unusedSuppressions: judged.unusedSuppressions,
    rules: ran,
    builtInRules: setup.config.builtInRules,
  };
}

function tellNothing(looked: Looked): void {
  const reasons = looked.notes.filter(({ path }) => path === '.').map(({ reason }) => reason);
  process.stderr.write(
    `nothing to check: ${reasons.join('; ') || 'no file is of a kind that a collector reads'}\n`,
  );
}

async function print(
  outputs: readonly Output[],
  setup: Setup,
  looked: Looked,
  report: Report,
  options: CheckOptions,
  code: number,
): Promise<void> {
  const wanted =
    options.quiet && code === 0
      ? outputs.filter(({ format, file }) => format !== 'text' || file !== null)
      : outputs;
  await printOutputs(wanted, {
    report,
    context: { ...setup.paths, source: sourceOf(looked.project), verbose: options.verbose, today: today() },
    color: options.color,
    includeSuppressed: options.includeSuppressed,
  });
}
