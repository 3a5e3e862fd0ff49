/** Git as a stream: what it prints is handed on while it works, so that no history or blob need fit in memory. */
import { spawn } from 'node:child_process';
import type { Repository } from './git.ts';

export interface GitStream {
  /** Reading it to its end, or leaving it early, ends git. */
  readonly stdout: AsyncIterable<Buffer>;
  /** Null where git ended well; to be asked after `stdout` was read to its end. */
  failure(): Promise<string | null>;
}

/** What is kept of git's complaints. */
const STDERR_LIMIT = 8192;

/** Starts one git command. `args` start with the subcommand; `input` is its standard input, if it has one. */
export function streamGit(
  repository: Repository,
  args: readonly string[],
  input: string | null = null,
): GitStream {
  const { program, options, cwd, environment } = repository.command;
  const child = spawn(program, [...options, ...args], {
    cwd,
    env: environment,
    stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('git was started without its standard output');
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < STDERR_LIMIT) said += chunk.toString('utf8');
  });
  const ended = new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status) => {
      const line = said.trim().split('\n', 1)[0];
      resolve(status === 0 ? null : line === undefined || line === '' ? 'git failed' : line);
    });
  });
  // Git may end before it has read everything; how it ended is told by `failure`.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input ?? '');
  return {
    stdout: untilLeft(stdout, () => child.kill('SIGKILL')),
    async failure() {
      const reason = await ended;
      return reason === null ? null : `git ${args[0] ?? ''}: ${reason}`;
    },
  };
}

/** All that git prints, in memory. */
export async function readWhole({ stdout }: GitStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdout) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* untilLeft(stream: AsyncIterable<Buffer>, leave: () => void): AsyncGenerator<Buffer> {
  let isDone = false;
  try {
    yield* stream;
    isDone = true;
  } finally {
    if (!isDone) leave();
  }
}
