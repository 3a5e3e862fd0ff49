/**
 * How V8 works for us. Its defaults are made for programs that run for minutes: in a run of a second, a third of the
 * processor's time goes into optimising functions that are nearly done, and a runner has no core to spare for that.
 */
import { setFlagsFromString } from 'node:v8';

/** By major version of V8, since flags come and go: fifteen times as long before a function counts as hot. Runs of up to five seconds gain by it. */
const PATIENCE: Readonly<Record<string, string>> = {
  /** Node 20. */
  '11': '--interrupt-budget=2000000',
  /** Node 22. */
  '12': '--invocation-count-for-turbofan=40000',
  /** Node 24. */
  '13': '--invocation-count-for-turbofan=40000',
};

/** The newest Node that was seen to know the flag for the young generation; an unknown one is complained about on standard error. */
const NEWEST = 24;

/**
 * To be called before anything else is compiled, since V8 refuses code that was kept under other flags. Nobody waits for
 * single pauses here, only for the end, and collecting garbage at once costs less in all than doing it step by step.
 */
export function tuneCompiler(): void {
  setFlagsFromString('--no-incremental-marking');
  const patience = PATIENCE[process.versions.v8.split('.')[0] ?? ''];
  if (patience !== undefined) setFlagsFromString(patience);
}

/**
 * Keeps the young generation of the heap as small as it is now, for runs that look at very many files: what is made for one
 * file is garbage with the next, and room for more of it would take a quarter of the memory and spare no time.
 */
export function keepYoungGenerationSmall(): void {
  const version = Number.parseInt(process.versions.node, 10);
  if (version <= NEWEST) setFlagsFromString('--semi-space-growth-factor=1');
}
