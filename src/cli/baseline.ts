/** `baseline`: accepts the findings of today, so that only new ones fail. */
import { resolve } from 'node:path';
import { writeBaseline } from '../findings/baseline-write.ts';
import { writeReport } from '../report/write.ts';
import { InputError } from '../source/diagnostic.ts';
import { EXIT } from './exit.ts';
import { judge } from './judge.ts';
import { baselinePath, readBaselineFile } from './known.ts';
import type { LookOptions } from './options.ts';
import { look, setUp, today } from './run.ts';
import { watchRun } from './watch.ts';

export interface BaselineOptions extends LookOptions {
  readonly reason?: string;
  readonly expires?: string;
  readonly output?: string;
}

/** Writes the baseline file and says how many entries it has. 3 where something could not be evaluated, else 0. */
export async function baseline(paths: readonly string[], options: BaselineOptions): Promise<number> {
  const setup = await setUp(options);
  const file = baselinePath(setup, options.output);
  const previous = readBaselineFile(setup.root, file);
  const watch = watchRun(process.stderr.isTTY === true);
  const looked = await look(setup, paths, options, watch);
  const judged = judge({ setup, looked, paths, baseline: previous, minConfidence: 'low', since: null });
  const signal = await watch.end();
  if (signal !== null) return signal;

  const text = writeBaseline({
    findings: judged.findings,
    previous,
    scope: judged.scope,
    reason: options.reason ?? null,
    expires: options.expires ?? null,
    today: today(),
  });
  const outcome = writeReport(resolve(setup.root, file), text, setup.cwd);
  if (outcome.kind === 'refused')
    throw new InputError([{ message: `cannot write ${file}: ${outcome.reason}` }]);
  const entries = text.split('\n').length - 1;
  process.stderr.write(`${file}: ${entries} ${entries === 1 ? 'entry' : 'entries'}\n`);
  const incomplete = looked.notAnalysed.some(({ accepted }) => accepted === null);
  return incomplete ? EXIT.incomplete : EXIT.ok;
}
