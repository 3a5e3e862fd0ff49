/**
 * A program that works on scanned files: started without a shell and with nothing of our environment, since what it reads
 * was written by somebody else. It has no home, no plugins and no search path, and ends with its time or its output.
 */
import { execFile } from 'node:child_process';

export interface ChildRequest {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
  /** An empty folder of its own: working directory, home, and where it may write. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly limits?: ChildLimits;
}

export interface ChildLimits {
  readonly ms: number;
  /** Of standard output, and of standard error. */
  readonly bytes: number;
}

export type ChildOutcome =
  | { readonly kind: 'ended'; readonly output: string }
  | { readonly kind: 'failed'; readonly reason: string };

const LIMITS: ChildLimits = { ms: 30_000, bytes: 20_000_000 };

export function runChild(request: ChildRequest): Promise<ChildOutcome> {
  const { program, args, folder, signal, limits = LIMITS } = request;
  const options = {
    cwd: folder,
    env: {
      HOME: folder,
      TMPDIR: folder,
      XDG_CONFIG_HOME: folder,
      XDG_CACHE_HOME: folder,
      PATH: '',
      LANG: 'C',
    },
    timeout: limits.ms,
    maxBuffer: limits.bytes,
    killSignal: 'SIGKILL',
    windowsHide: true,
    signal,
  } as const;
  return new Promise((resolve) => {
    const child = execFile(program, args, options, (error, output, said) => {
      if (error === null) resolve({ kind: 'ended', output });
      else resolve({ kind: 'failed', reason: reasonOf(error, said, limits) });
    });
    child.stdin?.end();
  });
}

function reasonOf(
  error: Error & { readonly code?: unknown; readonly killed?: boolean },
  said: string,
  limits: ChildLimits,
): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return `it printed more than ${limits.bytes / 1e6} MB`;
  if (error.name === 'AbortError') return 'it was interrupted';
  if (error.killed === true) return `it took longer than ${limits.ms / 1000} s`;
  const lines = said.split('\n').map((line) => line.trim());
  const line = lines.find((one) => /^error/i.test(one)) ?? lines.find((one) => one !== '');
  return line === undefined ? 'it could not be started' : shortened(line.replace(BEFORE, ''));
}

/** `Error:`, or what a log puts before its lines. */
const BEFORE = /^(?:error:\s*|[A-Z]\d{4} [\d:.]+\s+\d+ \S+\] )/i;

const LONGEST = 300;

/** What went wrong in the end stands at the end. */
function shortened(line: string): string {
  return line.length > LONGEST ? `… ${line.slice(-LONGEST)}` : line;
}
