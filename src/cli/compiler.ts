/**
 * How V8 works for us. Its defaults are made for programs that run for minutes: in a run of a second, a third of the
 * processor's time goes into optimising functions that are nearly done, and a runner has no core to spare for that.
 */
import { setFlagsFromString } from 'node:v8';

/** What is run: whatever there is to be checked, or the scan of very many files or of one large one for secrets. */
export type Work = 'check' | 'secrets';

/**
 * By major version of V8, since flags come and go: several times as long before a function counts as hot, fifteen times for
 * checks, five times for scans, which stay in few loops. Runs of up to five seconds gain by it.
 */
const PATIENCE: Readonly<Record<string, Readonly<Record<Work, string>>>> = {
  /** Node 20. */
  '11': { check: '--interrupt-budget=2000000', secrets: '--interrupt-budget=600000' },
  /** Node 22. */
  '12': {
    check: '--invocation-count-for-turbofan=40000',
    secrets: '--invocation-count-for-turbofan=40000',
  },
  /** Node 24. */
  '13': {
    check: '--invocation-count-for-turbofan=40000',
    secrets: '--invocation-count-for-turbofan=40000',
  },
};

/** The newest Node that was seen to know the flag for the young generation; an unknown one is complained about on standard error. */
const NEWEST = 24;

/**
 * To be called before anything else is compiled, since V8 refuses code that was kept under other flags. Nobody waits for
 * single pauses here, only for the end, and collecting garbage at once costs less in all than doing it step by step.
 */
export function tuneCompiler(work: Work): void {
  setFlagsFromString('--no-incremental-marking');
  const patience = PATIENCE[process.versions.v8.split('.')[0] ?? '']?.[work];
  if (patience !== undefined) setFlagsFromString(patience);
  if (work === 'secrets') keepYoungGenerationSmall();
}

/**
 * Keeps the young generation of the heap as small as it is now: what is made for one file is garbage with the next, and room
 * for more of it would take a quarter of the memory and spare no time.
 */
function keepYoungGenerationSmall(): void {
  const version = Number.parseInt(process.versions.node, 10);
  if (version <= NEWEST) setFlagsFromString('--semi-space-growth-factor=1');
}
