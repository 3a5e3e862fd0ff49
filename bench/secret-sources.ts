/**
 * What the secret scanner costs where people wait for it, over what it is built on: the hook over a bare Node, history over
 * `git log -p`. The repositories are made here, of files of this project and what it installs.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, paired, sample } from './process.ts';

const SECBASELINE = resolve('bin/secbaseline.js');
const NODE: Command = { name: 'node', argv: ['node', '-e', '0'] };

export interface Measured {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly holds: boolean | null;
}

function git(cwd: string, args: readonly string[], input?: Buffer): void {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.test', '-c', 'init.defaultBranch=main'];
  const options = { cwd, stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'pipe'] as const };
  const { status, stderr } = spawnSync('git', [...identity, ...args], {
    ...options,
    ...(input === undefined ? {} : { input }),
    stdio: [...options.stdio],
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
}

/** A repository with five changed files of some 200 lines staged. */
function stagedRepository(folder: string): string {
  const top = join(folder, 'hook');
  mkdirSync(top);
  git(top, ['init', '--quiet']);
  const names = readdirSync('src/cli')
    .filter((name) => statSync(join('src/cli', name)).size > 3000)
    .slice(0, 5);
  for (const name of names) copyFileSync(join('src/cli', name), join(top, name));
  git(top, ['add', '.']);
  git(top, ['commit', '--quiet', '--message', 'x']);
  for (const name of names) appendFileSync(join(top, name), '// changed\n');
  git(top, ['add', '.']);
  return top;
}

/** The hook on five staged files, without a configuration and with one, against Node alone. */
export function measureHook(folder: string, runs: number): readonly Measured[] {
  const top = stagedRepository(folder);
  const hook: Command = { name: 'hook', argv: ['node', SECBASELINE, 'secrets', '--staged'], cwd: top };
  const row = (what: string, goal: number | null): Measured => {
    const { a, b, ratio } = paired(hook, NODE, runs);
    if (a.code !== 0) throw new Error(`the hook ended with ${a.code}`);
    return {
      what,
      measured: `${a.wall.toFixed(0)} ms / ${b.wall.toFixed(0)} ms = ${ratio.toFixed(2)} ×, ${a.memory?.toFixed(0) ?? '?'} MB`,
      goal: goal === null ? '–' : `≤ ${goal} ×`,
      holds: goal === null ? null : ratio <= goal,
    };
  };
  const plain = row('`secrets --staged`, 5 files, against bare `node -e 0`', 1.8);
  writeFileSync(join(top, 'secbaseline.yaml'), 'profile: recommended\n');
  return [plain, row('the same with a secbaseline.yaml', null)];
}

const COMMITS = 2000;
const FILES = 1500;

/** Texts of installed packages, of the size that people write. */
function texts(): readonly { readonly name: string; readonly lines: string[] }[] {
  const folder = 'node_modules';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:[cm]?js|ts|json|md)$/.test(name))
    .sort()
    .map((name) => ({ name, file: join(folder, name) }))
    .filter(({ file }) => statSync(file).isFile() && statSync(file).size < 60_000)
    .slice(0, FILES)
    .map(({ name, file }) => ({ name, lines: readFileSync(file, 'utf8').split('\n') }));
}

/** Two thousand commits, each of which brings files or changes some lines in a few; the same on every machine. */
function history(): Buffer {
  const files = texts();
  const parts: Buffer[] = [];
  let state = 1;
  const below = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * bound);
  };
  const seen = new Set<number>();
  for (let commit = 0; commit < COMMITS; commit++) {
    parts.push(
      Buffer.from(
        `commit refs/heads/main\ncommitter A <a@example.test> ${1_700_000_000 + commit * 60} +0000\ndata 1\nx\n`,
      ),
    );
    for (let change = 1 + below(5); change > 0; change--) {
      const index = below(files.length);
      const file = files[index];
      if (file === undefined) continue;
      const { name, lines } = file;
      for (let edit = seen.has(index) ? 1 + below(5) : 0; edit > 0; edit--) {
        const taken = lines.slice(below(lines.length), below(lines.length) + below(10)).slice(0, 10);
        lines.splice(below(lines.length + 1), below(6), ...taken);
      }
      seen.add(index);
      const content = Buffer.from(lines.join('\n'));
      parts.push(
        Buffer.from(`M 100644 inline ${name}\ndata ${content.length}\n`),
        content,
        Buffer.from('\n'),
      );
    }
  }
  return Buffer.concat(parts);
}

/** All of a history of two thousand commits, against `git log -p` of the same. */
export function measureHistory(folder: string, runs: number): Measured {
  const top = join(folder, 'history');
  mkdirSync(top);
  git(top, ['init', '--quiet']);
  git(top, ['fast-import', '--quiet'], history());
  git(top, ['gc', '--quiet']);
  const log: Command = { name: 'git log', argv: ['git', 'log', '-p', 'main'], cwd: top };
  const scan: Command = { name: 'history', argv: ['node', SECBASELINE, 'secrets', '--history'], cwd: top };
  const first = sample(scan);
  if (first.code !== 0 && first.code !== 1) throw new Error(`secrets --history ended with ${first.code}`);
  const { a, b, ratio } = paired(scan, log, runs);
  return {
    what: `\`secrets --history\` of ${COMMITS} commits, against \`git log -p\``,
    measured: `${a.wall.toFixed(0)} ms / ${b.wall.toFixed(0)} ms = ${ratio.toFixed(2)} ×, ${a.memory?.toFixed(0) ?? '?'} MB`,
    goal: '≤ 3 ×',
    holds: ratio <= 3,
  };
}
