/** `check` as a person runs it, with its report read. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const SECBASELINE = resolve('bin/secbaseline.js');

export interface LiveFinding {
  readonly rule: string;
  readonly evidence: string;
  readonly severity: string;
  readonly message: string;
  readonly location: { readonly path: string; readonly startLine: number } | null;
  readonly target: { readonly id: string } | null;
  readonly fingerprint: string;
}

export interface LiveReport {
  readonly status: string;
  readonly summary: { readonly targets: number };
  readonly findings: readonly LiveFinding[];
  readonly notAnalysed: readonly {
    readonly path: string;
    readonly line: number | null;
    readonly reason: string;
  }[];
}

export interface Checked {
  readonly code: number;
  /** Standard output and error. */
  readonly output: string;
  /** Empty where the command line was wrong. */
  readonly report: LiveReport;
}

const NO_REPORT: LiveReport = { status: 'none', summary: { targets: 0 }, findings: [], notAnalysed: [] };

/** Runs in a folder, and gives the JSON report. */
export function runCheck(folder: string, ...args: readonly string[]): Promise<Checked> {
  return new Promise((done) => {
    const argv = [SECBASELINE, 'check', '--format', 'json', ...args];
    const options = { cwd: folder, maxBuffer: 1 << 28 };
    const child = execFile(process.execPath, argv, options, (_, stdout, stderr) =>
      done({
        code: child.exitCode ?? -1,
        output: stdout + stderr,
        report: stdout === '' ? NO_REPORT : JSON.parse(stdout),
      }),
    );
  });
}
