/** Watches over a run: tells a person at a terminal that it goes on, and hears signals between its stages. */
import type { OpenProject } from '../source/project.ts';
import { elapsed } from './clock.ts';

export interface Watch {
  /** The project, with its reads counted for the progress line. */
  reading(project: OpenProject): OpenProject;
  /** Aborted once SIGINT or SIGTERM arrives. */
  readonly signal: AbortSignal;
  /** True once SIGINT or SIGTERM arrived; lets pending signals in first. */
  isInterrupted(): Promise<boolean>;
  /** Takes the progress line away, lets pending signals in, stops listening; 130 or 143 after a signal, else null. */
  end(): Promise<number | null>;
}

const QUIET_MS = 500;
const REFRESH_MS = 100;
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Begins to watch. Progress goes to standard error, only where that is a terminal, after half a second. */
export function watchRun(show: boolean): Watch {
  const start = elapsed();
  let shownAt = 0;
  let files = 0;
  let code: number | null = null;
  let controller: AbortController | null = null;

  const onSignal = (signal: NodeJS.Signals): void => {
    if (code !== null) process.exit(code);
    code = signal === 'SIGTERM' ? CODES.SIGTERM : CODES.SIGINT;
    controller?.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);

  const tick = (): void => {
    files++;
    if (!show) return;
    const now = elapsed();
    if (now - start < QUIET_MS || now - shownAt < REFRESH_MS) return;
    shownAt = now;
    process.stderr.write(`\r\u001b[2Kreading … ${files} files`);
  };

  return {
    get signal() {
      controller ??= new AbortController();
      if (code !== null) controller.abort();
      return controller.signal;
    },
    reading: (project) => ({
      ...project,
      read(path) {
        tick();
        return project.read(path);
      },
    }),
    async isInterrupted() {
      await pendingSignals();
      return code !== null;
    },
    async end() {
      await pendingSignals();
      if (shownAt > 0) process.stderr.write('\r\u001b[2K');
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      return code;
    },
  };
}

/** Signals are heard between two turns of the event loop only, and the first turn may be the one that runs already. */
async function pendingSignals(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
