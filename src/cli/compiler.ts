/**
 * How eagerly V8 optimises. Its defaults are made for programs that run for minutes: in a run of a second, half of the
 * processor's time goes into optimising functions that are nearly done, and a runner has no core to spare for that.
 */
/** By major version of V8, since flags come and go: about five times as long before a function counts as hot. */
const PATIENCE: Readonly<Record<string, string>> = {
  /** Node 20. */
  '11': '--interrupt-budget=300000',
  /** Node 22. */
  '12': '--invocation-count-for-turbofan=12000',
};

/** Below so many files a run is over before V8 optimises anything. */
const MANY_FILES = 50;

/** Tells V8 to wait longer before it optimises, where it knows the flag and there is enough to do. */
export async function tuneCompiler(files: number): Promise<void> {
  const flag = PATIENCE[process.versions.v8.split('.')[0] ?? ''];
  if (flag === undefined || files < MANY_FILES) return;
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString(flag);
}
