/** Exit codes, and what becomes of an error that ends a command. */
import { isInputError } from '../source/diagnostic.ts';
import { VERSION } from './version.ts';

export const EXIT = { ok: 0, findings: 1, usage: 2, incomplete: 3 } as const;

/**
 * Tells a person what went wrong, on standard error, and gives the exit code: 2 for a usage, configuration or rule
 * error, 3 for a fault of our own, since then nothing is known about what was to be checked.
 */
export async function exitCodeOf(error: unknown): Promise<number> {
  if (isInputError(error)) {
    const [{ colorLevel }, { printDiagnostics }] = await Promise.all([
      import('../report/color.ts'),
      import('../report/diagnostics.ts'),
    ]);
    const color = colorLevel({ choice: 'auto', env: process.env, isTTY: process.stderr.isTTY });
    process.stderr.write(
      printDiagnostics(error.diagnostics, { color, width: process.stderr.columns ?? null }),
    );
    return EXIT.usage;
  }
  process.stderr.write(
    `internal error in secbaseline ${VERSION}, please report it:\n${await traceOf(error)}\n`,
  );
  return EXIT.incomplete;
}

/** What an error says may quote what was being read. */
async function traceOf(error: unknown): Promise<string> {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  try {
    return (await import('../report/redact.ts')).redact(trace);
  } catch {
    return error instanceof Error ? error.name : typeof error;
  }
}
