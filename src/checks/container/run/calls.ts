/** Calls of container tools among commands: `docker run`, `podman create`, `docker buildx build` … */
import { callOf } from '../programs.ts';
import type { Command, ShellWord } from '../shell.ts';
import { type CommandLine, commandLine } from './options.ts';

export interface ContainerCall extends CommandLine {
  readonly tool: string;
  readonly toolWord: ShellWord;
  readonly does: 'run' | 'build';
}

const TOOLS: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl']);
/** Options of the tool itself that take a value. */
const GLOBAL: ReadonlySet<string> = new Set([
  '-H',
  '--host',
  '-c',
  '--context',
  '--config',
  '-l',
  '--log-level',
  '--connection',
  '--url',
]);

export function containerCalls(commands: readonly Command[]): readonly ContainerCall[] {
  return commands.flatMap((command) => {
    const call = callOf(command);
    if (call === null || !TOOLS.has(call.program)) return [];
    let at = 0;
    while (call.args[at]?.text.startsWith('-') === true) at += GLOBAL.has(call.args[at]?.text ?? '') ? 2 : 1;
    if (/^(?:container|image|builder|buildx)$/.test(call.args[at]?.text ?? '')) at += 1;
    const does = doing(call.args[at]?.text);
    if (does === null) return [];
    const line = commandLine(call.args.slice(at + 1), does);
    return [{ ...line, tool: call.program, toolWord: call.word, does }];
  });
}

function doing(subcommand: string | undefined): 'run' | 'build' | null {
  if (subcommand === 'run' || subcommand === 'create') return 'run';
  return subcommand === 'build' ? 'build' : null;
}

/** Variables that a script sets to a plain text, the last value of each. */
export function literalVariables(commands: readonly Command[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { words, assignments } of commands) {
    const declared = /^(?:export|readonly|local|declare)$/.test(words[0]?.text ?? '') ? words.slice(1) : [];
    if (words.length > 0 && declared.length === 0) continue;
    for (const { text } of [...assignments, ...declared]) {
      const [name = '', value] = text.split(/=(.*)/s);
      if (value === undefined) continue;
      if (/[$`]/.test(value)) values.delete(name);
      else values.set(name, value);
    }
  }
  return values;
}
