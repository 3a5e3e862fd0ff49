/**
 * How many generated cases a test tries: a tenth of its full number, or what `SECBASELINE_GENERATED` says as a factor of
 * it (`1` for all, `10` for the runs that are made once, see docs/benchmarks.md).
 */
const FACTOR = Number(process.env.SECBASELINE_GENERATED ?? '0.1');

/** True where at least the full number is asked for. */
export const isFull = FACTOR >= 1;

export function generatedCases(full: number): number {
  return Math.ceil(full * FACTOR);
}
