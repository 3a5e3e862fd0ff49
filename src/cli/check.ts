/** `check`: discover, read, collect, evaluate, settle, report. */
import { changedSince } from '../discover/changed.ts';
import { isDetector } from '../engine/rule.ts';
import { InputError } from '../source/diagnostic.ts';
import { elapsed } from './clock.ts';
import { conclude } from './conclude.ts';
import type { Assessed } from './fix.ts';
import { readOutputs, writeOut } from './formats.ts';
import { judge } from './judge.ts';
import { readBaseline } from './known.ts';
import type { CheckOptions } from './options.ts';
import { type Looked, look, lookAgain, type Setup, setUp } from './run.ts';
import { watchRun } from './watch.ts';

/** Runs the whole line and prints its report; gives the exit code. Throws `InputError` for wrong input. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const start = elapsed();
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
  const isIdle = looked.claims.length === 0 && looked.targets.length === 0 && looked.notAnalysed.length === 0;
  if (isIdle && !options.quiet) tellNothing(looked);
  await writeOut(fixed.diff);
  return conclude({
    setup,
    looked,
    judged,
    options,
    // What a dry run would change is all that standard output shows.
    outputs: options.dryRun ? outputs.filter(({ file }) => file !== null) : outputs,
    start,
    signal,
    nothingToCheck: isIdle,
    // Several collectors may claim one file.
    files: new Set(looked.claims.map(({ path }) => path)).size,
    // Detectors count as one thing that is done, unless somebody names them.
    rules: setup.rules.filter(
      (rule) => judged.scope.ran.has(rule.id) && (!isDetector(rule) || options.rule.includes(rule.id)),
    ),
  });
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

function tellNothing(looked: Looked): void {
  const reasons = looked.notes.filter(({ path }) => path === '.').map(({ reason }) => reason);
  process.stderr.write(
    `nothing to check: ${reasons.join('; ') || 'no file is of a kind that a collector reads'}\n`,
  );
}
