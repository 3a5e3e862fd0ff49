/** TLS servers of four implementations on loopback, each a process of its own that ends with the test. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findProgram } from './live.ts';

export interface TlsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a program that listens on `port` and waits until it accepts. Throws where it does not within ten seconds. */
export async function startServer(
  program: string,
  args: readonly string[],
  port: number,
): Promise<TlsServer> {
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'exit').then(() => true);
  const until = Date.now() + 10_000;
  while (!(await accepts(port))) {
    if ((await Promise.race([ended, pause(10, false)])) || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`${program} does not listen: ${said}`);
    }
  }
  return {
    port,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** Builds the Go server of the repository into a folder; null where there is no Go. */
export function buildGoServer(folder: string): string | null {
  const go = findProgram('go') ?? findProgram('../go/bin/go');
  if (go === null) return null;
  const binary = join(folder, 'go-tls-server');
  execFileSync(go, ['build', '-o', binary, 'main.go'], {
    cwd: 'test/live/go-tls-server',
    env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOTOOLCHAIN: 'local' },
  });
  return binary;
}

/** A Python that has tlslite-ng; null where there is none. */
export function findTlslitePython(): string | null {
  for (const name of [process.env.SECBASELINE_PYTHON ?? 'python3', 'python3']) {
    const python = name.includes('/') ? name : findProgram(name);
    if (python === null) continue;
    try {
      execFileSync(python, ['-c', 'import tlslite'], { stdio: 'ignore' });
      return python;
    } catch {
      // Another one may have it.
    }
  }
  return null;
}
